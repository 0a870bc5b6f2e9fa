import type { Patient } from "@medplum/fhirtypes";
import { describe, expect, test } from "vitest";
import { asOf } from "@/lib/fhir";
import { letterWithMarks, timeOf } from "@/tests/factories/marks";
import { applyChange } from "./apply-change";
import type { PatientChange } from "./body";
import { registrationOf } from "./registration-of";

// Noon at the clinic, on 15 June 2026.
const TODAY = asOf("America/New_York", new Date("2026-06-15T16:00:00Z"));

const MASKED = {
  extension: [{ url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "masked" }],
};
const CALL_ME = {
  extension: [{ url: "http://hl7.org/fhir/StructureDefinition/iso21090-EN-qualifier", valueCode: "CL" }],
};
const MIDDLE = {
  id: "m",
  extension: [{ url: "http://hl7.org/fhir/StructureDefinition/iso21090-EN-qualifier", valueCode: "MID" }],
};
const STREET = {
  extension: [
    { url: "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-streetName", valueString: "Main St" },
  ],
};
const SWISS = {
  language: {
    coding: [
      { system: "urn:ietf:bcp:47", code: "de-CH", display: "Swiss German" },
      { system: "urn:local", code: "L7" },
    ],
    text: "Schwyzerdütsch",
  },
};
const tag = (code: string) => ({ coding: [{ system: "urn:ietf:bcp:47", code }] });

/** What is on record, what the clerk changes, and what is on record then: of each only the part it is about. */
type Case = [title: string, recorded: object, change: PatientChange, then: object];

const phones: Case[] = [
  [
    "a number no longer in use (old) stays, the one in use is corrected",
    {
      telecom: [
        { system: "phone", value: "1111", use: "old" },
        { system: "phone", value: "2222", use: "mobile" },
      ],
    },
    { phone: "7777" },
    {
      telecom: [
        { system: "phone", value: "1111", use: "old" },
        { system: "phone", value: "7777", use: "mobile" },
      ],
    },
  ],
  [
    "a number whose time is over stays, the new one stands beside it",
    { telecom: [{ system: "phone", value: "1111", use: "home", period: { end: "2026-06-14" } }] },
    { phone: "7777" },
    {
      telecom: [
        { system: "phone", value: "1111", use: "home", period: { end: "2026-06-14" } },
        { system: "phone", value: "7777" },
      ],
    },
  ],
  [
    "a number whose last day is today is still the one",
    { telecom: [{ system: "phone", value: "1111", period: { end: "2026-06-15" } }] },
    { phone: "7777" },
    { telecom: [{ system: "phone", value: "7777", period: { end: "2026-06-15" } }] },
  ],
  [
    "of several numbers the preferred one (rank 1) is meant, and keeps its use and rank",
    {
      telecom: [
        { system: "phone", value: "2222", rank: 2 },
        { system: "phone", value: "3333", use: "mobile", rank: 1 },
      ],
    },
    { phone: "7777" },
    {
      telecom: [
        { system: "phone", value: "2222", rank: 2 },
        { system: "phone", value: "7777", use: "mobile", rank: 1 },
      ],
    },
  ],
  [
    "taking the number away leaves the old ones",
    {
      telecom: [
        { system: "phone", value: "1111", use: "old" },
        { system: "phone", value: "2222" },
      ],
    },
    { phone: null },
    { telecom: [{ system: "phone", value: "1111", use: "old" }] },
  ],
  [
    "the parts of the former number go with it, a remark of the sender stays",
    {
      telecom: [
        {
          system: "phone",
          value: "+49 30 1",
          extension: [
            { url: "http://hl7.org/fhir/StructureDefinition/contactpoint-country", valueString: "49" },
            { url: "urn:test:remark", valueString: "evenings" },
          ],
        },
      ],
    },
    { phone: "7777" },
    {
      telecom: [
        { system: "phone", value: "7777", extension: [{ url: "urn:test:remark", valueString: "evenings" }] },
      ],
    },
  ],
  [
    "an e-mail address no longer in use stays",
    { telecom: [{ system: "email", value: "a@old.test", use: "old" }] },
    { email: "b@new.test" },
    {
      telecom: [
        { system: "email", value: "a@old.test", use: "old" },
        { system: "email", value: "b@new.test" },
      ],
    },
  ],
];

