import { beforeAll, expect, test } from "vitest";
import { hashPassword, verifyPassword } from "@/lib/auth";
import { testDatabase } from "@/tests/harness/database";
import { TEST_PASSWORD } from "@/tests/harness/template-database";
import { changeDemoPassword } from "./change-demo-password";

const database = testDatabase();

beforeAll(async () => {
  await database()
    .owner`INSERT INTO demo_clinic (tenant_id, day, finished_at) SELECT tenant_id, now(), now() FROM tenant`;
});

async function opensWith(email: string, password: string): Promise<boolean> {
  const [user] = await database()
    .owner`SELECT password_hash AS "passwordHash" FROM app_user WHERE email = ${email}`;
  return verifyPassword(user?.passwordHash as string, password);
}

test("a new DEMO_PASSWORD opens the demo users, and a password somebody chose stays", async () => {
  const chosen = await hashPassword("chosen by the admin");
  await database().owner`UPDATE app_user SET password_hash = ${chosen} WHERE email = 'admin@demo.test'`;
  expect(await changeDemoPassword(database().owner, TEST_PASSWORD, "a new password")).toBe(false);
  expect(await opensWith("nurse@demo.test", "a new password")).toBe(true);
  expect(await opensWith("billing@other.test", "a new password")).toBe(true);
  expect(await opensWith("admin@demo.test", "chosen by the admin")).toBe(true);
});

test("without the kept password nobody's password is changed", async () => {
  expect(await changeDemoPassword(database().owner, null, "yet another one")).toBe(false);
  expect(await opensWith("reception@demo.test", "yet another one")).toBe(false);
});

test("users of a clinic that the seeder did not make keep their password", async () => {
  await database().owner`DELETE FROM demo_clinic`;
  await changeDemoPassword(database().owner, "a new password", "still another");
  expect(await opensWith("nurse@demo.test", "a new password")).toBe(true);
});
