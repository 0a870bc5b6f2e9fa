import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "@/lib/auth";
import { assertPassword } from "./assert-password";

const owner = {
  name: "Robin Reception",
  email: "robin.reception@westside.example",
  clinic: "Westside Clinic",
  slug: "westside",
};
const judged = (password: string) =>
  assertPassword(password, owner, "password").then(
    () => "taken",
    (error: { code: string; errors?: { path: string; message: string }[] }) =>
      `${error.code} ${error.errors?.[0]?.path}: ${error.errors?.[0]?.message}`,
  );

test.each([
  "tulip orbit cactus lantern",
  "Zq7-vMx2-pLw9-dRt4",
  "vier müde Käse fliegen",
  "回転寿司と富士山と温泉旅行とお茶会",
])("%s is taken: no capitals, digits or signs are asked for", async (password) => {
  expect(await judged(password)).toBe("taken");
});

test.each([
  ["tulip orbit", /^invalid_input password: Use at least 12 characters: 1 more\.$/],
  ["x".repeat(201), /Use at most 200/],
  ["password1234", /lists that are tried first|guessed too soon/],
  ["aaaaaaaaaaaaaaaaaaaa", /guessed too soon/],
  ["qwertyuiop[]", /lists that are tried first|guessed too soon/],
  ["Westside Clinic 2026", /the first guesses/],
  ["robin.reception1", /the first guesses/],
  ["RobinWestside!1", /the first guesses/],
])("%s is refused under the field, with what to do", async (password, told) => {
  expect(await judged(password)).toMatch(told);
});

test("no password takes long to judge, whatever it is made of", async () => {
  await judged("a first one loads the dictionaries");
  const started = performance.now();
  for (const password of ["4@8({[</369&#!1/|0$5+7%2".repeat(8), "p@ssw0rd!1".repeat(20), "Ab1!".repeat(50)])
    await judged(password);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("the same letters in another spelling are the same password", async () => {
  const hash = await hashPassword("Ångström ﬁve ½ tulips".normalize("NFC"));
  expect(await verifyPassword(hash, "Ångström ﬁve ½ tulips".normalize("NFD"))).toBe(true);
  expect(await verifyPassword(hash, "Ångström five ½ tulips")).toBe(true);
  expect(await verifyPassword(hash, "Angström five ½ tulips")).toBe(false);
});
