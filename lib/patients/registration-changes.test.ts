import { expect, test } from "vitest";
import { registrationChanges } from "./registration-changes";

const patient = {
  resourceType: "Patient",
  identifier: [{ system: "urn:mrn", value: "M-1" }],
  name: [
    { use: "official", family: "Osei", given: ["Ama"], prefix: ["Dr."] },
    { use: "maiden", family: "Mensah" },
  ],
  telecom: [
    { system: "phone", value: "555-0100", rank: 1 },
    { system: "phone", value: "555-0101", rank: 2, use: "work" },
  ],
  gender: "female",
  birthDate: "1970-05-04",
  address: [
    { use: "home", line: ["1 High St"], city: "Leeds" },
    { use: "billing", line: ["2 Low St"], city: "York" },
  ],
};

const changesOf = (change: object, from: object = patient) =>
  registrationChanges(JSON.stringify(from), JSON.stringify({ ...from, ...change }), {
    timeZone: "UTC",
    made: new Date("2026-11-21T10:00:00Z"),
  });

test("a death is told, that it was taken back as well", () => {
  const died = { deceasedDateTime: "2026-11-20" };
  expect(changesOf(died)).toEqual([{ field: "deceased", before: null, after: "2026-11-20" }]);
  expect(changesOf({ deceasedDateTime: undefined }, { ...patient, ...died })).toEqual([
    { field: "deceased", before: "2026-11-20", after: null },
  ]);
  expect(changesOf({ deceasedBoolean: true })).toEqual([{ field: "deceased", before: null, after: "yes" }]);
});

test("a changed field of the form is told once", () => {
  const [official, maiden] = patient.name;
  expect(changesOf({ name: [{ ...official, family: "Boateng" }, maiden] })).toEqual([
    { field: "familyName", before: "Osei", after: "Boateng" },
  ]);
  expect(changesOf({ gender: "other" })).toEqual([{ field: "sex", before: "female", after: "other" }]);
  expect(changesOf({ birthDate: "1970-05" })).toEqual([
    { field: "birthDate", before: "1970-05-04", after: "1970-05" },
  ]);
  expect(changesOf({ telecom: patient.telecom.slice(1) })).toEqual([
    { field: "phone", before: "555-0100", after: "555-0101" },
  ]);
});

test("a number that somebody knows the patient by is told", () => {
  expect(changesOf({ identifier: [{ system: "urn:mrn", value: "M-2" }] })).toEqual([
    { field: "identifiers", before: "urn:mrn M-1", after: "urn:mrn M-2" },
  ]);
});

test("a contact that comes or goes is told once, in the words of the form", () => {
  const contact = [
    {
      name: { text: "Kofi Osei" },
      relationship: [{ text: "brother" }],
      telecom: [{ system: "phone", value: "555-0102" }],
    },
  ];
  const words = "Kofi Osei, brother, 555-0102";
  expect(changesOf({ contact })).toEqual([{ field: "contacts", before: null, after: words }]);
  expect(changesOf({ contact: undefined }, { ...patient, contact })).toEqual([
    { field: "contacts", before: words, after: null },
  ]);
});

test.each([
  [
    "another name",
    { name: [patient.name[0], { use: "maiden", family: "Addo" }] },
    "otherNames",
    "family Addo",
  ],
  [
    "a title",
    { name: [{ ...patient.name[0], prefix: ["Prof."] }, patient.name[1]] },
    "otherNames",
    "prefix Prof.",
  ],
  [
    "another phone",
    { telecom: [patient.telecom[0], { ...patient.telecom[1], value: "555-0102" }] },
    "otherTelecom",
    "value 555-0102",
  ],
  [
    "another address",
    { address: [patient.address[0], { ...patient.address[1], city: "Hull" }] },
    "otherAddresses",
    "city Hull",
  ],
  ["what no field shows", { maritalStatus: { text: "Married" } }, "maritalStatus", "text Married"],
  [
    "an extension",
    { extension: [{ url: "urn:x", valueDecimal: 1 }] },
    "extension",
    "url urn:x, valueDecimal 1",
  ],
])("%s is told", (_, change, field, after) => {
  expect(changesOf(change)).toEqual([expect.objectContaining({ field, after })]);
});

test("another element that changes beside the one shown is not hidden by it", () => {
  const name = [
    { ...patient.name[0], family: "Boateng" },
    { use: "maiden", family: "Addo" },
  ];
  expect(changesOf({ name })).toEqual([
    { field: "familyName", before: "Osei", after: "Boateng" },
    { field: "otherNames", before: "family Mensah", after: "family Addo" },
  ]);
});

test("a difference without words of its own is told as such", () => {
  const moment = { timeZone: "UTC", made: new Date() };
  const text = (digits: string) =>
    `{"resourceType":"Patient","extension":[{"url":"urn:x","valueDecimal":${digits}}]}`;
  const other = [{ field: "otherDetails", before: null, after: null }];
  expect(registrationChanges(text("1.5"), text("1.50"), moment)).toEqual(other);
  expect(changesOf({ meta: { versionId: "2" } })).toEqual(other);
  expect(changesOf({ name: patient.name.toReversed() })).toEqual(other);
});