const names: Case[] = [
  [
    "the former official name stays, the present one is changed",
    {
      name: [
        { use: "official", family: "Former", given: ["Nina"], period: { end: "2010-01-01" } },
        { use: "official", family: "Present", given: ["Nina"], period: { start: "2010-01-02" } },
      ],
    },
    { familyName: "Newname" },
    {
      name: [
        { use: "official", family: "Former", given: ["Nina"], period: { end: "2010-01-01" } },
        { use: "official", family: "Newname", given: ["Nina"], period: { start: "2010-01-02" } },
      ],
    },
  ],
  [
    "where only a maiden name is known, the new name stands beside it",
    { name: [{ use: "maiden", family: "Björk", given: ["Anna"] }] },
    { familyName: "Olsen" },
    {
      name: [
        { use: "maiden", family: "Björk", given: ["Anna"] },
        { use: "official", family: "Olsen", given: ["Anna"] },
      ],
    },
  ],
  [
    "a new family name leaves the given names of a name that was text alone",
    { name: [{ text: "Maria del Carmen García" }] },
    { familyName: "Garcia-Lopez" },
    {
      name: [
        { text: "Maria del Carmen Garcia-Lopez", family: "Garcia-Lopez", given: ["Maria", "del", "Carmen"] },
      ],
    },
  ],
  [
    "an assigned name (anonymous) is one word for the form, and stays whole",
    { name: [{ use: "anonymous", text: "Unknown male 7" }] },
    { familyName: "Unknown male 8" },
    { name: [{ use: "anonymous", text: "Unknown male 8", family: "Unknown male 8" }] },
  ],
  [
    "titles and what stands in the whole name besides stay",
    {
      name: [
        { text: "Dr Anna Ziegler PhD", family: "Ziegler", given: ["Anna"], prefix: ["Dr"], suffix: ["PhD"] },
      ],
    },
    { familyName: "Zimmer" },
    {
      name: [
        { text: "Dr Anna Zimmer PhD", family: "Zimmer", given: ["Anna"], prefix: ["Dr"], suffix: ["PhD"] },
      ],
    },
  ],
  [
    "a whole name that cannot be told anew for sure goes, so as not to say the old one",
    { name: [{ text: "A. Ziegler", family: "Ziegler", given: ["Anna"] }] },
    { givenName: "Berta" },
    { name: [{ family: "Ziegler", given: ["Berta"] }] },
  ],
  [
    "what is said of a given name stays with that name when another goes",
    { name: [{ family: "Z", given: ["Anna", "Maria"], _given: [CALL_ME, MIDDLE] }] },
    { givenName: "Maria" },
    { name: [{ family: "Z", given: ["Maria"], _given: [MIDDLE] }] },
  ],
  [
    "what is said of a given name is not said of a new one",
    { name: [{ family: "Z", given: ["Anna", "Maria"], _given: [CALL_ME, MIDDLE] }] },
    { givenName: "Berta Maria" },
    { name: [{ family: "Z", given: ["Berta", "Maria"], _given: [null, MIDDLE] }] },
  ],
  [
    "given names that change places take along what is said of them",
    { name: [{ family: "Z", given: ["Anna", "Maria"], _given: [CALL_ME, null] }] },
    { givenName: "Maria Anna" },
    { name: [{ family: "Z", given: ["Maria", "Anna"], _given: [null, CALL_ME] }] },
  ],
  [
    "a masked given name stays masked, and the new one is not",
    { name: [{ family: "Z", given: [null, "Second"], _given: [MASKED, null] }] },
    { givenName: "Third" },
    { name: [{ family: "Z", given: [null, "Third"], _given: [MASKED, null] }] },
  ],
  [
    "a given name of two words stays one while the others change",
    { name: [{ family: "Z", given: ["Mary Jane", "Ann"] }] },
    { givenName: "Mary Jane Lou" },
    { name: [{ family: "Z", given: ["Mary Jane", "Lou"] }] },
  ],
];

