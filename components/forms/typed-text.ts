import type { SaveRequest } from "./save-request";

/** The fields of a form by name: text, "" for what is not recorded. */
export type Values = Readonly<Record<string, string>>;

/** What is stored, as a form shows it; `version` is null while it has yet to be made. */
export type Stored = { base: Values; version: string | null };

/** What somebody typed: the fields they changed alone, on top of what they saw. */
export type Typing<S extends Stored = Stored> = { changes: Values; on: S };

/** A request whose outcome is not known, under the key it was sent with, and what the fields held. */
export type Sent = { key: string; request: SaveRequest };

/**
 * What was typed and not saved, kept on the device: the fields the person changed, what each held before, and the version that was.
 * `sent` is what may have been saved of it.
 */
export type Draft = { changes: Values; base: Values; version: string | null; sent: Sent | null; at: string };

/** What the fields hold. */
export function valuesOf({ changes, on }: Typing): Values {
  return { ...on.base, ...changes };
}

/** One field changed by hand; null when that leaves nothing changed. */
export function typeInto<S extends Stored>(
  typing: Typing<S> | null,
  stored: S,
  field: Values,
): Typing<S> | null {
  const on = typing?.on ?? stored;
  return onTopOf(on, { ...typing?.changes, ...field });
}

/** The fields in which `values` differs from `base`. */
export function changesOf(values: Values, base: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name, text]) => text !== base[name]));
}

/** `values` as changes of `on`; null when there are none. */
export function onTopOf<S extends Stored>(on: S, values: Values): Typing<S> | null {
  const changes = changesOf(values, on.base);
  return Object.keys(changes).length > 0 ? { changes, on } : null;
}

/**
 * Joins a draft with what is stored now and what was typed before the draft was found. Fields the draft does not change show what is
 * stored; what was typed just now stands. A field that somebody else changed too is in `conflicts`, and the whole then rests on the
 * draft's version, so that a save is refused until both have been seen. What the draft itself may have saved is nobody else's.
 */
export function restore<S extends Stored>(
  draft: Draft,
  stored: S,
  typing: Typing<S> | null,
): { typing: Typing<S> | null; conflicts: string[] } {
  const on = typing?.on ?? stored;
  const changes: Record<string, string> = {};
  const seen: Record<string, string> = {};
  for (const [name, mine] of Object.entries(draft.changes)) {
    const theirs = on.base[name];
    if (theirs === undefined || mine === theirs || typing?.changes[name] !== undefined) continue;
    changes[name] = mine;
    const isKnown = theirs === draft.base[name] || theirs === draft.sent?.request.values?.[name];
    if (!isKnown && on.version !== null) seen[name] = draft.base[name] ?? "";
  }
  const conflicts = Object.keys(seen);
  const basis =
    conflicts.length === 0 ? on : { ...on, base: { ...on.base, ...seen }, version: draft.version };
  return { typing: onTopOf(basis, { ...changes, ...typing?.changes }), conflicts };
}

/** What is left to save once `sent` was saved as `saved`: the fields that were changed while it was under way. */
export function afterSave<S extends Stored>(
  typing: Typing<S> | null,
  sent: Values,
  saved: S,
): Typing<S> | null {
  if (!typing) return null;
  return onTopOf(saved, changesOf(valuesOf(typing), sent));
}

/** Typed text that is being saved while what is stored moves on: it stays as it was typed, and ends when all of it is stored. */
export function whenStored<S extends Stored>(typing: Typing<S> | null, stored: S): Typing<S> | null {
  return typing && onTopOf(stored, typing.changes) ? typing : null;
}

/**
 * Typed text when somebody else saved: it stays, and every other field shows what is stored by now. Where both changed a field, as
 * with a draft that is restored, a save is refused until both have been seen.
 */
export function followed<S extends Stored>(
  typing: Typing<S>,
  stored: S,
  sent: Sent | null,
): { typing: Typing<S> | null; conflicts: string[] } {
  return restore(toDraft(typing, sent, ""), stored, null);
}

/** What is to be kept on the device of what was typed. */
export function toDraft({ changes, on }: Typing, sent: Sent | null, at: string): Draft {
  const base = Object.fromEntries(Object.keys(changes).map((name) => [name, on.base[name] ?? ""]));
  return { changes, base, version: on.version, sent, at };
}

/** What a draft still holds once `saved` of it was saved; null when that is all of it. */
export function leftOf(draft: Draft, saved: Values): Draft | null {
  const changes = changesOf(draft.changes, saved);
  return Object.keys(changes).length > 0 ? { ...draft, changes, sent: null } : null;
}
