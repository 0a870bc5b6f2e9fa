import { Reply, route, write } from "@/lib/http";
import { addToken, listTokens, NewToken } from "@/lib/people";

export const GET = route({ name: "GET /api/tokens", permission: "user:manage" }, (ctx) => listTokens(ctx));

export const POST = write(
  { name: "POST /api/tokens", permission: "user:manage", body: NewToken },
  async (ctx, tx, { body }) => {
    const token = await addToken(ctx, tx, body);
    return new Reply(token, { status: 201, etag: "1", location: `/api/tokens/${token.id}` });
  },
);