const addresses: Case[] = [
  [
    "the former home stays, the present one is changed",
    {
      address: [
        { use: "home", line: ["Former 1"], city: "Formertown", period: { end: "2010-01-01" } },
        { use: "home", line: ["Now 2"], city: "Nowtown", period: { start: "2010-01-02" } },
      ],
    },
    { address: { line: "New 3" } },
    {
      address: [
        { use: "home", line: ["Former 1"], city: "Formertown", period: { end: "2010-01-01" } },
        { use: "home", line: ["New 3"], city: "Nowtown", period: { start: "2010-01-02" } },
      ],
    },
  ],
  [
    "where only a former address is known, the new one stands beside it",
    { address: [{ use: "old", line: ["1 Old Rd"], city: "Oldtown" }] },
    { address: { city: "Leeds" } },
    {
      address: [
        { use: "old", line: ["1 Old Rd"], city: "Oldtown" },
        { use: "home", city: "Leeds" },
      ],
    },
  ],
  [
    "a city leaves the street of an address that was text alone",
    { address: [{ text: "Flat 3, 22 High Street, Leeds LS1 4AB" }] },
    { address: { city: "Leeds" } },
    { address: [{ line: ["Flat 3, 22 High Street, Leeds LS1 4AB"], city: "Leeds" }] },
  ],
  [
    "a postal code leaves the street that is in the text only",
    { address: [{ text: "22 High Street, Leeds", city: "Leeds" }] },
    { address: { postalCode: "LS1 4AB" } },
    { address: [{ line: ["22 High Street, Leeds"], city: "Leeds", postalCode: "LS1 4AB" }] },
  ],
  [
    "what is said of a line stays with it when the other line changes",
    { address: [{ line: ["12 Main St", "Apt 4"], _line: [STREET, null], district: "Shelby" }] },
    { address: { line: "c/o Ziegler\n12 Main St" } },
    { address: [{ line: ["c/o Ziegler", "12 Main St"], _line: [null, STREET], district: "Shelby" }] },
  ],
  [
    "what is said of a line goes with the line",
    { address: [{ line: ["12 Main St", "Apt 4"], _line: [STREET, null] }] },
    { address: { line: "9 Elm St\nApt 4" } },
    { address: [{ line: ["9 Elm St", "Apt 4"] }] },
  ],
  [
    "an address of which nothing is left goes",
    { address: [{ text: "Somewhere" }, { use: "billing", city: "Payville" }] },
    { address: { line: "" } },
    { address: [{ use: "billing", city: "Payville" }] },
  ],
  [
    "the address for bills stays when the home is changed",
    {
      address: [
        { use: "billing", city: "Payville" },
        { use: "home", city: "Leeds" },
      ],
    },
    { address: { city: "York" } },
    {
      address: [
        { use: "billing", city: "Payville" },
        { use: "home", city: "York" },
      ],
    },
  ],
];

const languages: Case[] = [
  [
    "another language leaves what is recorded of the former one, which can still be spoken",
    { communication: [{ ...SWISS, preferred: true }, { language: tag("en") }] },
    { language: "fr" },
    { communication: [SWISS, { language: tag("en") }, { language: tag("fr"), preferred: true }] },
  ],
  [
    "a language that is recorded already becomes the preferred one",
    { communication: [{ ...SWISS, preferred: true }, { language: tag("en") }] },
    { language: "en" },
    { communication: [SWISS, { language: tag("en"), preferred: true }] },
  ],
  [
    "a language recorded by its tag alone is replaced",
    { communication: [{ language: tag("en"), preferred: true }] },
    { language: "es" },
    { communication: [{ language: tag("es"), preferred: true }] },
  ],
  [
    "a language that was words alone gets its tag and keeps the words",
    { communication: [{ language: { text: "Quechua" } }] },
    { language: "qu" },
    { communication: [{ language: { text: "Quechua", ...tag("qu") } }] },
  ],
  [
    "the language of the record is not the patient's",
    { language: "en-US", communication: [{ language: tag("es") }] },
    { language: null },
    { language: "en-US" },
  ],
];

const births: Case[] = [
  [
    "the time of birth follows a corrected day",
    {
      birthDate: "1980-05-05",
      _birthDate: {
        extension: [
          {
            url: "http://hl7.org/fhir/StructureDefinition/patient-birthTime",
            valueDateTime: "1980-05-05T14:35:45-05:00",
          },
        ],
      },
    },
    { birthDate: "1980-05-06" },
    {
      birthDate: "1980-05-06",
      _birthDate: {
        extension: [
          {
            url: "http://hl7.org/fhir/StructureDefinition/patient-birthTime",
            valueDateTime: "1980-05-06T14:35:45-05:00",
          },
        ],
      },
    },
  ],
  [
    "a birth date that was masked is not, once it is known",
    { _birthDate: MASKED },
    { birthDate: "1975" },
    { birthDate: "1975" },
  ],
  [
    "what was asked about the sex stays",
    { gender: "female", _gender: { id: "g" } },
    { sex: "other" },
    { gender: "other", _gender: { id: "g" } },
  ],
];

