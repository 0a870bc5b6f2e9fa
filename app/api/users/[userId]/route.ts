import { Reply, route, write } from "@/lib/http";
import { changePerson, getPerson, PersonChange, personTag } from "@/lib/people";

export const GET = route(
  { name: "GET /api/users/:id", permission: "user:manage" },
  async (ctx, { params }) => {
    const person = await getPerson(ctx, params.userId ?? "");
    return new Reply(person, { etag: personTag(person) });
  },
);

export const PATCH = write(
  { name: "PATCH /api/users/:id", permission: "user:manage", body: PersonChange, ifMatch: true },
  async (ctx, tx, { body, params, version }) => {
    const person = await changePerson(ctx, tx, { id: params.userId ?? "", change: body, version });
    return new Reply(person, { etag: String(person.version) });
  },
);
