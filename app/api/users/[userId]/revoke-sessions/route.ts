import { Reply, write } from "@/lib/http";
import { revokeSessions } from "@/lib/people";

export const POST = write(
  { name: "POST /api/users/:id/revoke-sessions", permission: "user:manage" },
  async (ctx, tx, { params }) => new Reply(await revokeSessions(ctx, tx, params.userId ?? "")),
);
