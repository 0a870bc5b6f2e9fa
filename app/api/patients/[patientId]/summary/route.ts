import { getSummary } from "@/lib/chart";
import { route, withEtag } from "@/lib/http";

export const GET = route(
  { name: "GET /api/patients/:id/summary", permission: "patient:read" },
  async (ctx, { params }) => {
    const { summary, etag } = await getSummary(ctx, params.patientId ?? "");
    return withEtag(summary, etag);
  },
);
