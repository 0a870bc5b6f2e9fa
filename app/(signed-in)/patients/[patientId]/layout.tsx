import type { ReactNode } from "react";
import { orUnavailable } from "@/app/page-entrance";
import { ChartFreshness } from "@/components/patients/chart-freshness";
import { PatientBanner } from "@/components/patients/patient-banner";
import { PatientTabs } from "@/components/patients/patient-tabs";
import { findChart } from "./chart";

type Props = { children: ReactNode; params: Promise<{ patientId: string }> };

export default function PatientLayout(props: Props) {
  return orUnavailable(() => aroundPatient(props));
}

async function aroundPatient({ children, params }: Props) {
  const { patientId } = await params;
  const chart = await findChart(patientId);
  if (!chart) return children;
  const { ctx, summary, etag } = chart;
  const { locale, timeZone } = ctx.tenant;
  const now = new Date();
  return (
    <ChartFreshness
      patientId={patientId}
      etag={etag}
      renderedAt={now.toISOString()}
      clinic={{ locale, timeZone }}
    >
      <div className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_minmax(0,1fr)]">
        <PatientBanner summary={summary} clinic={{ locale, timeZone }} now={now} />
        <PatientTabs patientId={patientId} permissions={[...ctx.permissions]} />
        {children}
      </div>
    </ChartFreshness>
  );
}
