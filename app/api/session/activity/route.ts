import { assertSession } from "@/lib/auth";
import { Reply, route } from "@/lib/http";

// The session check itself notes the activity; this is for somebody who types without asking anything of the server.
export const POST = route({ name: "POST /api/session/activity", permission: "signed-in" }, async (ctx) => {
  assertSession(ctx);
  return new Reply(undefined);
});
