import type { Resource } from "@medplum/fhirtypes";
import { expect, test } from "vitest";
import { judgeVitals } from "./judge-vitals";
import { mapRecord } from "./map-record";
import type { MapContext, RecordDraft } from "./record-draft";
import { searchWords } from "./search-words";

const LOINC = "http://loinc.org";
const UCUM = "http://unitsofmeasure.org";
const SNOMED = "http://snomed.info/sct";

function draftOf(resource: object, over: Partial<MapContext> = {}): RecordDraft {
  const context: MapContext = {
    digits: (holder, key) => {
      const value: unknown = Reflect.get(holder, key);
      return typeof value === "number" ? String(value) : undefined;
    },
    resourceAt: () => undefined,
    timeZone: "UTC",
    ...over,
  };
  const draft = mapRecord(resource as Resource, context);
  if (!draft) throw new Error("no draft");
  return draft;
}

function measured(code: string, value: number, unit: string): object {
  return {
    code: { coding: [{ system: LOINC, code }] },
    valueQuantity: { value, unit, system: UCUM, code: unit },
  };
}

function observation(over: object): object {
  return {
    resourceType: "Observation",
    status: "final",
    code: { text: "Test" },
    effectiveDateTime: "2020-01-01T00:00:00Z",
    ...over,
  };
}

function allergy(over: object): object {
  return {
    resourceType: "AllergyIntolerance",
    code: { text: "Peanut" },
    patient: { reference: "Patient/1" },
    ...over,
  };
}

test("an observation keeps digits, UCUM unit, LOINC code before others and the source's text", () => {
  const draft = draftOf(
    observation({
      code: {
        text: "Body Height",
        coding: [
          { system: SNOMED, code: "50373000" },
          { system: LOINC, code: "8302-2", display: "Height" },
        ],
      },
      valueQuantity: { value: 176.35, unit: "centimetre", system: UCUM, code: "cm" },
    }),
    { digits: () => "176.35499866729558000" },
  );
  expect(draft).toMatchObject({
    title: "Body Height",
    code: "8302-2",
    codeSystem: LOINC,
    valueNumber: "176.35499866729558000",
    valueText: "176.35499866729558000",
    unit: "cm",
  });
});

test("a bound is text, not a number", () => {
  const draft = draftOf(observation({ valueQuantity: { value: 5, comparator: "<", unit: "mg/L" } }));
  expect(draft).toMatchObject({ valueText: "<5", unit: "mg/L" });
  expect(draft.valueNumber).toBeUndefined();
});

test("coded, logical and ranged values are read as text", () => {
  expect(draftOf(observation({ valueCodeableConcept: { text: "Never smoker" } })).valueText).toBe(
    "Never smoker",
  );
  expect(draftOf(observation({ valueBoolean: false })).valueText).toBe("No");
  expect(
    draftOf(observation({ valueRange: { low: { value: 1, unit: "g" }, high: { value: 2, unit: "g" } } }))
      .valueText,
  ).toBe("1 g – 2 g");
  expect(
    draftOf(observation({ valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } })).valueText,
  ).toBe("1 : 128");
});

test("a blood pressure shows both values and is judged by its parts", () => {
  const panel = observation({
    code: { coding: [{ system: LOINC, code: "85354-9" }] },
    component: [measured("8462-4", 85, "mm[Hg]"), measured("8480-6", 150, "mm[Hg]")],
  });
  const judged = judgeVitals(draftOf(panel), "1970-01-01");
  expect(judged).toMatchObject({ valueText: "150/85", unit: "mm[Hg]", abnormal: "high" });
  expect(judged.components?.map(({ code, value, abnormal }) => [code, value, abnormal])).toEqual([
    ["8462-4", "85", undefined],
    ["8480-6", "150", "high"],
  ]);
});

test("limits of adults are not applied to a child, nor when the age is not known", () => {
  const pulse = draftOf(observation(measured("8867-4", 130, "/min")));
  expect(judgeVitals(pulse, "1970-01-01").abnormal).toBe("high");
  expect(judgeVitals(pulse, "2018-01-01").abnormal).toBeUndefined();
  expect(judgeVitals(pulse, null).abnormal).toBeUndefined();
});

test("the laboratory's interpretation goes before its range, and the range before the product's limits", () => {
  const low = { low: { value: 3.5, unit: "mmol/L" }, high: { value: 5.1, unit: "mmol/L" } };
  const value = { valueQuantity: { value: 6, unit: "mmol/L" }, referenceRange: [low] };
  const interpreted = (code: string): object => ({ interpretation: [{ coding: [{ code }] }] });
  expect(draftOf(observation(value)).abnormal).toBe("high");
  expect(draftOf(observation({ ...value, ...interpreted("N") })).abnormal).toBeUndefined();
  expect(draftOf(observation({ ...value, ...interpreted("HH") })).abnormal).toBe("critical-high");
  expect(draftOf(observation({ ...value, valueQuantity: { value: 3, unit: "mmol/L" } })).abnormal).toBe(
    "low",
  );
  expect(
    draftOf(observation({ ...value, valueQuantity: { value: 6, unit: "mg/dL" } })).abnormal,
  ).toBeUndefined();
  expect(draftOf(observation({ ...value, referenceRange: [low, low] })).abnormal).toBeUndefined();
});

