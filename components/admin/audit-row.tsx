"use client";

import { useClinic } from "@/components/shell/clinic";
import { CircleSlash, TriangleAlert } from "@/components/ui/icons";
import { writtenIn } from "@/lib/time/rules";
import type { AuditRow } from "./audit-query";
import { actionWord, detailText, OUTCOME_WORD } from "./audit-words";

/** `21 Nov 2026, 14:03:09` in the clinic's zone: the second counts when one looks for a cause. */
export function formatInstant(
  instant: string,
  { locale, timeZone }: { locale: string; timeZone: string },
): string {
  return new Intl.DateTimeFormat(writtenIn(locale.startsWith("en") ? "en-GB" : locale), {
    day: "2-digit",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone,
  }).format(new Date(instant));
}

export function OutcomeMark({ outcome }: { outcome: AuditRow["outcome"] }) {
  if (outcome === "success") return null;
  const Icon = outcome === "refused" ? CircleSlash : TriangleAlert;
  return (
    <span
      className={`inline-flex items-center gap-1 ${outcome === "refused" ? "text-warning" : "text-danger"}`}
    >
      <Icon aria-hidden className="size-3.5" />
      {OUTCOME_WORD[outcome]}
    </span>
  );
}

/** One event in a line, or two where the screen is narrow; opening it shows all that is kept of it. */
export function AuditLine({ row, onOpen }: { row: AuditRow; onOpen: () => void }) {
  const clinic = useClinic();
  const at = formatInstant(row.at, clinic);
  return (
    <button
      type="button"
      onClick={onOpen}
      className="grid h-full w-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line px-4 text-left text-small hover:bg-sunken focus-visible:-outline-offset-2 md:grid-cols-[152px_minmax(0,1fr)_208px_80px_minmax(0,1fr)] lg:grid-cols-[152px_minmax(0,1fr)_208px_80px_minmax(0,2fr)]"
    >
      <time className="figures truncate text-muted max-md:col-start-2 max-md:row-start-1" dateTime={row.at}>
        {at}
      </time>
      <bdi className="truncate font-medium max-md:row-start-1">{row.actor}</bdi>
      <span className="truncate max-md:row-start-2">{actionWord(row.action)}</span>
      <span className="flex max-md:col-start-2 max-md:row-start-2 max-md:justify-end">
        <OutcomeMark outcome={row.outcome} />
      </span>
      <span className="truncate text-muted max-md:hidden">{detailText(row.detail)}</span>
    </button>
  );
}
