import { stream } from "@/lib/http";
import { assertPatient } from "@/lib/patients";

export const GET = stream({
  name: "GET /api/patients/:id/events",
  permission: "patient:read",
  action: "patient.events.read",
  streamOf: async (ctx, params) => `patient/${await assertPatient(ctx, params.patientId ?? "")}`,
});
