import "server-only";
import { type Link, parseReference, type Wanted } from "@/lib/fhir";
import { identifierKey } from "./find-by-identifiers";
import { SOURCE_ID, storedIdOf } from "./identity";
import type { KnownResources } from "./known-resources";
import type { Identifier, ResourceKey } from "./schema";

/** A resource that is about to be stored, with what a reference beside it may call it. */
export type Addressed = ResourceKey & {
  fullUrl: string | null;
  sourceId: string | null;
  identifiers: readonly Identifier[];
};
/** A link with what it points at; null when that is neither among what is being stored nor stored. */
export type ResolvedLink = { link: Link; target: ResourceKey | null };

/** Finds what references point at: first among what is being stored with them, then among what is stored. */
export class LinkResolver {
  private readonly byAddress = new Map<string, ResourceKey>();
  private readonly byStoredAddress = new Map<string, ResourceKey>();
  private readonly byIdentifier = new Map<string, Set<string>>();

  constructor(
    private readonly known: KnownResources,
    here: readonly Addressed[],
  ) {
    for (const { type, id, fullUrl, sourceId, identifiers } of here) {
      const target = { type, id };
      this.byStoredAddress.set(`${type}/${id}`, target);
      if (fullUrl) this.byAddress.set(fullUrl, target);
      if (sourceId) this.byAddress.set(`${type}/${sourceId}`, target);
      for (const identifier of identifiers) this.noteIdentifier(identifierKey(type, identifier), id);
    }
  }

  /** The target of a reference; null when there is none, or more than one for a search. */
  resolve(reference: string): ResourceKey | null {
    const here =
      this.byAddress.get(reference) ?? this.byAddress.get(reference.replace(/\/_history\/[^/]*$/, ""));
    if (here) return here;
    const wanted = parseReference(reference);
    if (wanted.kind === "id") return this.known.bySourceId(wanted.type, wanted.id) ?? null;
    return wanted.kind === "identifier" ? this.onlyIdentified(wanted) : null;
  }

  /** The target of a reference that was rewritten: an address as things are stored, not as the file calls them. */
  resolveStored(reference: string): ResourceKey | null {
    const address = reference.replace(/\/_history\/[^/]*$/, "");
    const here = this.byStoredAddress.get(address);
    if (here) return here;
    const wanted = parseReference(address);
    return wanted.kind === "id" ? (this.known.at(wanted.type, wanted.id.toLowerCase()) ?? null) : null;
  }

  private onlyIdentified(wanted: Extract<Wanted, { kind: "identifier" }>): ResourceKey | null {
    const stored = this.known.identifiedBy(wanted.type, wanted).map(({ id }) => id);
    const here = this.byIdentifier.get(identifierKey(wanted.type, wanted)) ?? [];
    const [id, ...others] = new Set([...stored, ...here]);
    return id !== undefined && others.length === 0 ? { type: wanted.type, id } : null;
  }

  private noteIdentifier(key: string, id: string): void {
    const ids = this.byIdentifier.get(key);
    if (ids) ids.add(id);
    else this.byIdentifier.set(key, new Set([id]));
  }
}

/** Writes the target into the reference; one that names the right resource already stays as it is, version included. */
export function rewriteLink({ link, target }: ResolvedLink): void {
  if (!target) return;
  const address = `${target.type}/${target.id}`;
  const isSame = link.value === address || link.value.startsWith(`${address}/_history/`);
  Reflect.set(link.holder, link.key, isSame ? link.value : address);
}

/** How a later import can recognise the target of an unresolved reference; nulls when nothing ever can. */
export function pendingTarget(
  tenantId: string,
  reference: string,
): { targetType: string; targetId: string | null; targetSystem: string | null; targetValue: string | null } {
  const wanted = parseReference(reference);
  if (wanted.kind === "identifier") {
    return {
      targetType: wanted.type,
      targetId: null,
      targetSystem: wanted.system,
      targetValue: wanted.value,
    };
  }
  if (wanted.kind === "elsewhere")
    return { targetType: "", targetId: null, targetSystem: null, targetValue: null };
  const { type, id } = wanted;
  const targetId = type === "" ? id.toLowerCase() : storedIdOf(tenantId, type, id);
  return { targetType: type, targetId, targetSystem: SOURCE_ID, targetValue: id };
}
