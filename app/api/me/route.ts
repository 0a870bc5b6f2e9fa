import { Reply, route, write } from "@/lib/http";
import { changeOwnName, getPerson, OwnChange, personTag } from "@/lib/people";

export const GET = route({ name: "GET /api/me", permission: "signed-in" }, async (ctx) => {
  const person = await getPerson(ctx, ctx.actor.id ?? "");
  return new Reply(person, { etag: personTag(person) });
});

export const PATCH = write(
  { name: "PATCH /api/me", permission: "signed-in", body: OwnChange, ifMatch: true },
  async (ctx, tx, { body, version }) => {
    const person = await changeOwnName(ctx, tx, { name: body.name, version });
    return new Reply(person, { etag: String(person.version) });
  },
);
