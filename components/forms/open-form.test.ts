import { describe, expect, test } from "vitest";
import { type Answer, ApiError } from "@/components/session/api-client";
import type { DraftShelf } from "./draft-keeper";
import { OpenForm } from "./open-form";
import type { SaveRequest } from "./save-request";
import { changesOf, type Draft, leftOf } from "./typed-text";

type Row = { version: number; name: string; phone: string; city: string };
type Reply = { status: number; etag?: string; value?: unknown } | "lost";
type Sent = { key: string; ifMatch: string | null; body: unknown; answer: (reply: Reply) => Promise<void> };

const toBase = ({ name, phone, city }: Row) => ({ name, phone, city });
const rowOf = (version: number, change: Partial<Row> = {}): Row => ({
  version,
  name: "Smith",
  phone: "1",
  city: "",
  ...change,
});
const storedOf = (row: Row) => ({ base: toBase(row), version: String(row.version), row });
/** What has been started is done; nothing here waits for a clock. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** One device: what is kept on it outlives the forms. */
function device() {
  const disk: { draft: Draft | null } = { draft: null };
  let opening = Promise.resolve();
  const shelf: DraftShelf = {
    find: async () => disk.draft,
    keep: async (draft) => {
      disk.draft = structuredClone(draft);
    },
    remove: async () => {
      disk.draft = null;
    },
    settle: async (key, saved) => {
      if (disk.draft?.sent?.key === key) disk.draft = leftOf(disk.draft, saved);
    },
  };
  let keys = 0;
  return {
    disk,
    /** From now on the device's storage answers when the returned function is called. */
    slow() {
      let go = () => {};
      opening = new Promise((resolve) => {
        go = resolve;
      });
      return go;
    },
    newKey: () => `key-${++keys}`,
    openShelf: async () => {
      await opening;
      return shelf;
    },
  };
}

function opened(on: ReturnType<typeof device>, row: Row | null) {
  const sent: Sent[] = [];
  const told: string[] = [];
  let wake = () => {};
  const saved: { value: Row; isAll: boolean }[] = [];
  const empty = { base: { name: "", phone: "", city: "" }, version: null, row: null };
  const options = {
    form: "patient/1",
    stored: row ? storedOf(row) : empty,
    toBase,
    toRequest: (values: Record<string, string>, base: Record<string, string>) => ({
      method: row ? ("PATCH" as const) : ("POST" as const),
      path: "/api/patients/1",
      body: row ? changesOf(values, base) : values,
    }),
    onSaved: (value: Row, isAll: boolean) => void saved.push({ value, isAll }),
  };
  const form = new OpenForm<Row>(options, {
    ...on,
    tell: (text) => void told.push(text),
    now: () => "2026-01-05T10:00:00Z",
    // Until it is woken, or stops asking.
    wait: (_, signal) =>
      new Promise((resolve) => {
        wake = resolve;
        signal.addEventListener("abort", () => resolve());
      }),
    send: <T>(request: SaveRequest, headers: Record<string, string>) =>
      new Promise<Answer<T>>((resolve, reject) => {
        const answer = (reply: Reply) => {
          if (reply === "lost") reject(new ApiError(0, "offline", "lost", null));
          else if (reply.status < 300)
            resolve({ value: reply.value as T, serverMs: null, etag: reply.etag ?? null });
          else {
            const more = { current: reply.value, etag: reply.etag };
            reject(new ApiError(reply.status, "some_code", "refused", null, more));
          }
          return settled();
        };
        const [key = "", ifMatch = null] = [headers["Idempotency-Key"], headers["If-Match"]];
        sent.push({ key, ifMatch, body: request.body, answer });
      }),
  });
  form.open();
  const follow = (next: Row) => form.follow({ ...options, stored: storedOf(next) });
  const last = (): Sent => {
    const one = sent.at(-1);
    if (!one) throw new Error("nothing was sent");
    return one;
  };
  return { form, sent, saved, told, follow, last, wake: () => wake() };
}

const ok = (row: Row): Reply => ({ status: 200, etag: `"${row.version}"`, value: row });

/** A form in which `changes` were typed and kept, in a tab that was closed. */
async function leftBehind(on: ReturnType<typeof device>, row: Row | null, changes: Record<string, string>) {
  const { form } = opened(on, row);
  for (const [name, value] of Object.entries(changes)) form.set(name, value);
  form.close();
  await settled();
}

