"use client";

import type { ReactNode } from "react";
import { useClinic } from "@/components/shell/clinic";
import { Dialog } from "@/components/ui/dialog";
import { PageLink } from "@/components/ui/page-link";
import type { AuditRow } from "./audit-query";
import { formatInstant } from "./audit-row";
import { actionWord, detailFacts, OUTCOME_WORD } from "./audit-words";

/** All that is kept of one event, in words; its names in the API stand small below them. */
export function AuditDialog({ row, onClose }: { row: AuditRow; onClose: () => void }) {
  const clinic = useClinic();
  return (
    <Dialog title={actionWord(row.action)} onClose={onClose} isWide>
      <Facts
        facts={[
          ["When", formatInstant(row.at, clinic)],
          ["Who", <bdi key="who">{row.actor}</bdi>],
          ["Outcome", OUTCOME_WORD[row.outcome]],
          ...(row.patientId ? [["Patient", <PatientLink key="patient" id={row.patientId} />] as const] : []),
          ...detailFacts(row.detail),
          ["Network", row.ip ?? "unknown"],
        ]}
      />
      <div className="mt-3 border-t border-line pt-3 text-small text-muted">
        <Facts
          facts={[
            ["Action", row.action],
            ["Request", row.requestId ?? "none"],
            ["Event", row.id],
          ]}
        />
      </div>
    </Dialog>
  );
}

function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted wrap-anywhere">{name}</dt>
          <dd className="figures wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function PatientLink({ id }: { id: string }) {
  return (
    <PageLink href={`/patients/${id}`} className="text-accent underline underline-offset-2">
      Open the chart
    </PageLink>
  );
}
