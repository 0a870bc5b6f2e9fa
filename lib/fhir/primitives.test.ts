import fc from "fast-check";
import { expect, test } from "vitest";
import { rewriteList, setPrimitive } from "./primitives";

const unitsOf = (text: string): string[] => text.split(" ").filter(Boolean);
const word = fc.constantFrom("Anna", "Maria", "Bo", "Mary Jane");
const slot = fc.record({
  value: fc.oneof(word, fc.constant(null)),
  beside: fc.oneof(
    fc.constant(null),
    fc.nat(9).map((n) => ({ id: `e${n}` })),
  ),
});

test("a rewritten list says what was wanted, is as long as what stands beside it, and says of no word what was not said of it", () => {
  fc.assert(
    fc.property(fc.array(slot, { maxLength: 5 }), fc.array(word, { maxLength: 5 }), (slots, words) => {
      const holder: { given?: (string | null)[]; _given?: ({ id: string } | null)[] } = {
        given: slots.map(({ value }) => value),
        _given: slots.map(({ beside }) => beside),
      };
      const units = words.flatMap(unitsOf);
      rewriteList(holder, "given", { units, unitsOf });
      const { given = [], _given = [] } = holder;
      expect(given.filter(Boolean).join(" ")).toBe(units.join(" "));
      if (given.length > 0 && _given.length > 0) expect(_given).toHaveLength(given.length);
      for (const [at, beside] of _given.entries()) {
        const value = given[at] ?? null;
        if (beside) expect(slots).toContainEqual({ value, beside });
      }
    }),
  );
});

test("a list that is rewritten as it was is as it was", () => {
  const holder = { line: ["1 High St", "Leeds"], _line: [null, { id: "b" }] };
  rewriteList(holder, "line", { units: ["1 High St", "Leeds"], unitsOf: (text) => text.split("\n") });
  expect(holder).toEqual({ line: ["1 High St", "Leeds"], _line: [null, { id: "b" }] });
});

test("a primitive keeps beside it what is not of the value it had", () => {
  const own = { url: "http://hl7.org/fhir/StructureDefinition/humanname-own-name", valueString: "Ziegler" };
  const remark = { url: "urn:test:remark", valueString: "spelt so" };
  const name = { family: "Ziegler", _family: { id: "f", extension: [own, remark] } };
  setPrimitive(name, "family", "Ziegler");
  expect(name._family.extension).toEqual([own, remark]);
  setPrimitive(name, "family", "Zimmer");
  expect(name).toEqual({ family: "Zimmer", _family: { id: "f", extension: [remark] } });
  setPrimitive(name, "family", "");
  expect(name).toEqual({ _family: { id: "f", extension: [remark] } });
});
