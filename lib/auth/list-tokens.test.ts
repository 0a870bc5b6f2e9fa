import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { withTenant } from "@/lib/tenancy";
import { givenContext } from "@/tests/factories";
import { testDatabase } from "@/tests/harness/database";
import { createToken } from "./create-token";
import { listTokenRows } from "./list-tokens";

const database = testDatabase();

test("only tokens that still work are listed, newest first, and no other clinic's", async () => {
  const { owner } = database();
  const ctx = await givenContext(owner, "admin");
  for (const email of ["admin@demo.test", "nurse@demo.test", "billing@demo.test", "reception@demo.test"])
    await createToken(owner, { tenant: "demo", email, days: 1 });
  await createToken(owner, { tenant: "other", email: "admin@other.test", days: 1 });
  const listed = () => withTenant(ctx, (tx) => listTokenRows(tx, ctx));
  const [newest, expired, revoked, oldest] = await listed();
  await owner`UPDATE api_token SET created_at = now() - interval '3 days', expires_at = now() - interval '1 second' WHERE id = ${expired?.id ?? randomUUID()}`;
  await owner`UPDATE api_token SET revoked_at = now() WHERE id = ${revoked?.id ?? randomUUID()}`;
  expect((await listed()).map(({ id }) => id)).toEqual([newest?.id, oldest?.id]);
});
