import { z } from "zod";
import { getBalance } from "@/lib/billing";
import { dateOrInstant, route } from "@/lib/http";

const query = z.object({ asOf: dateOrInstant.optional() });

export const GET = route(
  { name: "GET /api/patients/:id/balance", permission: "billing:read", query },
  (ctx, input) => getBalance(ctx, input.params.patientId ?? "", input.query.asOf),
);
