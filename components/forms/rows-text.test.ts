import fc from "fast-check";
import { expect, test } from "vitest";
import { readRows, rowsInWords, writeRows } from "./rows-text";

const columns = ["name", "phone"];

test("every list is read back from its text, but for rows that are only begun and spaces at the ends", () => {
  const row = fc.record({ name: fc.string(), phone: fc.string() });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const kept = rows
        .map(({ name, phone }) => ({ name: name.trim(), phone: phone.trim() }))
        .filter(({ name, phone }) => name !== "" || phone !== "");
      expect(readRows(writeRows(rows, columns), columns)).toEqual(kept);
    }),
  );
});

test("a list of nothing is an empty field, and what is no list is nothing", () => {
  expect(writeRows([{ name: " ", phone: "" }], columns)).toBe("");
  for (const text of ["", "12", "{", '{"a":1}', "null"]) expect(readRows(text, columns)).toEqual([]);
});

test("in words it is a line a row", () => {
  const rows = [
    { name: "Ama Osei", phone: "555-0100" },
    { name: "", phone: "555-0101" },
  ];
  expect(rowsInWords(writeRows(rows, columns), columns)).toBe("Ama Osei, 555-0100\n555-0101");
});