const lists: Case[] = [
  [
    "an identifier that stays keeps its type, a former one is not touched",
    {
      identifier: [
        { use: "old", value: "O1" },
        { type: { text: "Passport" }, system: "urn:p", value: "P1" },
        { system: "urn:x", value: "X1" },
      ],
    },
    {
      identifiers: [
        { system: "urn:p", value: "P1" },
        { system: "urn:n", value: "N1" },
      ],
    },
    {
      identifier: [
        { use: "old", value: "O1" },
        { type: { text: "Passport" }, system: "urn:p", value: "P1" },
        { system: "urn:n", value: "N1" },
      ],
    },
  ],
  [
    "a contact with another number keeps address, codes and the number that was before",
    {
      contact: [
        {
          relationship: [{ coding: [{ code: "MTH" }], text: "mother" }],
          name: { family: "Osei", given: ["Efua"] },
          telecom: [
            { system: "phone", value: "1", use: "old" },
            { system: "phone", value: "2" },
          ],
          address: { city: "Accra" },
        },
      ],
    },
    { contacts: [{ name: "Efua Osei", relationship: "mother", phone: "3" }] },
    {
      contact: [
        {
          relationship: [{ coding: [{ code: "MTH" }], text: "mother" }],
          name: { family: "Osei", given: ["Efua"] },
          telecom: [
            { system: "phone", value: "1", use: "old" },
            { system: "phone", value: "3" },
          ],
          address: { city: "Accra" },
        },
      ],
    },
  ],
  [
    "a contact that is not in the list goes, a former one and an organisation stay",
    {
      contact: [
        { name: { text: "Ex" }, period: { end: "2020" } },
        { organization: { display: "Home care" } },
        { name: { text: "Uncle Kofi" } },
      ],
    },
    { contacts: [{ name: "Aunt Abena", relationship: "aunt", phone: "" }] },
    {
      contact: [
        { name: { text: "Ex" }, period: { end: "2020" } },
        { organization: { display: "Home care" } },
        { name: { text: "Aunt Abena" }, relationship: [{ text: "aunt" }] },
      ],
    },
  ],
];

function given(recorded: object): Patient {
  return structuredClone({ resourceType: "Patient", ...recorded });
}

describe.each([
  ["phone and e-mail", phones],
  ["name", names],
  ["address", addresses],
  ["language", languages],
  ["birth and sex", births],
  ["identifiers and contacts", lists],
] as const)("%s", (_, cases) => {
  test.each(cases)("%s", (_title, recorded, change, then) => {
    const patient = given(recorded);
    applyChange(patient, change, TODAY);
    expect(patient).toEqual({ resourceType: "Patient", ...then });
  });

  test.each(cases)("saving what is shown changes nothing: %s", (_title, recorded) => {
    const patient = given(recorded);
    applyChange(patient, registrationOf(patient, TODAY), TODAY);
    expect(patient).toEqual(given(recorded));
  });
});

test("what was imported is read at once, whatever it is made of", () => {
  const endless = letterWithMarks(200_000);
  const patient = given({
    name: [{ family: endless, given: [endless] }],
    identifier: [{ system: "urn:x", value: endless }],
    contact: [{ name: { text: endless }, relationship: [{ text: endless }] }],
    address: [{ text: endless, city: endless }],
  });
  expect(timeOf(() => registrationOf(patient, TODAY))).toBeLessThan(500);
  expect(timeOf(() => applyChange(patient, { familyName: "Osei", contacts: [] }, TODAY))).toBeLessThan(500);
});

test.each([
  ["no number in use", { telecom: [{ system: "phone", value: "1", use: "old" }] }, { phone: null }],
  [
    "a number from tomorrow on",
    { telecom: [{ system: "phone", value: "1", period: { start: "2026-06-16" } }] },
    { phone: null },
  ],
  [
    "a number that ended this morning",
    { telecom: [{ system: "phone", value: "1", period: { end: "2026-06-15T08:00:00-04:00" } }] },
    { phone: null },
  ],
  [
    "a number until the end of the month",
    { telecom: [{ system: "phone", value: "1", period: { end: "2026-06" } }] },
    { phone: "1" },
  ],
  ["no address in use", { address: [{ use: "old", city: "Oldtown" }] }, { address: null }],
  [
    "a nickname beside a name without a use",
    { name: [{ use: "nickname", text: "Annie" }, { family: "Olsen" }] },
    { familyName: "Olsen" },
  ],
  [
    "an old name alone, because it is better than none",
    { name: [{ use: "old", family: "Former" }] },
    { familyName: "Former" },
  ],
  ["only the language of the record", { language: "en-US" }, { language: null }],
  [
    "an identifier twice",
    { identifier: [{ value: "1" }, { value: "1", use: "usual" }] },
    { identifiers: [{ system: "", value: "1" }] },
  ],
])("shown of %s", (_title, recorded, shown) => {
  expect(registrationOf(given(recorded), TODAY)).toMatchObject(shown);
});
