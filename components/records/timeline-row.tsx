"use client";

import { memo } from "react";
import { formatWhen } from "@/components/patients/format-moment";
import { useClinic } from "@/components/shell/clinic";
import type { RecordType, TimelineItem } from "@/lib/records/schema";
import { AbnormalMark } from "./abnormal-mark";
import { formatQuantity, formatUnit } from "./format-quantity";

const TYPE_WORD: Record<RecordType, string> = {
  encounter: "Encounter",
  observation: "Observation",
  condition: "Problem",
  allergy: "Allergy",
  immunization: "Immunisation",
  medication: "Medication",
  procedure: "Procedure",
  report: "Report",
  document: "Document",
  note: "Note",
};

/** One entry: when, what kind, what, and the value with its mark. Retracted ones are struck through and say so. */
export const TimelineRow = memo(function TimelineRow({ item }: { item: TimelineItem }) {
  const clinic = useClinic();
  const value = item.value === undefined ? "" : formatQuantity(item.text ?? String(item.value));
  return (
    <div className="grid h-full grid-cols-[92px_minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line px-4 text-small md:grid-cols-[92px_104px_minmax(0,1fr)_minmax(0,auto)]">
      <time className="figures text-muted">{formatWhen(item.at, clinic)}</time>
      <span className="truncate text-muted max-md:hidden">{TYPE_WORD[item.type]}</span>
      <span
        className={`truncate text-body ${item.isRetracted ? "text-muted line-through" : ""}`}
        title={item.title}
      >
        {item.title}
        {item.isRetracted ? <span className="ml-2 inline-block no-underline">retracted</span> : null}
      </span>
      <span
        className="figures max-w-[34ch] truncate text-right"
        title={value ? `${item.text ?? item.value} ${formatUnit(item.unit)}` : (item.status ?? "")}
      >
        {value ? (
          <>
            {value} <span className="text-muted">{formatUnit(item.unit)}</span>
            <AbnormalMark abnormal={item.abnormal} />
          </>
        ) : (
          <span className="text-muted">{item.status}</span>
        )}
      </span>
    </div>
  );
});
