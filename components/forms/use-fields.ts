"use client";

import { useCallback, useMemo, useState } from "react";
import type { Save, Values } from "./use-save";

type Stored = { base: Values; version: string | null };
export type Fields = {
  values: Values;
  /** What was stored when typing began; it stays while the stored row moves on, so that a conflict can show both. */
  base: Values;
  isChanged: boolean;
  /** The version that is being changed, for If-Match; undefined for a create. */
  typedOn: string | undefined;
  set: (name: string, value: string) => void;
  /** Back to what is stored. */
  discard: () => void;
};

/**
 * The fields of a form with what an earlier visit left in them; every change goes into the draft. Untouched fields follow what is
 * stored; once somebody types, what they saw stays the base of their change.
 */
export function useFields(stored: Stored, save: Pick<Save, "draft" | "note">): Fields {
  const [typing, setTyping] = useState<{ values: Values; on: Stored } | null>(null);
  const found = save.draft.found ?? null;
  const on = typing?.on ?? stored;
  const values = useMemo(
    () => ({ ...on.base, ...(typing?.values ?? found?.values) }),
    [on.base, typing, found],
  );
  const isChanged = Object.keys(on.base).some((name) => values[name] !== on.base[name]);
  const { note, draft } = save;
  const set = useCallback(
    (name: string, value: string) => {
      const next = { ...values, [name]: value };
      setTyping({ values: next, on });
      note(next);
    },
    [values, on, note],
  );
  const discard = useCallback(() => {
    setTyping(null);
    draft.discard();
  }, [draft]);
  // Saved: what was typed is what is stored.
  const isSettled = typing !== null && stored !== typing.on && isSame(typing.values, stored.base);
  if (isSettled) setTyping(null);
  const typedOn = typing ? typing.on.version : (found?.version ?? stored.version);
  return { values, base: on.base, isChanged, typedOn: typedOn ?? undefined, set, discard };
}

function isSame(a: Values, b: Values): boolean {
  return Object.keys(b).every((name) => a[name] === b[name]);
}
