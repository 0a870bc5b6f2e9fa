import { Reply, write } from "@/lib/http";
import { changePerson } from "@/lib/people";

export const POST = write(
  { name: "POST /api/users/:id/deactivate", permission: "user:manage" },
  async (ctx, tx, { params, version }) => {
    const change = { status: "deactivated" as const };
    const person = await changePerson(ctx, tx, { id: params.userId ?? "", change, version });
    return new Reply(person, { etag: String(person.version) });
  },
);
