import { z } from "zod";
import { listQuery, route } from "@/lib/http";
import { listPatientVersions } from "@/lib/patients";

const query = z.object(listQuery);

export const GET = route(
  { name: "GET /api/patients/:id/history", permission: "patient:read", query },
  (ctx, { params, query: page }) => listPatientVersions(ctx, params.patientId ?? "", page),
);
