import { expect, test } from "vitest";
import { CHANGES, otherPhone, type Subject } from "./write-subjects";

test("each change is undone by the one back", () => {
  const subject: Subject = { id: "a", version: 1, phone: "617-555-0123", givenName: "Marie" };
  const made = CHANGES.map(({ kind, there, back }) => [kind, there(subject), back(subject)]);
  expect(made).toEqual([
    ["address", { address: { line: "0123 Main Street", city: "Springfield" } }, { address: null }],
    ["phone", { phone: "617-555-3211" }, { phone: "617-555-0123" }],
    ["given name", { givenName: "Marie Jean" }, { givenName: "Marie" }],
  ]);
});

test.each(["617-555-0000", "617-555-9999", "617-555-1221"])(
  "another phone number is never the same: %s",
  (phone) => {
    expect(otherPhone(phone)).not.toBe(phone);
    expect(otherPhone(phone)).toHaveLength(phone.length);
  },
);
