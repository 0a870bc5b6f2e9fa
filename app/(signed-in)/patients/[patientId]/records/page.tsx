import { page } from "@/app/page-entrance";
import { openChart } from "../chart";
import { TimelinePanel } from "../timeline-panel";

export default page(
  { name: "/patients/:id/records", permission: "chart:read", shows: "records" },
  async (_ctx, { params }) => {
    const { patientId = "" } = params;
    // Here and not in the panel alone: what the panel throws comes after this entrance.
    if (!(await openChart(patientId))) return null;
    return <TimelinePanel patientId={patientId} />;
  },
);
