import { revokeSession } from "@/lib/auth";
import { route } from "@/lib/http";

export const DELETE = route(
  { name: "DELETE /api/session/current", permission: "signed-in", allowLocked: true },
  (ctx) => revokeSession(ctx),
);
