import { describe, expect, test } from "vitest";
import { birthDateHint, toBirthDate, toChange, toSentence, toValues } from "./demographics";

const patient = {
  id: "1",
  mrn: "7",
  familyName: "Osei",
  givenName: "Ama",
  birthDate: "1984-03-01",
  birthDateText: "1984-03",
  sex: "female" as const,
  phone: null,
  email: null,
  identifiers: [],
  contacts: [],
  address: { line: "1 High St", city: "Leeds", state: "", postalCode: "", country: "" },
  language: null,
  deceased: false,
  deceasedAt: null,
  lastSeenAt: null,
  version: 3,
};
const base = toValues(patient);

describe("what a registration form sends", () => {
  test("is only what was changed", () => {
    expect(toChange(base, { ...base, familyName: "Osei-Mensah" })).toEqual({ familyName: "Osei-Mensah" });
    expect(toChange(base, base)).toEqual({});
  });

  test("an emptied field is taken away", () => {
    expect(toChange({ ...base, phone: "5" }, { ...base, phone: " " })).toEqual({ phone: null });
  });

  test("a part of an address goes alone, an emptied address as a whole", () => {
    expect(toChange(base, { ...base, city: "York" })).toEqual({ address: { city: "York" } });
    expect(toChange(base, { ...base, line: "", city: "" })).toEqual({ address: null });
  });

  test("a partial birth date is shown as it was recorded", () => {
    expect(base.birthDate).toBe("1984-03");
  });

  test("a street of several lines keeps its lines, and untouched is no change however they were parted", () => {
    const address = { ...patient.address, line: "12 Main St\r\nApt 4" };
    const lines = toValues({ ...patient, address });
    expect(lines.line).toBe("12 Main St\nApt 4");
    expect(toChange(lines, { ...lines, line: "12 Main St\nApt 4b" })).toEqual({
      address: { line: "12 Main St\nApt 4b" },
    });
  });
});

describe("a typed birth date", () => {
  test.each([
    ["12.03.1984", "month-day-year", "1984-03-12"],
    ["03/12/1984", "month-day-year", "1984-03-12"],
    ["03/12/1984", "day-month-year", "1984-12-03"],
    [" 1984-3-2 ", "year-month-day", "1984-03-02"],
    ["1984/03/12", "year-month-day", "1984-03-12"],
    ["1984.3.12", "month-day-year", "1984-03-12"],
  ] as const)("%s in the order %s is %s, as in the search", (typed, order, date) => {
    expect(toBirthDate(typed, order)).toBe(date);
  });

  test.each(["1984", "1984-03", "", "last spring", "12/13/1984", "30/02/1984"])(
    "%j stays as it was typed",
    (typed) => {
      expect(toBirthDate(typed, "day-month-year")).toBe(typed);
    },
  );

  test("the hint of each order is read as it says", () => {
    for (const order of ["day-month-year", "month-day-year", "year-month-day"] as const) {
      expect(toBirthDate(birthDateHint(order).split(" ")[0] ?? "", order)).toBe("1984-03-12");
    }
  });
});

test("what is wrong is said in a sentence that names the field", () => {
  expect(toSentence("birthDate", "is in the future")).toBe("Birth date is in the future.");
  expect(toSentence("name", "Give a name.")).toBe("Give a name.");
});
