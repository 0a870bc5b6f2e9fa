"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { askApi } from "@/components/session/api-client";
import { X } from "@/components/ui/icons";
import { PageLink } from "@/components/ui/page-link";
import type { PatientSummary } from "@/lib/chart/schema";
import type { PatientHit } from "@/lib/patients/schema";
import type { SummaryItem } from "@/lib/records/schema";
import { AllergyStrip } from "./allergy-strip";
import { fullName } from "./format";

/** The summary of the marked patient at the side of the list, always fetched anew. */
export function PatientPeek({ hit, onClose }: { hit: PatientHit; onClose: () => void }) {
  const { data, error } = useQuery({
    queryKey: ["summary", hit.id],
    queryFn: ({ signal }) => askApi<PatientSummary>(`/api/patients/${hit.id}/summary`, { signal }),
    gcTime: 0,
  });
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === "ArrowLeft" || event.key === "Escape") onClose();
    };
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, [onClose]);
  const summary = data?.value;
  return (
    <aside
      aria-label={`Summary of ${fullName(hit)}`}
      className="w-80 shrink-0 overflow-y-auto border-l border-line bg-surface p-4 max-md:hidden"
    >
      <div className="flex items-start justify-between gap-2">
        <h2 className="min-w-0 font-semibold wrap-anywhere">
          <bdi>{fullName(hit)}</bdi>
        </h2>
        <button
          type="button"
          aria-label="Close the summary"
          onClick={onClose}
          className="grid size-7 place-items-center rounded text-muted hover:bg-sunken"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      {error ? <p className="mt-2 text-danger">{error.message}</p> : null}
      {summary ? (
        <div className="mt-3 grid gap-4">
          <AllergyStrip allergies={summary.allergies} />
          <PeekList title="Problems" items={summary.conditions} />
          <PeekList title="Medications" items={summary.medications} />
          <PageLink
            href={`/patients/${hit.id}`}
            className="font-medium text-accent underline underline-offset-2"
          >
            Open the chart
          </PageLink>
        </div>
      ) : null}
    </aside>
  );
}

const SHOWN_MAX = 6;

function PeekList({ title, items }: { title: string; items: readonly SummaryItem[] }) {
  return (
    <section>
      <h3 className="text-small font-semibold text-muted">{title}</h3>
      {items.length === 0 ? <p className="text-muted">None recorded</p> : null}
      <ul>
        {items.slice(0, SHOWN_MAX).map((item) => (
          <li key={item.id}>{item.title}</li>
        ))}
      </ul>
      {items.length > SHOWN_MAX ? <p className="text-muted">and {items.length - SHOWN_MAX} more</p> : null}
    </section>
  );
}
