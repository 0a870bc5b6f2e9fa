import { expect, test } from "vitest";
import { letterWithMarks, timeOf } from "@/tests/factories/marks";
import { ClinicChange } from "./bodies";

test("a clinic's name is visible text of 1 to 120 characters, in one spelling", () => {
  expect(ClinicChange.parse({ name: " Zoe\u0308s Praxis " })).toEqual({ name: "Zoës Praxis" });
  for (const name of ["", " ", "x".repeat(121), "a\u200bb"])
    expect(ClinicChange.safeParse({ name }).success, JSON.stringify(name)).toBe(false);
});

test.each(["name", "locale", "timeZone", "currency", "mrnPattern"])(
  "a %s of accents without end is refused at once",
  (field) => {
    const change = { [field]: letterWithMarks(200_000) };
    expect(timeOf(() => expect(ClinicChange.safeParse(change).success).toBe(false))).toBeLessThan(100);
  },
);
