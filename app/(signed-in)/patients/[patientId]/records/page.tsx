import { refusePage } from "@/app/refuse-page";
import { Forbidden } from "@/components/ui/forbidden";
import { openChart } from "../chart";
import { TimelinePanel } from "../timeline-panel";

export default async function RecordsPage({ params }: { params: Promise<{ patientId: string }> }) {
  const { patientId } = await params;
  const chart = await openChart(patientId);
  if (!chart) return null;
  if (!chart.ctx.permissions.has("chart:read")) {
    await refusePage(chart.ctx, "/patients/:id/records", patientId);
    return <Forbidden what="records" />;
  }
  return <TimelinePanel patientId={patientId} />;
}
