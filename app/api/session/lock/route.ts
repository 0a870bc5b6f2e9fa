import { lockSession } from "@/lib/auth";
import { route } from "@/lib/http";

export const POST = route({ name: "POST /api/session/lock", permission: "signed-in" }, (ctx) =>
  lockSession(ctx),
);
