import { Timeline } from "@/components/records/timeline";
import { TIMELINE_ROWS } from "@/components/records/timeline-query";
import { listRecords } from "@/lib/chart";
import { openChart } from "./chart";

/** The timeline with its first page read on the server. */
export async function TimelinePanel({ patientId }: { patientId: string }) {
  const chart = await openChart(patientId);
  if (!chart) return null;
  const first = await listRecords(chart.ctx, patientId, { limit: TIMELINE_ROWS });
  return (
    <Timeline
      patientId={patientId}
      chartVersion={chart.summary.chartVersion}
      first={first}
      counts={chart.summary.counts}
    />
  );
}
