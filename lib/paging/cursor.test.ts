import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { anyText } from "@/tests/factories/any-text";
import { decodeCursor, encodeCursor } from "./cursor";
import { toInstantKeyset } from "./instant-keyset";
import { toPage } from "./to-page";

const CLINIC = randomUUID();
const anyParts = z.array(z.union([z.string(), z.number(), z.boolean()]));
const part = fc.oneof(fc.string({ unit: "grapheme" }), fc.integer(), fc.boolean());
const refused = expect.objectContaining({ code: "invalid_cursor", status: 400 });

function errorOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

test("whatever a list wrote comes back, as text that fits a URL", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const cursor = encodeCursor(CLINIC, parts);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(decodeCursor(CLINIC, anyParts, cursor)).toEqual(parts);
    }),
  );
});

test("whatever else comes is refused, and nothing else is thrown", () => {
  const garbage = fc.oneof(
    anyText(60),
    fc.base64String(),
    fc.json().map((json) => Buffer.from(json).toString("base64url")),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("base64url")),
  );
  fc.assert(
    fc.property(garbage, (text) => {
      expect(errorOf(() => decodeCursor(CLINIC, anyParts, text))).toEqual(refused);
    }),
  );
});

test("a cursor with one letter changed is refused", () => {
  const cursor = encodeCursor(CLINIC, [1, "2026-11-21", randomUUID(), 7, false]);
  fc.assert(
    fc.property(fc.nat(cursor.length - 2), fc.constantFrom(..."Aa0_-"), (at, letter) => {
      fc.pre(cursor[at] !== letter);
      const changed = cursor.slice(0, at) + letter + cursor.slice(at + 1);
      expect(errorOf(() => decodeCursor(CLINIC, anyParts, changed))).toEqual(refused);
    }),
  );
});

test("a cursor is of its clinic alone", () => {
  const parts = [0, "2026-11-21", randomUUID()];
  const [other, cursor] = [randomUUID(), encodeCursor(CLINIC, parts)];
  expect(errorOf(() => decodeCursor(other, anyParts, cursor))).toEqual(refused);
  const theirs = encodeCursor(other, parts);
  expect(decodeCursor(other, anyParts, theirs)).toEqual(parts);
  // Sixteen letters are the twelve bytes that may never serve two seals.
  expect(theirs.slice(0, 16)).not.toBe(cursor.slice(0, 16));
});

test("a cursor tells neither the day nor the patient, and the same place has the same text", () => {
  const id = randomUUID();
  const cursor = encodeCursor(CLINIC, [0, "2026-11-21", id]);
  const readable = Buffer.from(cursor, "base64url").toString("latin1");
  expect(readable).not.toContain("2026");
  expect(readable).not.toContain(id.slice(0, 4));
  expect(encodeCursor(CLINIC, [0, "2026-11-21", id])).toBe(cursor);
});

test.each([
  ["9999-99-99T00:00:00Z", randomUUID()],
  ["2026-02-30T00:00:00Z", randomUUID()],
  ["0000-01-01T00:00:00Z", randomUUID()],
  ["2026-01-01T00:00:00+16:00", randomUUID()],
  ["----------", randomUUID()],
  ["nfinity", randomUUID()],
  ["2026-01-01T00:00:00Z", "no id"],
  [-0, randomUUID()],
  ["2026-01-01T00:00:00Z"],
])("a list by instant refuses a place that cannot be, even sealed: %j", (...parts) => {
  expect(errorOf(() => toInstantKeyset(CLINIC, encodeCursor(CLINIC, parts)))).toEqual(refused);
});

test("a list by instant begins before its first row and goes on behind the last shown", () => {
  expect(toInstantKeyset(CLINIC, undefined)).toEqual({
    at: "infinity",
    id: expect.stringMatching(/^[f-]+$/),
  });
  const rows = ["2026-11-21T10:00:00.123456Z", "-infinity", "2020-01-01T00:00:00.000Z"].map((at) => ({
    at,
    id: randomUUID(),
  }));
  const page = toPage(rows, { tenantId: CLINIC, limit: 2 }, (row) => [row.at, row.id]);
  expect(page.items).toEqual(rows.slice(0, 2));
  expect(toInstantKeyset(CLINIC, page.nextCursor ?? "")).toEqual(rows[1]);
  expect(toPage(rows, { tenantId: CLINIC, limit: 3 }, (row) => [row.at, row.id])).toEqual({
    items: rows,
    nextCursor: null,
  });
});