describe("what was typed is kept on the device", () => {
  test("when the form is left, at once", async () => {
    const on = device();
    await leftBehind(on, rowOf(1), { city: "Ulm" });
    expect(on.disk.draft).toMatchObject({ changes: { city: "Ulm" }, version: "1" });
  });

  test("and stands beside an older draft that is found late", async () => {
    const on = device();
    await leftBehind(on, rowOf(1), { city: "old", phone: "old" });
    const find = on.slow();
    const { form } = opened(on, rowOf(1));
    form.set("city", "new");
    find();
    await settled();
    expect(form.getView().values).toMatchObject({ city: "new", phone: "old" });
  });

  test("with an older draft that was not found before the form was left", async () => {
    const on = device();
    await leftBehind(on, rowOf(1), { phone: "old" });
    const find = on.slow();
    const { form } = opened(on, rowOf(1));
    form.set("city", "new");
    form.close();
    find();
    await settled();
    expect(on.disk.draft?.changes).toEqual({ phone: "old", city: "new" });
  });

  test("until it is discarded", async () => {
    const on = device();
    await leftBehind(on, rowOf(1), { city: "Ulm" });
    const { form } = opened(on, rowOf(1));
    await settled();
    form.discard();
    await settled();
    expect(on.disk.draft).toBeNull();
    expect(form.getView()).toMatchObject({ isChanged: false, values: { city: "" } });
  });
});

describe("a device whose storage fails", () => {
  test("does not hold up typing or saving", async () => {
    const on = { ...device(), openShelf: () => Promise.reject(new Error("no storage")) };
    const { form, last } = opened(on, rowOf(1));
    await settled();
    form.set("city", "Ulm");
    form.submit();
    await settled();
    await last().answer(ok(rowOf(2, { city: "Ulm" })));
    expect(form.getView()).toMatchObject({ isChanged: false, keptAt: null });
  });

  test("for a while does not lose the draft that was not found then", async () => {
    const on = device();
    await leftBehind(on, rowOf(1), { phone: "old" });
    let fails = 1;
    const failing = {
      ...on,
      openShelf: async () => {
        if (fails-- > 0) throw new Error("not now");
        return on.openShelf();
      },
    };
    const { form } = opened(failing, rowOf(1));
    await settled();
    form.set("city", "new");
    form.close();
    await settled();
    expect(on.disk.draft?.changes).toEqual({ phone: "old", city: "new" });
  });
});

describe("a draft over a colleague's newer version", () => {
  test("shows what the colleague saved, and changes only what was typed", async () => {
    const on = device();
    await leftBehind(on, rowOf(1), { city: "Ulm" });
    const { form, last } = opened(on, rowOf(2, { phone: "2" }));
    await settled();
    expect(form.getView().values).toEqual({ name: "Smith", phone: "2", city: "Ulm" });
    form.submit();
    await settled();
    expect(last()).toMatchObject({ ifMatch: '"2"', body: { city: "Ulm" } });
  });

  test("of the same field opens both versions; chosen, the own one is saved on top", async () => {
    const on = device();
    await leftBehind(on, rowOf(1), { phone: "9" });
    const { form, sent, last } = opened(on, rowOf(2, { phone: "2" }));
    await settled();
    expect(form.getView().state).toMatchObject({ is: "conflict", version: "2", current: { phone: "2" } });
    expect(sent).toEqual([]);
    form.resolve({ ...form.getView().values });
    await settled();
    expect(last()).toMatchObject({ ifMatch: '"2"', body: { phone: "9" } });
  });

  test("closed unseen, the next save is refused again", async () => {
    const on = device();
    await leftBehind(on, rowOf(1), { phone: "9" });
    const { form, last } = opened(on, rowOf(2, { phone: "2" }));
    await settled();
    form.dismiss();
    form.submit();
    await settled();
    expect(last().ifMatch).toBe('"1"');
    await last().answer({ status: 412, etag: '"2"', value: rowOf(2, { phone: "2" }) });
    expect(form.getView().state.is).toBe("conflict");
  });

  test("resolved to what is stored, nothing is sent and the draft is gone", async () => {
    const on = device();
    await leftBehind(on, rowOf(1), { phone: "9" });
    const { form, sent } = opened(on, rowOf(2, { phone: "2" }));
    await settled();
    form.resolve(toBase(rowOf(2, { phone: "2" })));
    await settled();
    expect(sent).toEqual([]);
    expect(on.disk.draft).toBeNull();
  });
});

test("a save of nothing sends nothing, and says so", async () => {
  const { form, sent, told } = opened(device(), rowOf(1));
  await settled();
  form.submit();
  await settled();
  expect(sent).toEqual([]);
  expect(told).toEqual([expect.stringContaining("nothing to save")]);
});

