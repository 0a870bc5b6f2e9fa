import { lockSession } from "@/lib/auth";
import { route } from "@/lib/http";

// Answers for a locked session too: the page repeats the request until it hears that it is through.
export const POST = route(
  { name: "POST /api/session/lock", permission: "signed-in", allowLocked: true },
  (ctx) => lockSession(ctx),
);
