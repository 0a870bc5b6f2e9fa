import { route } from "@/lib/http";
import { getPatient } from "@/lib/patients";

export const GET = route({ name: "GET /api/patients/:id", permission: "patient:read" }, (ctx, { params }) =>
  getPatient(ctx, params.patientId ?? ""),
);
