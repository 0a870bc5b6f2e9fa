import { z } from "zod";
import { listAudit } from "@/lib/audit";
import { listQuery, route } from "@/lib/http";
import { assertPatient } from "@/lib/patients";

const query = z.object(listQuery);

export const GET = route(
  { name: "GET /api/patients/:id/access-log", permission: "access-log:read", query },
  async (ctx, input) => {
    const patient = await assertPatient(ctx, input.params.patientId ?? "");
    return listAudit(ctx, { ...input.query, patient });
  },
);
