import { page } from "@/app/page-entrance";
import { TimelinePanel } from "../timeline-panel";

export default page(
  { name: "/patients/:id/records", permission: "chart:read", shows: "records" },
  async (_ctx, { params }) => <TimelinePanel patientId={params.patientId ?? ""} />,
);
