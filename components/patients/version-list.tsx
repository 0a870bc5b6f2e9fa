import { Panel } from "@/components/ui/panel";
import type { PatientVersion } from "@/lib/patients/schema";
import { FIELD_LABELS, SEX_LABELS } from "./demographics";
import { formatWhen } from "./format";

type Props = { versions: readonly PatientVersion[]; clinic: { locale: string; timeZone: string } };

/** Who changed the registration, when, and what from what to what. */
export function VersionList({ versions, clinic }: Props) {
  const changed = versions.filter(({ at }) => at !== null);
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
            <ul>
              {changes.map(({ field, before, after }) => (
                <li key={field} className="break-words">
                  <span className="text-muted">{FIELD_LABELS[field] ?? field}: </span>
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
    </Panel>
  );
}

function wordsOf(field: string, value: string | null): string {
  if (!value) return "empty";
  return field === "sex" ? (SEX_LABELS[value] ?? value) : value;
}