describe("typing while a save is under way", () => {
  test("stays, is kept, and is what the next save sends", async () => {
    const on = device();
    const { form, saved, last } = opened(on, rowOf(1));
    await settled();
    form.set("city", "Ulm");
    form.submit();
    form.set("phone", "9");
    await settled();
    await last().answer(ok(rowOf(2, { city: "Ulm" })));
    expect(form.getView()).toMatchObject({ isChanged: true, values: { city: "Ulm", phone: "9" } });
    expect(saved.map(({ isAll }) => isAll)).toEqual([false]);
    expect(on.disk.draft).toMatchObject({ changes: { phone: "9" }, version: "2" });
    form.submit();
    await settled();
    expect(last()).toMatchObject({ ifMatch: '"2"', body: { phone: "9" }, key: "key-2" });
  });

  test("shows what the server made of the text where nothing was typed meanwhile", async () => {
    const on = device();
    const { form, last } = opened(on, rowOf(1));
    await settled();
    form.set("city", " Ulm ");
    form.submit();
    await settled();
    await last().answer(ok(rowOf(2, { city: "Ulm" })));
    expect(form.getView()).toMatchObject({ isChanged: false, values: { city: "Ulm" } });
    expect(on.disk.draft).toBeNull();
  });
});

describe("a lost answer and a closed tab", () => {
  async function lost(row: Row | null, changes: Record<string, string>) {
    const on = device();
    const { form, last } = opened(on, row);
    await settled();
    for (const [name, value] of Object.entries(changes)) form.set(name, value);
    form.submit();
    await settled();
    await last().answer("lost");
    form.close();
    await settled();
    return { on, key: last().key };
  }

  test("that was saved: its text is no draft any more", async () => {
    const { on } = await lost(rowOf(1), { city: "Ulm" });
    const { form } = opened(on, rowOf(2, { city: "Ulm" }));
    await settled();
    expect(form.getView().isChanged).toBe(false);
  });

  test("and further typing: what became of it is learnt first, then the new text has a key of its own", async () => {
    const { on, key } = await lost(rowOf(1), { city: "Ulm", phone: "9" });
    const { form, sent, last } = opened(on, rowOf(2, { city: "Ulm", phone: "9" }));
    await settled();
    form.set("city", "Bonn");
    form.submit();
    await settled();
    // All of the draft is stored, so nothing of it is left to ask about.
    expect(sent.map((one) => [one.key === key, one.body])).toEqual([[true, { city: "Ulm", phone: "9" }]]);
    await last().answer(ok(rowOf(2, { city: "Ulm", phone: "9" })));
    expect(last()).toMatchObject({ ifMatch: '"2"', body: { city: "Bonn" } });
    expect(last().key).not.toBe(key);
    await last().answer(ok(rowOf(3, { city: "Bonn", phone: "9" })));
    expect(form.getView().isChanged).toBe(false);
  });

  test("a field typed back after it had been saved is a change again", async () => {
    const { on } = await lost(rowOf(1), { city: "Ulm", phone: "9" });
    const { form, last } = opened(on, rowOf(1));
    await settled();
    form.set("phone", "1");
    form.submit();
    await settled();
    await last().answer(ok(rowOf(2, { city: "Ulm", phone: "9" })));
    expect(last()).toMatchObject({ ifMatch: '"2"', body: { phone: "1" } });
  });

  test("the same text again is the same request, so that nothing is made twice", async () => {
    const { on, key } = await lost(null, { name: "Jo" });
    const { form, last } = opened(on, null);
    await settled();
    form.submit();
    await settled();
    expect(last()).toMatchObject({ key, body: { name: "Jo", phone: "", city: "" } });
  });

  test("something made of the earlier text is shown, and the new text stays for the next", async () => {
    const { on, key } = await lost(null, { name: "Jo", phone: "1" });
    const { form, sent, saved, last } = opened(on, null);
    await settled();
    form.set("phone", "2");
    form.submit();
    await settled();
    await last().answer({ status: 201, value: rowOf(1, { name: "Jo" }) });
    expect(sent.map((one) => one.key)).toEqual([key]);
    expect(saved).toEqual([{ value: rowOf(1, { name: "Jo" }), isAll: false }]);
    expect(form.getView().values).toEqual({ name: "", phone: "2", city: "" });
  });

  test("is known before a create is sent", async () => {
    const on = device();
    const { form, last } = opened(on, null);
    await settled();
    form.set("name", "Jo");
    form.submit();
    await settled();
    expect(on.disk.draft?.sent).toMatchObject({ key: last().key, request: { body: { name: "Jo" } } });
  });
});

