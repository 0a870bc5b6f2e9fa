import { expect, test } from "vitest";
import { letterWithMarks, timeOf } from "@/tests/factories/marks";
import { NewPerson, OwnChange } from "./bodies";

test("a name is visible text of 1 to 120 characters, in one spelling", () => {
  expect(OwnChange.parse({ name: " Zoe\u0308 " })).toEqual({ name: "Zoë" });
  for (const name of ["", " ", "x".repeat(121), "a\u200bb"])
    expect(OwnChange.safeParse({ name }).success, JSON.stringify(name)).toBe(false);
});

test.each(["name", "email"])("a %s of accents without end is refused at once", (field) => {
  const person = {
    email: "ann@clinic.example",
    name: "Ann",
    role: "nurse",
    [field]: letterWithMarks(200_000),
  };
  expect(timeOf(() => expect(NewPerson.safeParse(person).success).toBe(false))).toBeLessThan(100);
});
