import { GROWTH_MEDIANS, PROVIDERS, VISITS } from "./catalogue";
import type { Person, Resource } from "./person";
import type { SeededRandom } from "./seeded-random";

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30.4375;
type Context = { subject: { reference: string }; random: SeededRandom; today: Date; ageYears: number };
type Body = { weightZ: number; heightZ: number; systolic: number };

/** Visits with their measurements, a claim each and, for most, the insurer's payment. Children are measured as they grow. */
export function makeVisits(person: Person, context: Context): Resource[] {
  const { random, today, ageYears } = context;
  const body: Body = {
    weightZ: random.normal(),
    heightZ: random.normal(),
    systolic: 112 + random.normal() * 9 + ageYears * 0.28,
  };
  const lifeDays = Math.max(1, (today.getTime() - person.bornAt.getTime()) / DAY_MS);
  const days = ageYears < 18 ? childVisits(lifeDays, random) : adultVisits(random);
  return days.filter((day) => day < lifeDays).flatMap((day) => makeVisit(person, { ...context, body, day }));
}

function adultVisits(random: SeededRandom): number[] {
  const count = random.chance(0.08) ? 0 : random.whole(1, 3);
  return Array.from({ length: count }, () => Math.floor(random.next() ** 2.2 * 1_100));
}

function childVisits(lifeDays: number, random: SeededRandom): number[] {
  const ages = [2, 180, 365, 730, 1_460, 2_555, 4_015, 5_475].filter((age) => age < lifeDays);
  return ages.map((age) => Math.floor(lifeDays - age - random.whole(0, 20))).filter((day) => day >= 0);
}

function makeVisit(person: Person, context: Context & { body: Body; day: number }): Resource[] {
  const { subject, random, today, day } = context;
  const start = new Date(today.getTime() - day * DAY_MS);
  start.setUTCHours(13 + random.whole(0, 8), random.pick([0, 15, 30, 45]), 0, 0);
  // A visit of today that has not begun yet belongs to the schedule.
  if (start.getTime() > Date.now()) start.setTime(start.getTime() - DAY_MS);
  const at = start.toISOString();
  const visit = random.pick(VISITS);
  const encounter: Resource = {
    resourceType: "Encounter",
    id: random.uuid(),
    status: "finished",
    class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "AMB" },
    type: [{ text: visit.title }],
    subject,
    participant: [{ individual: { display: random.pick(PROVIDERS).name } }],
    period: { start: at, end: new Date(start.getTime() + 20 * 60_000).toISOString() },
  };
  return [
    encounter,
    ...measure(person, { ...context, at, encounterId: encounter.id }),
    ...bill(visit.charge, { ...context, at, encounterId: encounter.id }),
  ];
}

type Visit = Context & { at: string; encounterId: string };

function measure(person: Person, context: Visit & { body: Body }): Resource[] {
  const { random, body } = context;
  const ageMonths = (Date.parse(context.at) - person.bornAt.getTime()) / DAY_MS / MONTH_DAYS;
  const { weight, height } = sizeAt(ageMonths, person.sex, body);
  const observations = [
    observation(context, "29463-7", "Body weight", { value: weight, unit: "kg", code: "kg" }),
    observation(context, "8302-2", "Body height", { value: height, unit: "cm", code: "cm" }),
  ];
  if (ageMonths < 36) return observations;
  const systolic = Math.round(Math.min(body.systolic, 95 + ageMonths / 4) + random.normal() * 6);
  return [
    ...observations,
    observation(context, "8867-4", "Heart rate", {
      value: Math.round(72 + random.normal() * 9),
      unit: "/min",
      code: "/min",
    }),
    bloodPressure(context, systolic, Math.round(systolic * 0.62 + random.normal() * 4)),
  ];
}