describe("a colleague's save while the form is open", () => {
  test("of other fields opens both versions", async () => {
    const { form, last } = opened(device(), rowOf(1));
    await settled();
    form.set("city", "Ulm");
    form.submit();
    await settled();
    await last().answer({ status: 412, etag: '"2"', value: rowOf(2, { phone: "2" }) });
    expect(form.getView().state).toMatchObject({ is: "conflict", current: { phone: "2" } });
  });

  test("is what the form shows once the own text is discarded", async () => {
    const { form, last } = opened(device(), rowOf(1));
    await settled();
    form.set("city", "Ulm");
    form.submit();
    await settled();
    await last().answer({ status: 412, etag: '"2"', value: rowOf(2, { phone: "2" }) });
    form.dismiss();
    form.discard();
    expect(form.getView().values).toEqual({ name: "Smith", phone: "2", city: "" });
  });

  test("of nothing that the form shows is passed over", async () => {
    const { form, sent, last } = opened(device(), rowOf(1));
    await settled();
    form.set("city", "Ulm");
    form.submit();
    await settled();
    await last().answer({ status: 412, etag: '"2"', value: rowOf(2) });
    expect(sent.map(({ ifMatch }) => ifMatch)).toEqual(['"1"', '"2"']);
  });

  test("is followed in every field but one's own, and the save names no more than that", async () => {
    const { form, follow, told, last } = opened(device(), rowOf(1));
    await settled();
    follow(rowOf(2, { phone: "2" }));
    expect(form.getView().values.phone).toBe("2");
    expect(told).toEqual([]);
    form.set("city", "Ulm");
    follow(rowOf(3, { phone: "3" }));
    expect(form.getView()).toMatchObject({ values: { phone: "3", city: "Ulm" }, isChanged: true });
    expect(told).toEqual([expect.stringContaining("What you typed stays")]);
    follow(rowOf(2, { phone: "2" }));
    expect(form.getView().values.phone).toBe("3");
    form.submit();
    await settled();
    expect(last()).toMatchObject({ ifMatch: '"3"', body: { city: "Ulm" } });
  });

  test("of one's own field leaves it, and a save asks which", async () => {
    const { form, follow, told, last } = opened(device(), rowOf(1));
    await settled();
    form.set("phone", "9");
    follow(rowOf(2, { phone: "2", city: "Ulm" }));
    expect(form.getView().values).toMatchObject({ phone: "9", city: "Ulm" });
    expect(told).toEqual([expect.stringContaining("Saving shows you both")]);
    form.submit();
    await settled();
    expect(last()).toMatchObject({ ifMatch: '"1"', body: { phone: "9" } });
    await last().answer({ status: 412, etag: '"2"', value: rowOf(2, { phone: "2", city: "Ulm" }) });
    expect(form.getView().state).toMatchObject({ is: "conflict", current: { phone: "2" } });
  });

  test("does not move what is being saved, nor a question that is open", async () => {
    const { form, follow, last } = opened(device(), rowOf(1));
    await settled();
    form.set("city", "Ulm");
    form.submit();
    await settled();
    follow(rowOf(2, { phone: "2" }));
    expect(form.getView().values.phone).toBe("1");
    await last().answer({ status: 412, etag: '"2"', value: rowOf(2, { phone: "2" }) });
    follow(rowOf(3, { phone: "3" }));
    expect(form.getView()).toMatchObject({ base: { phone: "1" }, state: { is: "conflict" } });
  });
});

describe("a form that is left while it is saved", () => {
  async function left(row: Row | null) {
    const on = device();
    const one = opened(on, row);
    await settled();
    one.form.set("city", "Ulm");
    one.form.submit();
    await settled();
    one.form.close();
    await one.last().answer("lost");
    one.wake();
    await settled();
    return { on, ...one };
  }

  test("goes on asking for a lost answer, and then the draft is gone", async () => {
    const { on, sent, saved, last } = await left(rowOf(1));
    expect(sent).toHaveLength(2);
    await last().answer(ok(rowOf(2, { city: "Ulm" })));
    expect(saved).toHaveLength(1);
    expect(on.disk.draft).toBeNull();
  });

  test("says that a change was refused, and keeps it", async () => {
    const { on, told, last } = await left(rowOf(1));
    await last().answer({ status: 422 });
    expect(told).toEqual([expect.stringContaining("was not saved")]);
    expect(on.disk.draft?.changes).toEqual({ city: "Ulm" });
  });

  test("makes nothing any more that nobody waits for", async () => {
    const { sent } = await left(null);
    expect(sent).toHaveLength(1);
  });
});

test("a form that was left during a save takes only what was saved out of the draft", async () => {
  const on = device();
  const first = opened(on, rowOf(1));
  await settled();
  first.form.set("city", "Ulm");
  first.form.submit();
  first.form.close();
  await settled();
  const again = opened(on, rowOf(1));
  await settled();
  again.form.set("phone", "9");
  again.form.close();
  await settled();
  await first.last().answer(ok(rowOf(2, { city: "Ulm" })));
  expect(on.disk.draft?.changes).toEqual({ phone: "9" });
});
