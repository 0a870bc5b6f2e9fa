import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readArchive } from "@/tests/harness/read-archive";
import { sharedData } from "@/tests/harness/shared-data";
import { parseExactJson } from "./exact-json";
import { findBundleFault, findResourceFault } from "./validate-resource";

const patient = (over: object): object => ({ resourceType: "Patient", ...over });

test.each([
  [patient({}), null],
  [patient({ photo: [{ contentType: "image/png", data: "SGVs\r\n  bG8=" }] }), null],
  [patient({ id: "no spaces" }), "Invalid id"],
  [patient({ unknownElement: 1 }), 'Invalid additional property "unknownElement"'],
  [patient({ gender: "M" }), 'Unknown code "M" (Patient.gender)'],
  [patient({ name: {} }), "Expected a list (Patient.name)"],
  [patient({ birthDate: ["1990"] }), "Expected one value, not a list (Patient.birthDate)"],
  [patient({ name: [] }), "A list may not be empty (Patient.name)"],
  [patient({ birthDate: "2021-02-30" }), "Invalid date"],
  [patient({ active: "true" }), "expected boolean, but got string"],
  [patient({ deceasedDateTime: "2020-01-01T10:00:00" }), "A time needs its zone (Patient.deceasedDateTime)"],
  [patient({ deceasedBoolean: false, deceasedDateTime: "2020" }), "Conflicting choice"],
  [patient({ photo: [{ data: "%%%" }] }), "Invalid base64Binary"],
  [patient({ contained: [{ resourceType: "Organization", foo: 1 }] }), "Patient.contained[0].foo"],
  [patient({ text: { status: "generated", div: "<div><script>alert(1)</script></div>" } }), "active content"],
  [patient({ text: { status: "generated", div: '<div><a onclick="x()">a</a></div>' } }), "active content"],
  [{ resourceType: "Patientt" }, "not a resource of FHIR R4"],
  [{ resourceType: "HumanName" }, "not a resource of FHIR R4"],
  [{ id: "x" }, "resourceType is missing"],
  [null, "no JSON object"],
  [[], "no JSON object"],
  [
    { resourceType: "Observation", status: "final", code: { text: "x" }, valueString: "a", valueInteger: 1 },
    "Conflicting choice",
  ],
])("%j is judged: %s", (resource, reason) => {
  const fault = findResourceFault(resource);
  if (reason === null) expect(fault).toBeNull();
  else expect(fault).toContain(reason);
});

test("a bundle's own members are judged apart from its resources", () => {
  const entry = [{ resource: { resourceType: "Patient", unknownElement: 1 } }];
  expect(findBundleFault({ resourceType: "Bundle", type: "batch", entry })).toBeNull();
  expect(findBundleFault({ resourceType: "Bundle", type: "batch", meta: null, entry })).toContain(
    "Bundle.meta",
  );
  expect(findBundleFault({ resourceType: "Bundle", entry })).toContain("Bundle.type");
});

function judge(text: string): "valid" | "invalid" {
  try {
    const { value, faults } = parseExactJson(text);
    return faults.length === 0 && findResourceFault(value) === null ? "valid" : "invalid";
  } catch {
    return "invalid";
  }
}

// What these ask for is beyond structure: terminology servers, other packages, signatures, links of narratives, whole bundles.
const BEYOND_STRUCTURE = [
  "bundle-document-versioned-references-bad.json",
  "bundle-duplicate-id.json",
  "bundle-duplicate-ids-not.json",
  "bundle-id-search-2.json",
  "bundle-id-search-3.json",
  "bundle-with-contained.json",
  "contract-binding-test.json",
  "dr-example-org.json",
  "mni-patientOverview-bundle-example1b.json",
  "mr-covid-bnd1.json",
  "obs-temp-code2.json",
  "patient-with-turvakielto.json",
  "signatures__example-2.json",
  "target-ref-profile-empty.json",
  "uk-msg.json",
  "xml-bad-entities.json",
];

const cases = sharedData("fhir/validator-cases-r4.tar.gz");
const index = sharedData("fhir/validator-cases-r4-index.csv");

test.skipIf(!cases || !index)(
  "the validator suite's base R4 cases are judged as it judges them, as far as structure goes",
  async () => {
    const files = await readArchive(cases ?? "");
    const rows = (await readFile(index ?? "", "utf8")).trim().split(/\r?\n/).slice(1);
    const differing: string[] = [];
    let judged = 0;
    for (const row of rows) {
      const [file = "", , format] = row.split(",");
      const [needs, expected] = row.split(",").slice(-2);
      if (format !== "json" || needs !== "") continue;
      judged++;
      if (judge(files.get(file) ?? "") !== expected) differing.push(file);
    }
    expect(judged).toBe(68);
    expect(differing.sort()).toEqual(BEYOND_STRUCTURE);
  },
);

const examples = sharedData("fhir/hl7-r4-examples.tar.gz");

test.skipIf(!examples)(
  "of the specification's own examples only one is refused: its items have no linkId",
  async () => {
    const files = await readArchive(examples ?? "");
    const refused = [...files]
      .filter(([name, text]) => name.endsWith(".json") && judge(text) === "invalid")
      .map(([name]) => name);
    expect(refused.map((name) => name.replace(/^.*\//, ""))).toEqual(["Questionnaire-qs1.json"]);
  },
);
