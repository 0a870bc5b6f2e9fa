import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeValues } from "./merge-values";

const base = { family: "Smith", given: "Jo", phone: "1" };

describe("two people change one record", () => {
  test("different fields: both changes stand, and what the other did is told", () => {
    const { merged, conflicts } = mergeValues(base, { ...base, family: "Smyth" }, { ...base, phone: "2" });
    expect(merged).toEqual({ family: "Smyth", given: "Jo", phone: "2" });
    expect(conflicts).toEqual([{ name: "phone", theirs: "2", mine: "1", isChangedByMe: false }]);
  });

  test("the same field differently: told as changed by both", () => {
    const { conflicts } = mergeValues(base, { ...base, family: "Smyth" }, { ...base, family: "Smythe" });
    expect(conflicts).toEqual([{ name: "family", theirs: "Smythe", mine: "Smyth", isChangedByMe: true }]);
  });

  test("the same field alike: nothing to ask", () => {
    const changed = { ...base, family: "Smyth" };
    expect(mergeValues(base, changed, changed)).toEqual({ merged: changed, conflicts: [] });
  });
});

test("a field that nobody else touched always keeps what was typed", () => {
  const values = fc.record({ a: fc.string(), b: fc.string(), c: fc.string() });
  fc.assert(
    fc.property(values, values, (opened, typed) => {
      const { merged, conflicts } = mergeValues(opened, typed, opened);
      expect(merged).toEqual(typed);
      expect(conflicts).toEqual([]);
    }),
  );
});

test("every value the other side changed is taken over or told", () => {
  const values = fc.record({ a: fc.string(), b: fc.string() });
  fc.assert(
    fc.property(values, values, values, (opened, typed, stored) => {
      const { merged, conflicts } = mergeValues(opened, typed, stored);
      for (const name of ["a", "b"] as const) {
        const isTold = conflicts.some((conflict) => conflict.name === name);
        if (stored[name] !== opened[name]) expect(isTold || merged[name] === stored[name]).toBe(true);
      }
    }),
  );
});
