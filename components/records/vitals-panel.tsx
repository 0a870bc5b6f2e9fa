import { formatWhen } from "@/components/patients/format-moment";
import { Panel } from "@/components/ui/panel";
import { DIASTOLIC, SYSTOLIC } from "@/lib/records/rules";
import type { Vital } from "@/lib/records/schema";
import { AbnormalMark } from "./abnormal-mark";
import { formatQuantity, formatUnit } from "./format-quantity";

/** The latest vital signs with unit, abnormal mark and change since the one before. */
export function VitalsPanel({
  vitals,
  clinic,
}: {
  vitals: Record<string, Vital>;
  clinic: { locale: string; timeZone: string };
}) {
  const systolic = vitals[SYSTOLIC];
  const diastolic = vitals[DIASTOLIC];
  const rest = Object.entries(vitals).filter(([code]) => code !== SYSTOLIC && code !== DIASTOLIC);
  return (
    <Panel title="Vitals">
      {Object.keys(vitals).length === 0 ? <p className="py-1 text-muted">No measurements recorded.</p> : null}
      <dl>
        {systolic && diastolic ? (
          <VitalRow title="Blood pressure" takenAt={systolic.takenAt} clinic={clinic}>
            {formatQuantity(systolic.text)}/{formatQuantity(diastolic.text)} <Unit unit={systolic.unit} />
            <AbnormalMark abnormal={systolic.abnormal ?? diastolic.abnormal} />
          </VitalRow>
        ) : null}
        {rest.map(([code, vital]) => (
          <VitalRow key={code} title={vital.title} takenAt={vital.takenAt} clinic={clinic}>
            <span title={vital.text}>{formatQuantity(vital.text)}</span> <Unit unit={vital.unit} />
            <AbnormalMark abnormal={vital.abnormal} />
            <Change vital={vital} />
          </VitalRow>
        ))}
      </dl>
    </Panel>
  );
}

function Unit({ unit }: { unit: string | null }) {
  return <span className="text-small text-muted">{formatUnit(unit)}</span>;
}

function Change({ vital }: { vital: Vital }) {
  if (!vital.previous) return null;
  const change = vital.value - vital.previous.value;
  if (Math.abs(change) < 0.05) return null;
  return (
    <span className="ml-2 text-note text-muted" title="change since the measurement before">
      {change > 0 ? "+" : "−"}
      {formatQuantity(String(Math.abs(change)))}
    </span>
  );
}

type RowProps = {
  title: string;
  takenAt: string;
  clinic: { locale: string; timeZone: string };
  children: React.ReactNode;
};

function VitalRow({ title, takenAt, clinic, children }: RowProps) {
  return (
    <div className="flex items-baseline justify-between gap-3 py-1">
      <dt className="min-w-0">
        {title}
        <time className="figures block text-small text-muted">{formatWhen(takenAt, clinic)}</time>
      </dt>
      <dd className="figures text-right">{children}</dd>
    </div>
  );
}
