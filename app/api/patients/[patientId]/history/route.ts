import { route } from "@/lib/http";
import { listPatientVersions } from "@/lib/patients";

export const GET = route(
  { name: "GET /api/patients/:id/history", permission: "patient:read" },
  async (ctx, { params }) => ({ items: await listPatientVersions(ctx, params.patientId ?? "") }),
);
