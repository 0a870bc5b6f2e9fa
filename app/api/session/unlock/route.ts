import { z } from "zod";
import { unlockSession } from "@/lib/auth";
import { route } from "@/lib/http";

const body = z.object({ password: z.string().min(1, "is missing").max(200, "is too long") });

export const POST = route(
  { name: "POST /api/session/unlock", permission: "signed-in", body, allowLocked: true },
  (ctx, input) => unlockSession(ctx, input.body.password),
);
