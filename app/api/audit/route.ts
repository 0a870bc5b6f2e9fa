import { z } from "zod";
import { AUDIT_OUTCOMES, listAudit } from "@/lib/audit";
import { dateOrInstant, listQuery, route } from "@/lib/http";

const query = z.object({
  ...listQuery,
  patient: z.uuid("must be a patient's id").optional(),
  actor: z.uuid("must be a user's id").optional(),
  action: z
    .string()
    .regex(/^[a-z][a-z.-]{0,60}$/, "must be an action such as user.change")
    .optional(),
  outcome: z.enum(AUDIT_OUTCOMES, "must be success, refused or failure").optional(),
  from: dateOrInstant.optional(),
  to: dateOrInstant.optional(),
});

export const GET = route({ name: "GET /api/audit", permission: "audit:read", query }, (ctx, input) =>
  listAudit(ctx, input.query),
);
