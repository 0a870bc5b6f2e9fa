import { Suspense } from "react";
import { page } from "@/app/page-entrance";
import { SummaryList } from "@/components/patients/summary-list";
import { VisitAndBalance } from "@/components/patients/visit-and-balance";
import { VitalsPanel } from "@/components/records/vitals-panel";
import { openChart } from "./chart";
import { TimelinePanel } from "./timeline-panel";

export default page(
  { name: "/patients/:id", permission: "patient:read", shows: "patients" },
  async (ctx, { params }) => {
    const { patientId = "" } = params;
    const chart = await openChart(patientId);
    if (!chart) return null;
    const { summary } = chart;
    const clinic = { locale: ctx.tenant.locale, timeZone: ctx.tenant.timeZone };
    return (
      <div className="grid min-h-0 grid-cols-1 overflow-y-auto min-[1100px]:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] min-[1100px]:overflow-hidden">
        <div className="grid grid-cols-1 content-start gap-x-6 gap-y-4 px-4 py-3 sm:grid-cols-2 min-[1100px]:overflow-y-auto">
          <SummaryList
            title="Problems"
            items={summary.conditions}
            empty="No active problems recorded."
            clinic={clinic}
          />
          <SummaryList
            title="Medications"
            items={summary.medications}
            empty="No current medications recorded."
            clinic={clinic}
          />
          <VitalsPanel vitals={summary.vitals} clinic={clinic} />
          <SummaryList
            title="Immunisations"
            items={summary.immunizations}
            empty="No immunisations recorded."
            clinic={clinic}
          />
          <VisitAndBalance
            summary={summary}
            clinic={clinic}
            maySeeLedger={ctx.permissions.has("billing:read")}
          />
        </div>
        {ctx.permissions.has("chart:read") ? (
          <div className="h-[560px] min-h-0 border-line max-[1099px]:border-t min-[1100px]:h-full min-[1100px]:border-l">
            <Suspense fallback={null}>
              <TimelinePanel patientId={patientId} />
            </Suspense>
          </div>
        ) : null}
      </div>
    );
  },
);
