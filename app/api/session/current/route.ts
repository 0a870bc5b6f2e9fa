import { forgetSession, revokeSession } from "@/lib/auth";
import { route } from "@/lib/http";

export const DELETE = route(
  { name: "DELETE /api/session/current", permission: "signed-in", allowLocked: true },
  async (ctx) => {
    await revokeSession(ctx);
    return new Response(null, {
      status: 204,
      headers: forgetSession().map((line): [string, string] => ["Set-Cookie", line]),
    });
  },
);
