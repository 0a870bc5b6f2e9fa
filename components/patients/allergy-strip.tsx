import { TriangleAlert } from "@/components/ui/icons";
import type { SummaryItem } from "@/lib/records/schema";

const SEVERE = new Set(["high", "severe"]);

/** Allergies, the loudest thing in a chart: a shape, a word and a colour. None recorded is said, never left blank. */
export function AllergyStrip({ allergies }: { allergies: readonly SummaryItem[] }) {
  if (allergies.length === 0) return <p className="text-small text-muted">No known allergies recorded</p>;
  const sorted = [...allergies].sort(
    (a, b) => Number(SEVERE.has(b.severity ?? "")) - Number(SEVERE.has(a.severity ?? "")),
  );
  return (
    <section
      aria-label="Allergies"
      className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-control bg-danger-soft px-2 py-1 text-danger"
    >
      <TriangleAlert aria-hidden className="size-4 shrink-0" />
      <span className="text-small font-semibold">Allergies</span>
      <ul className="contents">
        {sorted.map((allergy) => (
          <li
            key={allergy.id}
            className="rounded border border-current/30 px-1.5 text-small leading-5 font-semibold"
          >
            {allergy.title}
            {allergy.detail || allergy.severity ? (
              <span className="font-normal">
                {" "}
                (
                {[allergy.detail, SEVERE.has(allergy.severity ?? "") ? "severe" : null]
                  .filter(Boolean)
                  .join(", ") || allergy.severity}
                )
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
