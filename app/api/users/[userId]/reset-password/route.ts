import { Reply, write } from "@/lib/http";
import { renewLink } from "@/lib/people";

export const POST = write(
  { name: "POST /api/users/:id/reset-password", permission: "user:manage" },
  async (ctx, tx, { params }) => {
    const person = await renewLink(ctx, tx, { id: params.userId ?? "", purpose: "reset" });
    return new Reply(person, { etag: String(person.version) });
  },
);
