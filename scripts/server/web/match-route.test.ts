import fc from "fast-check";
import { expect, test } from "vitest";
import { compileRoutes } from "./match-route";

const row = (pattern: string) => ({ pattern, methods: ["GET"], handlers: { pattern } });
const find = compileRoutes([
  row("/api/[...missing]"),
  row("/api/patients/[patientId]"),
  row("/api/patients/[patientId]/records"),
  row("/api/patients/duplicates"),
  row("/api/patients"),
  row("/api/files/[[...path]]"),
  row("/health"),
  { pattern: "/api/auth/[...nextauth]", methods: ["GET", "POST"], handlers: null },
]);

test.each([
  ["/health", "/health", {}],
  ["/api/patients", "/api/patients", {}],
  ["/api/patients/duplicates", "/api/patients/duplicates", {}],
  ["/api/patients/4711", "/api/patients/[patientId]", { patientId: "4711" }],
  ["/api/patients/4711/records", "/api/patients/[patientId]/records", { patientId: "4711" }],
  ["/api/patients/duplicates/records", "/api/patients/[patientId]/records", { patientId: "duplicates" }],
  ["/api/patients/4711/nothing", "/api/[...missing]", { missing: ["patients", "4711", "nothing"] }],
  ["/api/nowhere", "/api/[...missing]", { missing: ["nowhere"] }],
  ["/api/files", "/api/files/[[...path]]", {}],
  ["/api/files/a/b", "/api/files/[[...path]]", { path: ["a", "b"] }],
])("%s is answered by %s", (path, pattern, params) => {
  expect(find(path)).toMatchObject({ handlers: { pattern }, params });
});

test.each([
  "/",
  "/api",
  "/healthy",
  "/patients",
  "/api/patients/",
  "//api/patients",
  "/api/./patients",
  "/api/../api/patients",
  "/api/patients/..",
  "/api/%70atients",
  "/api/patients\\x",
  "",
  "*",
])("%s is left to Next", (path) => {
  expect(find(path)).toBeNull();
});

test("a route that needs Next is found, without handlers, before a catch-all above it", () => {
  expect(find("/api/auth/session")).toMatchObject({ handlers: null });
});

test("no path makes it throw, and only plain paths are ever found", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (path) => {
      const found = find(path);
      return found === null || /^\/[\w./~-]+$/.test(path);
    }),
  );
});

test("HEAD comes with GET, OPTIONS always", () => {
  expect([...(find("/health")?.methods ?? [])].sort()).toEqual(["GET", "HEAD", "OPTIONS"]);
});
