import type { Patient } from "@medplum/fhirtypes";
import { expect, test } from "vitest";
import { patientFromFhir } from "./patient-from-fhir";

function draftOf(patient: Partial<Patient>): ReturnType<typeof patientFromFhir> {
  return patientFromFhir({ resourceType: "Patient", ...patient }, "UTC");
}

test("the official name is shown, every other name finds the patient too", () => {
  const draft = draftOf({
    name: [
      { use: "maiden", family: "Björk", given: ["Anna"] },
      { use: "official", family: "O'Brien-Smith", given: ["Anna", "Maria"] },
      { use: "nickname", given: ["Annie"] },
      { text: "王 小明" },
    ],
  });
  expect(draft).toMatchObject({ familyName: "O'Brien-Smith", givenName: "Anna Maria" });
  expect(draft.names.split(" ")).toEqual(
    expect.arrayContaining(["obrien", "smith", "anna", "maria", "bjork", "annie", "王", "小明"]),
  );
});

test("a name that is text alone ends in the family name", () => {
  expect(draftOf({ name: [{ text: "Grace Brewster Hopper" }] })).toMatchObject({
    familyName: "Hopper",
    givenName: "Grace Brewster",
  });
});

test("a name longer than an index can hold is found by its beginning", () => {
  const { names } = draftOf({
    name: [{ family: "x".repeat(10_000), given: Array.from({ length: 30 }, () => "王".repeat(400)) }],
  });
  expect(names.split(" ")[0]).toMatch(/^x{40,}$/);
  expect(Buffer.byteLength(names)).toBeLessThanOrEqual(1_500);
});

test("the medical record number is taken, numbers of the state are not", () => {
  const ofType = (code: string, value: string) => ({ type: { coding: [{ code }] }, value });
  expect(
    draftOf({ identifier: [ofType("SS", "999-1"), { value: "plain" }, ofType("MR", "M1")] }).wantedMrn,
  ).toBe("M1");
  expect(draftOf({ identifier: [ofType("SS", "999-1"), { value: "plain" }] }).wantedMrn).toBe("plain");
  expect(draftOf({ identifier: [ofType("SS", "999-1")] }).wantedMrn).toBeNull();
});

test("a partial birth date is its first day and keeps its text", () => {
  expect(draftOf({ birthDate: "1984-03" })).toMatchObject({
    birthDate: "1984-03-01",
    birthDateText: "1984-03",
  });
  expect(draftOf({ birthDate: "1984-03-12" })).toMatchObject({
    birthDate: "1984-03-12",
    birthDateText: null,
  });
  expect(draftOf({})).toMatchObject({ birthDate: null, birthDateText: null, sex: "unknown" });
});

test("death, phone and language are read from where FHIR has them", () => {
  const draft = draftOf({
    deceasedDateTime: "2020-02-02T01:00:00Z",
    telecom: [
      { system: "email", value: "a@b.test" },
      { system: "phone", value: "+49 30 1234567" },
    ],
    communication: [
      { language: { coding: [{ code: "fr" }] } },
      { preferred: true, language: { coding: [{ code: "de" }] } },
    ],
  });
  expect(draft).toMatchObject({
    deceased: true,
    deceasedAt: "2020-02-02T01:00:00Z",
    phone: "+49 30 1234567",
    phoneReversed: "7654321039",
    language: "de",
  });
  expect(draftOf({ deceasedBoolean: false }).deceased).toBe(false);
});
