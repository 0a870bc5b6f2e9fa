"use client";

import Link from "next/link";
import { useClinic } from "@/components/shell/clinic";
import { Dialog } from "@/components/ui/dialog";
import type { AuditRow } from "./audit-query";
import { formatInstant } from "./audit-row";
import { actionWord, OUTCOME_WORD } from "./audit-words";

/** All that is kept of one event. */
export function AuditDialog({ row, onClose }: { row: AuditRow; onClose: () => void }) {
  const clinic = useClinic();
  const facts: [string, string | null][] = [
    ["When", formatInstant(row.at, clinic)],
    ["Who", row.actor],
    ["Action", row.action],
    ["Outcome", OUTCOME_WORD[row.outcome]],
    ["Network", row.ip],
    ["Request", row.requestId],
    ["Event", row.id],
  ];
  return (
    <Dialog title={actionWord(row.action)} onClose={onClose} isWide>
      <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="figures break-words">{value ?? "–"}</dd>
          </div>
        ))}
        {row.patientId ? (
          <div className="contents">
            <dt className="text-muted">Patient</dt>
            <dd className="break-words">
              <Link href={`/patients/${row.patientId}`} className="text-accent underline underline-offset-2">
                {row.patientId}
              </Link>
            </dd>
          </div>
        ) : null}
      </dl>
      {row.detail ? (
        <pre className="mt-4 overflow-x-auto rounded-control bg-sunken p-3 font-mono text-note whitespace-pre-wrap break-words">
          {JSON.stringify(row.detail, null, 2)}
        </pre>
      ) : null}
    </Dialog>
  );
}
