"use client";

import { memo } from "react";
import { PageLink, useIsOpening } from "@/components/ui/page-link";
import type { PatientHit } from "@/lib/patients/schema";
import type { Clinic } from "../shell/clinic";
import { formatAge, formatLastSeen, fullName, sexLetter } from "./format";
import { dayOf, formatBirthDate } from "./format-moment";
import { Highlight } from "./highlight";
import { rowId } from "./patients-query";

type Props = {
  hit: PatientHit;
  index: number;
  words: readonly string[];
  clinic: Pick<Clinic, "locale" | "timeZone">;
  isActive: boolean;
  onPoint: (index: number) => void;
  now: Date;
};

/** One hit. A link, so that it opens in a new tab too; "similar" marks a name found with a typo corrected. */
export const PatientRow = memo(function PatientRow({
  hit,
  index,
  words,
  clinic,
  isActive,
  onPoint,
  now,
}: Props) {
  const age = formatAge(hit.birthDate, dayOf(now, clinic.timeZone));
  return (
    <PageLink
      id={rowId(hit)}
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      href={`/patients/${hit.id}`}
      onMouseMove={() => (isActive ? undefined : onPoint(index))}
      onFocus={() => onPoint(index)}
      className="grid h-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-b border-line px-4 text-small aria-selected:bg-accent-soft md:grid-cols-[minmax(160px,1fr)_180px_116px_124px_136px]"
    >
      <span className="min-w-0 truncate text-body" title={fullName(hit)}>
        <bdi>
          <Highlight text={fullName(hit)} words={words} />
        </bdi>
        {hit.match === "fuzzy" ? (
          <span className="ml-2 rounded bg-sunken px-1.5 py-0.5 text-note text-muted">similar</span>
        ) : null}
      </span>
      <span className="figures truncate text-muted max-md:text-right">
        {sexLetter(hit.sex)} · {formatBirthDate(hit.birthDate, clinic.locale)}
        {age ? ` (${age})` : ""}
      </span>
      <span className="figures truncate text-muted max-md:text-note" title={`MRN ${hit.mrn}`}>
        <span className="text-note">MRN</span> {hit.mrn}
      </span>
      <span className="figures truncate text-muted max-md:hidden">{hit.phone ?? ""}</span>
      <span className="truncate text-muted max-md:text-right max-md:text-note">
        <LastColumn text={formatLastSeen(hit.lastSeenAt, clinic, now)} />
      </span>
    </PageLink>
  );
});

/** When the patient was seen; while the chart is being fetched for longer than people notice, that it opens. */
function LastColumn({ text }: { text: string }) {
  const isOpening = useIsOpening();
  return isOpening ? <span className="late text-accent">opening…</span> : text;
}
