import "server-only";
import type { Tx } from "@/db/client";
import { makeToken } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/tenancy";
import type { NewToken } from "./bodies";
import { withPeople } from "./list-tokens";
import { lockPeople } from "./lock-people";
import { noteAct } from "./note-change";
import { readPerson } from "./person-row";
import type { PersonToken } from "./schema";

/**
 * Makes an API token of a person (the caller, unless said otherwise) that acts with that person's role for `days`. It is told
 * this once. Permission: user:manage. Audited as `token.create`.
 * @throws AppError("conflict") when the person is not active
 */
export async function addToken(ctx: Ctx, tx: Tx, input: NewToken): Promise<PersonToken & { token: string }> {
  await lockPeople(tx, ctx);
  const person = await readPerson(tx, ctx, input.userId ?? ctx.actor.id ?? "");
  if (person.status !== "active") throw new AppError("conflict", "A token needs a person who is active.");
  const { token, ...row } = await makeToken(tx, ctx, { ...input, userId: person.id });
  const [made] = await withPeople(tx, ctx, [row]);
  if (!made) throw new Error("The token that was made is not there.");
  const detail = { token: row.id, days: input.days, name: input.name };
  await noteAct(tx, ctx, { action: "token.create", userId: person.id, detail });
  return { ...made, token };
}
