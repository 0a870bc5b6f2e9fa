import { describe, expect, test } from "vitest";
import { type Answer, ApiError } from "@/components/session/api-client";
import { SavedEarlier, type SaveRequest, Saver, versionOf, waitingText } from "./save-request";

type Sent = { body: unknown; key: string | undefined; ifMatch: string | undefined };

/** A server that answers each request by the next of `answers`: a status, or 0 for an answer that never comes. */
type Answered = number | { status: number; etag?: string; retryAfterMs?: number; code?: string };
function serverOf(answers: readonly Answered[]) {
  const sent: Sent[] = [];
  const pauses: number[] = [];
  const told: string[] = [];
  let keys = 0;
  const saver = new Saver({
    onWait: (error) => told.push(waitingText(error)),
    newKey: () => `key-${++keys}`,
    wait: async (ms) => {
      pauses.push(ms);
    },
    send: async <T>(request: SaveRequest, headers: Record<string, string>): Promise<Answer<T>> => {
      sent.push({ body: request.body, key: headers["Idempotency-Key"], ifMatch: headers["If-Match"] });
      const next = answers[sent.length - 1] ?? 200;
      const {
        status,
        etag = '"2"',
        retryAfterMs = null,
        code = "some_code",
      } = typeof next === "number" ? { status: next } : { retryAfterMs: null, ...next };
      if (status >= 200 && status < 300) return { value: request.body as T, serverMs: null, etag };
      throw new ApiError(status, code, "refused", null, { retryAfterMs });
    },
  });
  return { saver, sent, pauses, told };
}

const going = new AbortController().signal;
const change = (name: string, version: string | null = "1"): SaveRequest => ({
  method: "PATCH",
  path: "/api/patients/1",
  body: { familyName: name },
  version,
});

describe("saving a form", () => {
  test("sends the version it was opened with and a key", async () => {
    const { saver, sent } = serverOf([200]);
    await saver.save(change("Smith"), going);
    expect(sent).toEqual([{ body: { familyName: "Smith" }, key: "key-1", ifMatch: '"1"' }]);
  });

  test("a create carries a key and no version", async () => {
    const { saver, sent } = serverOf([201]);
    await saver.save(change("Smith", null), going);
    expect(sent[0]).toEqual({ body: { familyName: "Smith" }, key: "key-1", ifMatch: undefined });
  });

  test.each([0, 502, 503, 504])("a lost answer (%i) is asked for again with the same key", async (status) => {
    const { saver, sent } = serverOf([status, status, 200]);
    await saver.save(change("Smith"), going);
    expect(sent.map(({ key }) => key)).toEqual(["key-1", "key-1", "key-1"]);
  });

  test("the next save of the same form has a key of its own", async () => {
    const { saver, sent } = serverOf([200, 200]);
    await saver.save(change("Smith"), going);
    await saver.save(change("Smyth", "2"), going);
    expect(sent.map(({ key }) => key)).toEqual(["key-1", "key-2"]);
  });

  test.each([401, 403, 404, 409, 412, 422, 423])("a refusal (%i) is told at once", async (status) => {
    const { saver, sent } = serverOf([status]);
    await expect(saver.save(change("Smith"), going)).rejects.toMatchObject({ status });
    expect(sent).toHaveLength(1);
    expect(saver.unsettled).toBeNull();
  });

  test("a refused save may be corrected and sent again", async () => {
    const { saver, sent } = serverOf([422, 200]);
    await expect(saver.save(change(""), going)).rejects.toMatchObject({ status: 422 });
    await saver.save(change("Smith"), going);
    expect(sent.map(({ key }) => key)).toEqual(["key-1", "key-2"]);
  });

  test("the same text after a failure of the server goes under the same key", async () => {
    const { saver, sent } = serverOf([500, 200]);
    await expect(saver.save(change("Smith"), going)).rejects.toMatchObject({ status: 500 });
    await saver.save(change("Smith"), going);
    expect(sent.map(({ key }) => key)).toEqual(["key-1", "key-1"]);
  });

  test.each([401, 403, 423])("a lost answer and then %i: whether it was saved stays open", async (status) => {
    const { saver, sent } = serverOf([0, status, 200]);
    await expect(saver.save(change("Smith", null), going)).rejects.toMatchObject({ status });
    await saver.save(change("Smith", null), going);
    expect(sent.map(({ key }) => key)).toEqual(["key-1", "key-1", "key-1"]);
  });

  test("a lost answer after too many requests is asked for under the same key", async () => {
    const { saver, sent } = serverOf([429, 0, 200]);
    await saver.save(change("Smith"), going);
    expect(sent.map(({ key }) => key)).toEqual(["key-1", "key-1", "key-1"]);
  });

  test("too many requests waits as long as the server says, and says so", async () => {
    const { saver, pauses, told } = serverOf([{ status: 429, retryAfterMs: 3_000 }, 200]);
    await saver.save(change("Smith"), going);
    expect(pauses).toEqual([3_000]);
    expect(told).toEqual([expect.stringContaining("too much to do")]);
  });

  test("pauses grow and stay below nine seconds", async () => {
    const { saver, pauses } = serverOf([0, 0, 0, 0, 0, 0, 0, 200]);
    await saver.save(change("Smith"), going);
    expect(pauses).toEqual([400, 800, 1_600, 3_200, 6_400, 8_000, 8_000]);
  });
});

