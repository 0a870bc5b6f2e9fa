import { ADULT_VACCINES, ALLERGIES, CHILD_VACCINES, CONDITIONS } from "./catalogue";
import { makeVisits } from "./make-visits";
import type { Person, Resource } from "./person";
import type { SeededRandom } from "./seeded-random";

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365.25;
const CLINICAL_STATUS = "http://terminology.hl7.org/CodeSystem/condition-clinical";

/** All FHIR R4 resources of one generated patient, as of `today`. */
export function makeChart(person: Person, random: SeededRandom, today: Date): Resource[] {
  const ageYears = (today.getTime() - person.bornAt.getTime()) / DAY_MS / YEAR_DAYS;
  const subject = { reference: `Patient/${person.id}` };
  const conditions = CONDITIONS.filter((c) => ageYears >= c.from && random.chance(c.share));
  return [
    makePatient(person, random, { ageYears, today }),
    ...conditions.flatMap((condition) => makeCondition(condition, { subject, random, today })),
    ...makeAllergies({ subject, random, today }),
    ...makeImmunizations(person, { subject, random, today, ageYears }),
    ...makeVisits(person, { subject, random, today, ageYears }),
  ];
}

function daysAgo(today: Date, days: number): string {
  return new Date(today.getTime() - days * DAY_MS).toISOString().slice(0, 10);
}

function makePatient(
  person: Person,
  random: SeededRandom,
  { ageYears, today }: { ageYears: number; today: Date },
): Resource {
  const diedDaysAgo = ageYears > 70 && random.chance(0.12) ? random.whole(20, 900) : null;
  return {
    resourceType: "Patient",
    id: person.id,
    identifier: [
      {
        type: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0203", code: "MR" }] },
        system: "urn:swiftchart:demo:mrn",
        value: String(person.number).padStart(7, "0"),
      },
    ],
    name: [{ use: "official", family: person.family, given: person.given.split(" ") }],
    telecom: [
      {
        system: "phone",
        value: `(555) 01${random.whole(0, 9)}-${String(random.whole(0, 9999)).padStart(4, "0")}`,
        use: "mobile",
      },
    ],
    gender: person.sex,
    birthDate: person.bornAt.toISOString().slice(0, 10),
    ...(diedDaysAgo ? { deceasedDateTime: daysAgo(today, diedDaysAgo) } : {}),
  };
}

type Context = { subject: { reference: string }; random: SeededRandom; today: Date };

function makeCondition(
  condition: (typeof CONDITIONS)[number],
  { subject, random, today }: Context,
): Resource[] {
  const onset = daysAgo(today, random.whole(60, 3_000));
  return [
    {
      resourceType: "Condition",
      id: random.uuid(),
      clinicalStatus: {
        coding: [{ system: CLINICAL_STATUS, code: random.chance(0.9) ? "active" : "resolved" }],
      },
      code: {
        coding: [
          { system: "http://hl7.org/fhir/sid/icd-10-cm", code: condition.code, display: condition.title },
        ],
        text: condition.title,
      },
      subject,
      onsetDateTime: onset,
    },
    {
      resourceType: "MedicationRequest",
      id: random.uuid(),
      status: random.chance(0.85) ? "active" : "stopped",
      intent: "order",
      medicationCodeableConcept: { text: condition.medicine },
      subject,
      authoredOn: onset,
      dosageInstruction: [{ text: random.pick(["once daily", "twice daily", "as needed", "at bedtime"]) }],
    },
  ];
}

function makeAllergies({ subject, random, today }: Context): Resource[] {
  const count = random.chance(0.3) ? random.whole(1, 3) : 0;
  const chosen = new Set(Array.from({ length: count }, () => random.pick(ALLERGIES)));
  return [...chosen].map((allergy) => ({
    resourceType: "AllergyIntolerance",
    id: random.uuid(),
    clinicalStatus: {
      coding: [
        { system: "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", code: "active" },
      ],
    },
    category: [allergy.category],
    criticality: allergy.criticality,
    code: { text: allergy.title },
    patient: subject,
    recordedDate: daysAgo(today, random.whole(30, 2_500)),
    reaction: [{ manifestation: [{ text: allergy.reaction }] }],
  }));
}

function makeImmunizations(
  person: Person,
  { subject, random, today, ageYears }: Context & { ageYears: number },
): Resource[] {
  const given: { code: string; title: string; days: number }[] =
    ageYears < 18
      ? CHILD_VACCINES.map((v) => ({
          ...v,
          days: ageYears * YEAR_DAYS - v.months * 30.44 - random.whole(0, 20),
        })).filter((v) => v.days > 1)
      : ADULT_VACCINES.filter(() => random.chance(0.35)).map((v) => ({
          ...v,
          days: random.whole(20, 1_800),
        }));
  return given.map((vaccine) => ({
    resourceType: "Immunization",
    id: random.uuid(),
    status: "completed",
    vaccineCode: {
      coding: [{ system: "http://hl7.org/fhir/sid/cvx", code: vaccine.code, display: vaccine.title }],
    },
    patient: subject,
    occurrenceDateTime: daysAgo(
      today,
      Math.min(vaccine.days, (today.getTime() - person.bornAt.getTime()) / DAY_MS),
    ),
  }));
}
