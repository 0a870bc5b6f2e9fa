import { z } from "zod";
import { AppError } from "@/lib/errors";
import { listQuery, route } from "@/lib/http";
import { searchPatients } from "@/lib/patients";

const query = z.object({ ...listQuery, q: z.string().default(""), tag: z.string().optional() });

export const GET = route({ name: "GET /api/patients", permission: "patient:search", query }, (ctx, input) => {
  if (input.query.tag !== undefined) throw noSuchTag();
  return searchPatients(ctx, input.query);
});

/** Until tags exist: an answer that left the tag out of account would list patients who do not bear it. */
function noSuchTag(): AppError {
  const errors = [{ path: "tag", message: "there are no tags yet" }];
  return new AppError("invalid_input", "See errors: tag.", { errors });
}