test("an allergy shows its reaction and its gravity, and stays shown while its state is not known", () => {
  const reaction = [
    { severity: "mild", manifestation: [{ text: "Hives" }] },
    { severity: "severe", manifestation: [{ text: "Anaphylaxis" }] },
  ];
  expect(draftOf(allergy({ reaction }))).toMatchObject({
    valueText: "Hives, Anaphylaxis",
    severity: "severe",
    isCurrent: true,
  });
  expect(draftOf(allergy({ reaction, criticality: "high" })).severity).toBe("high");
});

test.each([
  ["active", "confirmed", true, false],
  ["inactive", "confirmed", false, false],
  ["resolved", "confirmed", false, false],
  ["active", "refuted", false, false],
  ["active", "entered-in-error", false, true],
])("an allergy that is %s and %s is current: %s", (clinical, verification, isCurrent, isRetracted) => {
  const status = {
    clinicalStatus: { coding: [{ code: clinical }] },
    verificationStatus: { coding: [{ code: verification }] },
  };
  expect(draftOf(allergy(status))).toMatchObject({ isCurrent, isRetracted });
});

test.each([
  [{ clinicalStatus: { coding: [{ code: "recurrence" }] } }, true],
  [{ clinicalStatus: { coding: [{ code: "remission" }] } }, false],
  [
    {
      clinicalStatus: { coding: [{ code: "active" }] },
      verificationStatus: { coding: [{ code: "refuted" }] },
    },
    false,
  ],
  [{}, true],
  [{ abatementDateTime: "2019" }, false],
])("a condition with %j is current: %s", (status, isCurrent) => {
  const draft = draftOf({
    resourceType: "Condition",
    subject: { reference: "Patient/1" },
    code: { text: "Asthma" },
    ...status,
  });
  expect(draft.isCurrent).toBe(isCurrent);
});

test.each([
  [{ status: "active", intent: "order" }, true],
  [{ status: "active", intent: "proposal" }, false],
  [{ status: "active", intent: "order", doNotPerform: true }, false],
  [{ status: "stopped", intent: "order" }, false],
])("a medication with %j is current: %s", (over, isCurrent) => {
  const request = {
    resourceType: "MedicationRequest",
    subject: {},
    medicationCodeableConcept: { text: "Ibuprofen" },
    ...over,
  };
  expect(draftOf(request).isCurrent).toBe(isCurrent);
});

test("a medication is called by the resource its reference names, and tells its dosage", () => {
  const medication = {
    resourceType: "Medication",
    code: { coding: [{ code: "834061", display: "Penicillin V 250 MG" }] },
  };
  const draft = draftOf(
    {
      resourceType: "MedicationRequest",
      status: "active",
      intent: "order",
      subject: {},
      medicationReference: { reference: "#med" },
      dosageInstruction: [{ text: "1 tablet twice a day" }],
    },
    { resourceAt: (reference) => (reference === "#med" ? (medication as Resource) : undefined) },
  );
  expect(draft).toMatchObject({
    title: "Penicillin V 250 MG",
    code: "834061",
    valueText: "1 tablet twice a day",
  });
});

test("only a vaccine that was given is current; one that was not says why", () => {
  const shot = {
    resourceType: "Immunization",
    vaccineCode: { text: "MMR" },
    patient: {},
    occurrenceDateTime: "2020-02",
  };
  expect(draftOf({ ...shot, status: "completed", lotNumber: "A7" })).toMatchObject({
    isCurrent: true,
    valueText: "lot A7",
    atText: "2020-02",
  });
  expect(draftOf({ ...shot, status: "not-done", statusReason: { text: "refused" } })).toMatchObject({
    isCurrent: false,
    valueText: "refused",
  });
});

test("inline plain text of a document is found by the search, accents off", () => {
  const data = Buffer.from("Patient klagt über Übelkeit\n").toString("base64");
  const draft = draftOf({
    resourceType: "DocumentReference",
    status: "current",
    type: { text: "Verlaufsnotiz" },
    date: "2021-05-01T10:00:00Z",
    content: [{ attachment: { contentType: "text/plain; charset=utf-8", data } }],
  });
  expect(searchWords(draft).split(" ")).toEqual(
    expect.arrayContaining(["verlaufsnotiz", "ubelkeit", "uber", "klagt"]),
  );
});

test("an encounter without a type is called by its class and has its period", () => {
  const draft = draftOf({
    resourceType: "Encounter",
    status: "finished",
    class: { code: "EMER" },
    period: { start: "2020-01-01T10:00:00Z", end: "2020-01-01T11:30:00Z" },
    participant: [{ individual: { display: "Dr. Loren Fay" } }],
  });
  expect(draft).toMatchObject({
    title: "Emergency visit",
    at: "2020-01-01T10:00:00Z",
    endAt: "2020-01-01T11:30:00Z",
    author: "Dr. Loren Fay",
  });
});

test("a date that does not exist is refused with its place", () => {
  expect(() => draftOf(observation({ effectiveDateTime: "2021-02-30" }))).toThrow(
    "There is no such date (Observation.effective[x])",
  );
});
