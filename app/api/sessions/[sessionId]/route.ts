import { Reply, write } from "@/lib/http";
import { endSession } from "@/lib/people";

export const DELETE = write(
  { name: "DELETE /api/sessions/:id", permission: "user:manage" },
  async (ctx, tx, { params }) => new Reply(await endSession(ctx, tx, params.sessionId ?? "")),
);
