import { expect, test } from "vitest";
import { AUDIT_ACTIONS } from "@/lib/audit/schema";
import { ACTION_CHOICES, actionWord, detailFacts, detailText } from "./audit-words";

test("every action that can be written has a word of its own and is a choice of the filter", () => {
  const words = AUDIT_ACTIONS.map(actionWord);
  expect(words.filter((word) => /^[a-z]+(\.[a-z-]+)*$/.test(word))).toEqual([]);
  expect(new Set(words).size).toBe(AUDIT_ACTIONS.length);
  expect(ACTION_CHOICES.map(([action]) => action)).toEqual([...AUDIT_ACTIONS]);
  expect(actionWord("patient.change")).toBe("Changed a registration");
});

test("an action of an earlier version stands as it is written", () => {
  expect(actionWord("thing.done")).toBe("thing.done");
});

test("facts read as words: lists, changes and parts, and no brackets of a program", () => {
  const detail = {
    fields: ["phone", "email"],
    settings: {
      units: { before: "us", after: "metric" },
      dateOrder: { before: null, after: "day-month-year" },
    },
    count: 3,
  };
  expect(detailFacts(detail)).toEqual([
    ["Fields", "phone, email"],
    ["Settings", "units: us → metric; dateOrder: empty → day-month-year"],
    ["Times", "3"],
  ]);
  expect(detailText({ code: "forbidden", route: "GET /api/users" })).toBe("GET /api/users · forbidden");
  expect(detailFacts(null)).toEqual([]);
});
