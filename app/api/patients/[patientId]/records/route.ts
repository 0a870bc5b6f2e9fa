import { z } from "zod";
import { listRecords } from "@/lib/chart";
import { dateOrInstant, listQuery, route } from "@/lib/http";
import { RECORD_TYPES } from "@/lib/records";

const query = z.object({
  ...listQuery,
  type: z.enum(RECORD_TYPES, `must be one of ${RECORD_TYPES.join(", ")}`).optional(),
  q: z.string().max(200, "is too long").optional(),
  from: dateOrInstant.optional(),
  to: dateOrInstant.optional(),
});

export const GET = route(
  { name: "GET /api/patients/:id/records", permission: "chart:read", query },
  (ctx, input) => listRecords(ctx, input.params.patientId ?? "", input.query),
);
