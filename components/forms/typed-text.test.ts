import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterSave,
  type Draft,
  onTopOf,
  restore,
  type Typing,
  toDraft,
  typeInto,
  valuesOf,
  whenStored,
} from "./typed-text";

const v1 = { base: { name: "Smith", phone: "1", email: "" }, version: "1" };
const v2 = { base: { name: "Smith", phone: "2", email: "" }, version: "2" };
const draftOf = (typing: Typing | null, sent: Draft["sent"] = null): Draft => {
  if (!typing) throw new Error("nothing was typed");
  return toDraft(typing, sent, "2026-01-05T10:00:00Z");
};
const typed = (changes: Record<string, string>, on = v1) => onTopOf(on, changes);

describe("a draft", () => {
  test("holds what the person changed and what it was before, and nothing else", () => {
    expect(draftOf(typed({ email: "a@x.org" }))).toMatchObject({
      changes: { email: "a@x.org" },
      base: { email: "" },
      version: "1",
    });
  });

  test("restored over a newer version leaves what a colleague changed as it is", () => {
    const { typing, conflicts } = restore(draftOf(typed({ email: "a@x.org" })), v2, null);
    expect(typing).toEqual({ changes: { email: "a@x.org" }, on: v2 });
    expect(conflicts).toEqual([]);
  });

  test("of a field that a colleague changed too is a conflict, on the version it was typed on", () => {
    const { typing, conflicts } = restore(draftOf(typed({ phone: "9", email: "a@x.org" })), v2, null);
    expect(conflicts).toEqual(["phone"]);
    expect(typing?.on).toEqual({ base: v1.base, version: "1" });
    expect(typing && valuesOf(typing)).toEqual({ name: "Smith", phone: "9", email: "a@x.org" });
  });

  test("that says what is stored now is done with", () => {
    expect(restore(draftOf(typed({ phone: "2" })), v2, null)).toEqual({ typing: null, conflicts: [] });
  });

  test("does not replace what was typed before it was found", () => {
    const { typing } = restore(
      draftOf(typed({ phone: "9", email: "old@x.org" })),
      v1,
      typed({ email: "new@x.org" }),
    );
    expect(typing?.changes).toEqual({ phone: "9", email: "new@x.org" });
  });

  test("whose text was saved, though the answer was lost, conflicts with nobody", () => {
    const sent = {
      method: "PATCH",
      path: "/p",
      body: {},
      version: "1",
      values: { ...v1.base, phone: "2" },
    } as const;
    const draft = draftOf(typed({ phone: "3" }), { key: "k", request: sent });
    expect(restore(draft, v2, null)).toEqual({ typing: { changes: { phone: "3" }, on: v2 }, conflicts: [] });
  });

  test("of something that is yet to be made never conflicts", () => {
    const draft = { ...draftOf(typed({ phone: "9" })), base: { phone: "before" }, version: null };
    expect(restore(draft, { base: v1.base, version: null }, null).conflicts).toEqual([]);
  });
});

test("a field typed back to what it was is no change", () => {
  expect(typeInto(typed({ phone: "9" }), v1, { phone: "1" })).toBeNull();
});

describe("saved", () => {
  const sent = { ...v1.base, phone: "9" };
  const saved = { base: { ...v1.base, name: "Smyth", phone: "9" }, version: "2" };

  test("nothing is left when nothing was typed meanwhile", () => {
    expect(afterSave(typed({ phone: "9" }), sent, saved)).toBeNull();
  });

  test("what was typed while it was under way stays, on top of what was saved", () => {
    const left = afterSave(typed({ phone: "9", email: "a@x.org" }), sent, saved);
    expect(left).toEqual({ changes: { email: "a@x.org" }, on: saved });
  });

  test("a field typed back to what it was while it was under way is a change again", () => {
    expect(afterSave(typed({ email: "a@x.org" }), sent, saved)?.changes).toEqual({
      phone: "1",
      email: "a@x.org",
    });
  });
});

test("text that somebody else stored meanwhile is no longer a change; other text stays on what was seen", () => {
  expect(whenStored(typed({ phone: "2" }), v2)).toBeNull();
  expect(whenStored(typed({ phone: "3" }), v2)?.on).toBe(v1);
});

const row = fc.record({ a: fc.string(), b: fc.string(), c: fc.string() });

test("a restored draft shows the newest of every field the person had not changed, and every own text", () => {
  fc.assert(
    fc.property(row, row, row, (before, mine, now) => {
      const typing = onTopOf({ base: before, version: "1" }, mine);
      if (!typing) return;
      const restored = restore(draftOf(typing), { base: now, version: "2" }, null);
      const shown = restored.typing ? valuesOf(restored.typing) : now;
      for (const name of ["a", "b", "c"] as const) {
        expect(shown[name]).toBe(mine[name] === before[name] ? now[name] : mine[name]);
      }
    }),
  );
});

test("a save of a restored draft never names the newest version while a colleague's text would go unseen", () => {
  fc.assert(
    fc.property(row, row, row, (before, mine, now) => {
      const typing = onTopOf({ base: before, version: "1" }, mine);
      if (!typing) return;
      const restored = restore(draftOf(typing), { base: now, version: "2" }, null).typing;
      const isOverwriting = (["a", "b", "c"] as const).some(
        (name) => mine[name] !== before[name] && now[name] !== before[name] && now[name] !== mine[name],
      );
      expect(restored?.on.version === "1").toBe(isOverwriting);
    }),
  );
});
