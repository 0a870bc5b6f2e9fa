import { z } from "zod";
import { listQuery, Reply, route, write } from "@/lib/http";
import { invitePerson, listPeople, NewPerson, prepareInvitation } from "@/lib/people";

const query = z.object({ ...listQuery, q: z.string().max(200, "is too long").optional() });

export const GET = route({ name: "GET /api/users", permission: "user:manage", query }, (ctx, input) =>
  listPeople(ctx, input.query),
);

export const POST = write(
  { name: "POST /api/users", permission: "user:manage", body: NewPerson, prepare: prepareInvitation },
  async (ctx, tx, { body, prepared }) => {
    const person = await invitePerson(ctx, tx, { ...body, ...prepared });
    return new Reply(person, {
      status: 201,
      etag: String(person.version),
      location: `/api/users/${person.id}`,
    });
  },
);