/** Follows the medians with a spread of 13 % for weight and 4 % for height. */
function sizeAt(
  ageMonths: number,
  sex: Person["sex"],
  { weightZ, heightZ }: Body,
): { weight: number; height: number } {
  const last = GROWTH_MEDIANS.at(-1) ?? [216, 61, 170];
  const upper = GROWTH_MEDIANS.find(([months]) => months >= ageMonths) ?? last;
  const lower = GROWTH_MEDIANS.findLast(([months]) => months <= ageMonths) ?? upper;
  const share = upper[0] === lower[0] ? 0 : Math.min(1, (ageMonths - lower[0]) / (upper[0] - lower[0]));
  const bySex = ageMonths > 150 ? (sex === "female" ? 0.95 : 1.04) : 1;
  const grown = ageMonths > 240 ? 1.18 : 1;
  const weight = (lower[1] + (upper[1] - lower[1]) * share) * (1 + 0.13 * weightZ) * bySex * grown;
  const height = (lower[2] + (upper[2] - lower[2]) * share) * (1 + 0.04 * heightZ) * bySex;
  return { weight: Math.round(Math.max(2, weight) * 10) / 10, height: Math.round(height * 10) / 10 };
}

function base({ subject, at, encounterId, random }: Visit, code: string, title: string): Resource {
  return {
    resourceType: "Observation",
    id: random.uuid(),
    status: "final",
    category: [
      {
        coding: [
          { system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "vital-signs" },
        ],
      },
    ],
    code: { coding: [{ system: "http://loinc.org", code, display: title }], text: title },
    subject,
    encounter: { reference: `Encounter/${encounterId}` },
    effectiveDateTime: at,
  };
}

type Quantity = { value: number; unit: string; code: string };

function observation(visit: Visit, code: string, title: string, quantity: Quantity): Resource {
  return { ...base(visit, code, title), valueQuantity: { ...quantity, system: "http://unitsofmeasure.org" } };
}

function bloodPressure(visit: Visit, systolic: number, diastolic: number): Resource {
  const part = (code: string, title: string, value: number) => ({
    code: { coding: [{ system: "http://loinc.org", code, display: title }] },
    valueQuantity: { value, unit: "mmHg", system: "http://unitsofmeasure.org", code: "mm[Hg]" },
  });
  const component = [
    part("8480-6", "Systolic blood pressure", systolic),
    part("8462-4", "Diastolic blood pressure", diastolic),
  ];
  return { ...base(visit, "85354-9", "Blood pressure"), component };
}

const CLAIM_TYPE = {
  coding: [{ system: "http://terminology.hl7.org/CodeSystem/claim-type", code: "professional" }],
};

function bill(charge: string, { subject, at, random, encounterId }: Visit): Resource[] {
  const money = (value: number) => ({ value: Math.round(value * 100) / 100, currency: "USD" });
  const shared = {
    status: "active",
    type: CLAIM_TYPE,
    use: "claim",
    patient: subject,
    created: at,
    provider: { display: "Riverside Clinic" },
  };
  const claim: Resource = {
    ...shared,
    resourceType: "Claim",
    id: random.uuid(),
    priority: { coding: [{ code: "normal" }] },
    insurance: [{ sequence: 1, focal: true, coverage: { display: "Demo Health Plan" } }],
    item: [
      {
        sequence: 1,
        productOrService: { text: "Visit" },
        encounter: [{ reference: `Encounter/${encounterId}` }],
      },
    ],
    total: money(Number(charge)),
  };
  if (random.chance(0.3)) return [claim];
  const benefit: Resource = {
    ...shared,
    resourceType: "ExplanationOfBenefit",
    id: random.uuid(),
    insurer: { display: "Demo Health Plan" },
    outcome: "complete",
    claim: { reference: `Claim/${claim.id}` },
    insurance: [{ focal: true, coverage: { display: "Demo Health Plan" } }],
    payment: { amount: money(Number(charge) * random.pick([0.6, 0.8, 0.8, 1])), date: at.slice(0, 10) },
  };
  return [claim, benefit];
}
