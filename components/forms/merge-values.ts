/** A field that somebody else changed while this form was open. */
export type FieldConflict = { name: string; theirs: string; mine: string; isChangedByMe: boolean };

type Values = Readonly<Record<string, string>>;

/**
 * Compares what the form was opened with (`base`), what it holds (`mine`) and what is stored now (`theirs`). Fields that only one
 * side changed are merged; those that both changed differently, or only the other side did, are told, so that nothing is
 * overwritten unseen.
 */
export function mergeValues(
  base: Values,
  mine: Values,
  theirs: Values,
): { merged: Record<string, string>; conflicts: FieldConflict[] } {
  const merged: Record<string, string> = {};
  const conflicts: FieldConflict[] = [];
  for (const name of Object.keys(mine)) {
    const own = mine[name] ?? "";
    const other = theirs[name] ?? "";
    const isChangedByMe = own !== (base[name] ?? "");
    merged[name] = isChangedByMe ? own : other;
    if (own !== other && other !== (base[name] ?? ""))
      conflicts.push({ name, theirs: other, mine: own, isChangedByMe });
  }
  return { merged, conflicts };
}
