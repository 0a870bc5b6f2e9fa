import { z } from "zod";
import { listQuery, route } from "@/lib/http";
import { searchPatients } from "@/lib/patients";

const query = z.object({ ...listQuery, q: z.string().default(""), tag: z.string().optional() });

export const GET = route({ name: "GET /api/patients", permission: "patient:search", query }, (ctx, input) =>
  searchPatients(ctx, input.query),
);
