import type { ContactPoint, HumanName, Patient } from "@medplum/fhirtypes";
import fc from "fast-check";
import { expect, test } from "vitest";
import { asOf, isInUse } from "@/lib/fhir";
import { applyChange } from "./apply-change";
import { registrationOf } from "./registration-of";

const TODAY = asOf("Europe/Berlin", new Date("2026-06-15T10:00:00Z"));

const period = fc.constantFrom(
  { end: "2020" },
  { start: "2020-05" },
  { start: "2030" },
  { end: "2026-06-15" },
);
const optional = { requiredKeys: [] as [] };
const word = fc.constantFrom("Anna", "Maria", "van der", "Li", "Müller", "O'Brien");
const name = fc.record<HumanName>(
  {
    use: fc.constantFrom("official", "usual", "old", "maiden", "nickname", "anonymous", "temp"),
    text: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(" ")),
    family: word,
    given: fc.array(word, { minLength: 1, maxLength: 3 }),
    period,
  },
  optional,
);
const contactPoint = fc.record<ContactPoint>(
  {
    system: fc.constantFrom("phone", "email", "fax"),
    value: fc.constantFrom("1111", "2222", "a@b.test"),
    use: fc.constantFrom("home", "old", "mobile"),
    rank: fc.integer({ min: 1, max: 3 }),
    period,
  },
  optional,
);
const address = fc.record(
  {
    use: fc.constantFrom("home" as const, "old" as const, "billing" as const),
    text: fc.constantFrom("1 High St, Leeds", "Leeds"),
    line: fc.constantFrom<string[]>(["1 High St"], ["Flat 3", "1 High St"]),
    city: fc.constantFrom("Leeds", "York"),
    period,
  },
  { requiredKeys: ["city"] },
);
const patient = fc
  .record({
    name: fc.array(name, { maxLength: 3 }),
    telecom: fc.array(contactPoint, { maxLength: 4 }),
    address: fc.array(address, { maxLength: 3 }),
  })
  .map((parts): Patient => structuredClone({ resourceType: "Patient", ...parts }));

test("whatever is recorded, saving what is shown changes nothing", () => {
  fc.assert(
    fc.property(patient, (recorded) => {
      const saved = structuredClone(recorded);
      const {
        language: _none,
        identifiers: _ids,
        contacts: _contacts,
        ...shown
      } = registrationOf(saved, TODAY);
      applyChange(saved, shown, TODAY);
      expect(saved).toEqual(recorded);
    }),
    { numRuns: 500 },
  );
});

test("whatever is recorded, what is typed is shown then, and what is out of use stays as it was", () => {
  const typed = {
    familyName: fc.constantFrom("Zimmer", "Li"),
    givenName: fc.constantFrom("Maria", "Anna Zoe"),
    phone: fc.constantFrom("7777"),
    email: fc.constantFrom("z@b.test"),
    address: fc.record({
      line: fc.constantFrom("9 Elm St\nFlat 1", "1 High St"),
      city: fc.constantFrom("Hull"),
    }),
  };
  fc.assert(
    fc.property(patient, fc.record(typed, { requiredKeys: [] }), (recorded, change) => {
      const saved = structuredClone(recorded);
      applyChange(saved, change, TODAY);
      expect(registrationOf(saved, TODAY)).toMatchObject(change);
      for (const part of ["name", "telecom", "address"] as const) {
        const outOfUse = (of: Patient) => (of[part] ?? []).filter((one) => !isInUse(one, TODAY));
        expect(outOfUse(saved)).toEqual(outOfUse(recorded));
      }
    }),
    { numRuns: 500 },
  );
});

test("a name of which only the family name is typed keeps its given names", () => {
  fc.assert(
    fc.property(patient, (recorded) => {
      const before = registrationOf(recorded, TODAY);
      applyChange(recorded, { familyName: "Zimmer" }, TODAY);
      expect(registrationOf(recorded, TODAY)).toMatchObject({ ...before, familyName: "Zimmer" });
    }),
    { numRuns: 500 },
  );
});
