import { expect, test } from "vitest";
import { JsonSyntaxError, parseExactJson } from "./exact-json";

function roundTrip(text: string): string {
  const { value, digits } = parseExactJson(text);
  return digits.stringify(value);
}

function faultsOf(text: string): string[] {
  return parseExactJson(text).faults.map(({ path, reason }) => `${path.join(".")}: ${reason}`);
}

test.each([
  '{"value":1.50,"list":[1.0,2,0.10,-0,1E5]}',
  '{"value":0.1234567890123456789}',
  '{"value":6.022e23,"large":12345678901234567890}',
  '{"text":"Ordóñez 😀 \\"quoted\\" \\\\ \\n","empty":{},"none":null,"yes":true,"no":false,"list":[]}',
])("a document comes back with every digit: %s", (text) => {
  expect(roundTrip(text)).toBe(text);
});

test("the digits of a number can be asked for where it stands", () => {
  const { value, digits } = parseExactJson('{"quantity":{"value":70.0,"unit":"kg"}}');
  const { quantity } = value as { quantity: object };
  expect([digits.of(quantity, "value"), digits.of(quantity, "unit"), digits.of(quantity, "none")]).toEqual([
    "70.0",
    undefined,
    undefined,
  ]);
});

test("what JSON allows and a resource may not hold is told with its place", () => {
  expect(faultsOf('{"entry":[{"id":"a","id":"b"}]}')).toEqual(['entry.0.id: the key "id" is given twice']);
  expect(faultsOf('{"text":"a\\u0000b"}')).toEqual(["text: a text holds a NUL character"]);
  expect(faultsOf('{"text":"a\\ud83d"}')).toEqual(["text: a text holds half of a surrogate pair"]);
  expect(faultsOf('{"text":"\\ud83d\\ude00"}')).toEqual([]);
  expect(faultsOf('{"value":1e999}')).toEqual(["value: the number is out of range"]);
  expect(faultsOf('{"__proto__":{"a":1}}')).toEqual(["__proto__: the key __proto__ is not allowed"]);
});

test("a key cannot reach the prototype of objects", () => {
  const { value } = parseExactJson('{"__proto__":{"isAdmin":true},"constructor":1}');
  expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  expect(value).toEqual(Object.defineProperty({}, "constructor", { value: 1, enumerable: true }));
});

test.each([
  ['{"a":}', "expected a value at line 1, column 6"],
  ['{\n  "a": 1\n', "the text ends at line 3, column 1"],
  ["[1,]", "expected a value at line 1, column 4"],
  ["{a:1}", 'expected a key in double quotes or "}" at line 1, column 2'],
  ["01", "expected nothing more at line 1, column 2"],
  ['"a\u0001"', "expected control characters to be escaped"],
  ["// no\n{}", "expected a value at line 1, column 1"],
  ["", "the text ends at line 1, column 1"],
  ["[".repeat(100_000), "expected at most 200 levels"],
])("what is not JSON is refused with its place: %j", (text, message) => {
  expect(() => parseExactJson(text)).toThrow(JsonSyntaxError);
  expect(() => parseExactJson(text)).toThrow(message);
});