describe("a form that changed while the answer was lost", () => {
  async function lose(answers: Parameters<typeof serverOf>[0], request = change("Smith")) {
    const server = serverOf(answers);
    const stopped = new AbortController();
    stopped.abort();
    await expect(server.saver.save(request, stopped.signal)).rejects.toMatchObject({ status: 0 });
    expect(server.saver.unsettled?.key).toBe("key-1");
    return server;
  }

  test("learns first that the earlier request was saved, and sends the new text under a new key", async () => {
    const { saver, sent } = await lose([0, { status: 200, etag: '"2"' }, 200]);
    const saved = await saver.save(change("Smyth"), going).catch((error) => error);
    expect(saved).toBeInstanceOf(SavedEarlier);
    expect(saved).toMatchObject({ request: change("Smith"), answer: { etag: '"2"' } });
    await saver.save(change("Smyth", "2"), going);
    expect(sent).toEqual([
      { body: { familyName: "Smith" }, key: "key-1", ifMatch: '"1"' },
      { body: { familyName: "Smith" }, key: "key-1", ifMatch: '"1"' },
      { body: { familyName: "Smyth" }, key: "key-2", ifMatch: '"2"' },
    ]);
  });

  test("in a tab that was closed since is settled just so", async () => {
    const { saver, sent } = serverOf([{ status: 200, etag: '"2"' }, 200]);
    saver.unsettled = { key: "key-0", request: change("Smith") };
    await expect(saver.save(change("Smyth"), going)).rejects.toBeInstanceOf(SavedEarlier);
    await saver.save(change("Smyth", "2"), going);
    expect(sent.map(({ body, key }) => [body, key])).toEqual([
      [{ familyName: "Smith" }, "key-0"],
      [{ familyName: "Smyth" }, "key-1"],
    ]);
  });

  test("sends nothing new while it is not known what became of the earlier one", async () => {
    const { saver, sent } = await lose([0, 401]);
    await expect(saver.save(change("Smyth"), going)).rejects.toMatchObject({ status: 401 });
    expect(sent.map(({ body }) => body)).toEqual([{ familyName: "Smith" }, { familyName: "Smith" }]);
    expect(saver.unsettled?.key).toBe("key-1");
  });

  test("is not held up by an earlier request that the server fails on", async () => {
    const { saver, sent } = await lose([0, 500, 200]);
    await saver.save(change("Smyth"), going);
    expect(sent[2]).toEqual({ body: { familyName: "Smyth" }, key: "key-2", ifMatch: '"1"' });
  });

  test("goes on with its own version when the earlier request was refused", async () => {
    const { saver, sent } = await lose([0, 412, 412]);
    await expect(saver.save(change("Smyth"), going)).rejects.toMatchObject({ status: 412 });
    expect(sent[2]).toEqual({ body: { familyName: "Smyth" }, key: "key-2", ifMatch: '"1"' });
  });

  test("a create that had been saved is not made twice", async () => {
    const { saver, sent } = await lose([0, 201], change("Smith", null));
    await expect(saver.save(change("Smyth", null), going)).rejects.toBeInstanceOf(SavedEarlier);
    expect(sent).toHaveLength(2);
  });

  test("a create that had been saved, whose answer the server cannot open any more, is not made twice", async () => {
    const { saver, sent } = await lose([0, { status: 409, code: "already_saved" }], change("Smith", null));
    await expect(saver.save(change("Smyth", null), going)).rejects.toMatchObject({ code: "already_saved" });
    expect(sent).toHaveLength(2);
  });

  test("the same text again is the same request", async () => {
    const { saver, sent } = await lose([0, 200]);
    await saver.save(change("Smith"), going);
    expect(sent.map(({ key }) => key)).toEqual(["key-1", "key-1"]);
  });
});

test.each([
  ['"7"', "7"],
  ['W/"7"', "7"],
])("the version in %s is %s", (etag, version) => {
  expect(versionOf(etag)).toBe(version);
});
