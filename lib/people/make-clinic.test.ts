import { expect, test } from "vitest";
import { signIn } from "@/lib/auth";
import { testDatabase } from "@/tests/harness/database";
import { makeClinic, makeLinkByCommand, NewClinic } from "./make-clinic";
import { redeemLink } from "./redeem-link";

const database = testDatabase();
const caller = { requestId: "r", ip: null };
const GOOD = "tulip orbit cactus lantern";
let count = 0;

function clinic(over: Partial<NewClinic> = {}): NewClinic {
  const slug = `clinic-${count++}`;
  return NewClinic.parse({
    slug,
    name: "Westside Clinic",
    email: `boss@${slug}.example`,
    adminName: "Bo Boss",
    timeZone: "Europe/Berlin",
    locale: "de-DE",
    currency: "EUR",
    ...over,
  });
}
const secretOf = (url: string) => new URL(url).hash.slice(1);

test("a clinic is made with an administrator who comes in by the link", async () => {
  const made = clinic();
  const link = await makeClinic(database().owner, made);
  const [row] = await database()
    .owner`SELECT name, time_zone, currency, units FROM tenant WHERE slug = ${made.slug}`;
  expect(row).toEqual({
    name: "Westside Clinic",
    time_zone: "Europe/Berlin",
    currency: "EUR",
    units: "metric",
  });
  await redeemLink({ token: secretOf(link), password: GOOD }, caller);
  expect(await signIn({ email: made.email, password: GOOD }, caller)).toMatchObject({ name: "Bo Boss" });
});

test("a slug or an address in use is refused, and nothing is made", async () => {
  const made = clinic();
  await makeClinic(database().owner, made);
  await expect(makeClinic(database().owner, clinic({ slug: made.slug }))).rejects.toThrow(
    /a clinic "clinic-\d+" already/,
  );
  const other = clinic({ email: made.email.toUpperCase() });
  await expect(makeClinic(database().owner, other)).rejects.toThrow(/has an account already/);
  expect(await database().owner`SELECT FROM tenant WHERE slug = ${other.slug}`).toHaveLength(0);
});

test("two who make the same clinic at once make one", async () => {
  const made = clinic();
  const done = await Promise.allSettled([
    makeClinic(database().owner, made),
    makeClinic(database().owner, { ...made, email: `second@${made.slug}.example` }),
  ]);
  expect(done.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a locked-out administrator gets a new link from the machine; a stranger and somebody deactivated none", async () => {
  const made = clinic();
  const first = await makeClinic(database().owner, made);
  const second = await makeLinkByCommand(database().owner, made.email.toUpperCase());
  await expect(redeemLink({ token: secretOf(first), password: GOOD }, caller)).rejects.toMatchObject({
    code: "link_unusable",
  });
  await redeemLink({ token: secretOf(second), password: GOOD }, caller);
  await redeemLink(
    { token: secretOf(await makeLinkByCommand(database().owner, made.email)), password: `${GOOD} two` },
    caller,
  );
  await expect(makeLinkByCommand(database().owner, "nobody@nowhere.example")).rejects.toThrow(/Nobody has/);
  await database()
    .owner`UPDATE app_user SET status = 'deactivated', disabled_at = now() WHERE email = ${made.email}`;
  await expect(makeLinkByCommand(database().owner, made.email)).rejects.toThrow(/deactivated/);
});
