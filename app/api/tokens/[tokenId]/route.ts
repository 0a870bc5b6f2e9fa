import { Reply, write } from "@/lib/http";
import { revokeToken } from "@/lib/people";

export const DELETE = write(
  { name: "DELETE /api/tokens/:id", permission: "user:manage" },
  async (ctx, tx, { params }) => new Reply(await revokeToken(ctx, tx, params.tokenId ?? "")),
);
