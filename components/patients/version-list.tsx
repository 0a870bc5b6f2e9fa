import { PageLink } from "@/components/ui/page-link";
import { Panel } from "@/components/ui/panel";
import type { PatientVersions } from "@/lib/patients/schema";
import { FIELD_LABELS, SEX_LABELS } from "./demographics";
import { formatWhen } from "./format-moment";

type Props = {
  history: PatientVersions;
  /** Whether these are the newest ones. */
  isFirst: boolean;
  clinic: { locale: string; timeZone: string };
};

/** Who changed the registration, when, and what from what to what; page by page. */
export function VersionList({ history, isFirst, clinic }: Props) {
  const changed = history.items.filter(({ at }) => at !== null);
  return (
    <Panel title="History" count={changed.length}>
      {changed.length === 0 ? (
        <p className="py-1 text-muted">Not changed since this patient was brought in.</p>
      ) : null}
      <ol>
        {changed.map(({ version, at, by, changes }) => (
          <li key={version} className="border-b border-line py-2 last:border-0">
            <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-small text-muted">
              <span>{by}</span>
              <time className="figures">{formatWhen(at, clinic, true)}</time>
            </p>
            {changes.length === 0 ? <p className="text-muted">The first version.</p> : null}
            <ul>
              {changes.map(({ field, before, after }) => (
                <li key={field} className="break-words">
                  <span className="text-muted">{labelOf(field)}: </span>
                  <s className="text-muted">
                    <bdi className="whitespace-pre-line">{wordsOf(field, before)}</bdi>
                  </s>{" "}
                  → <bdi className="whitespace-pre-line">{wordsOf(field, after)}</bdi>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <nav aria-label="Versions" className="flex gap-4 pt-2 text-small">
        {isFirst ? null : <PageLink href="?">Newest</PageLink>}
        {history.nextCursor ? <PageLink href={`?before=${history.nextCursor}`}>Older</PageLink> : null}
      </nav>
    </Panel>
  );
}

/** `maritalStatus` of FHIR: Marital status. What stands beside a value has an underscore there. */
function labelOf(field: string): string {
  const words = field.replace(/^_/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return FIELD_LABELS[field] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

function wordsOf(field: string, value: string | null): string {
  if (!value) return "empty";
  return field === "sex" ? (SEX_LABELS[value] ?? value) : value;
}
