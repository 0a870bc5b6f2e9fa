import { describe, expect, test } from "vitest";
import { startTiming } from "@/lib/tenancy";
import type { Answer } from "./answer";
import { Reply, toAnswer, withEtag } from "./reply";

const ask = (result: unknown, { method = "GET", headers = {} } = {}): Answer =>
  toAnswer(new Request("http://localhost/x", { method, headers }), result, {
    requestId: "request-1",
    timing: startTiming(),
    startedAt: performance.now(),
  }) as Answer;

describe("every answer", () => {
  test("is another one for another person, so that no cache gives one's to the next", () => {
    const varies = String(ask({ a: 1 }).headers.Vary).split(", ");
    expect(varies).toEqual(expect.arrayContaining(["Cookie", "Authorization"]));
    expect(ask({ a: 1 }).headers["Cache-Control"]).toBe("private, no-cache");
  });

  test("carries the request's id and how long it took", () => {
    const { headers } = ask({ a: 1 });
    expect(headers["X-Request-Id"]).toBe("request-1");
    expect(headers["Server-Timing"]).toMatch(/^db;dur=[\d.]+, total;dur=[\d.]+, cache;desc=none$/);
  });
});

describe("a read", () => {
  test("of the same text has the same tag, and of another another", () => {
    expect(ask({ a: 1 }).headers.ETag).toBe(ask({ a: 1 }).headers.ETag);
    expect(ask({ a: 1 }).headers.ETag).not.toBe(ask({ a: 2 }).headers.ETag);
  });

  test.each(['"7"', 'W/"7"', '"6", "7"', "*"])("asked for again with %s is not sent again", (tag) => {
    const answer = ask(withEtag({ a: 1 }, "7"), { headers: { "If-None-Match": tag } });
    expect([answer.status, answer.body, answer.headers.ETag]).toEqual([304, null, '"7"']);
    expect(answer.headers["Content-Type"]).toBeUndefined();
  });

  test("asked for with another tag is sent", () => {
    const answer = ask(withEtag({ a: 1 }, "8"), { headers: { "If-None-Match": '"7"' } });
    expect([answer.status, answer.body]).toEqual([200, '{"a":1}']);
  });
});

describe("a write", () => {
  test("that made something says where it is and in which version", () => {
    const answer = ask(new Reply({ id: "x" }, { status: 201, etag: "1", location: "/api/x" }), {
      method: "POST",
    });
    expect([answer.status, answer.headers.ETag, answer.headers.Location]).toEqual([201, '"1"', "/api/x"]);
  });

  test("without anything to tell is a 204 without a body", () => {
    const answer = ask(undefined, { method: "DELETE" });
    expect([answer.status, answer.body, answer.headers["Content-Type"]]).toEqual([204, null, undefined]);
  });

  test("is never 304, whatever the request says it knows", () => {
    const headers = { "If-None-Match": "*" };
    expect(ask(new Reply({ a: 1 }, { etag: "2" }), { method: "PATCH", headers }).status).toBe(200);
  });
});

test("a Response that a handler made keeps its headers and gets what every answer has", () => {
  const made = new Response("text", { status: 203, headers: { "Content-Type": "text/plain" } });
  const answer = toAnswer(new Request("http://localhost/x"), made, {
    requestId: "request-1",
    timing: startTiming(),
    startedAt: performance.now(),
  }) as Response;
  expect(answer.status).toBe(203);
  expect(answer.headers.get("Content-Type")).toBe("text/plain");
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
  expect(answer.headers.get("X-Request-Id")).toBe("request-1");
});
