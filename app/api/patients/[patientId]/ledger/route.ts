import { z } from "zod";
import { listLedger } from "@/lib/chart";
import { listQuery, route } from "@/lib/http";

const query = z.object(listQuery);

export const GET = route(
  { name: "GET /api/patients/:id/ledger", permission: "billing:read", query },
  (ctx, input) => listLedger(ctx, input.params.patientId ?? "", input.query),
);
