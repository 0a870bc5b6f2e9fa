import "server-only";

/** Marks without end would be put in order for minutes; a longer text is compared as it came. */
const COMPOSED_MAX = 4_000;

/** A recorded text in Unicode's composed form, as what is typed comes, so that both can be compared. */
export function composed(text: string): string {
  return text.length > COMPOSED_MAX ? text : text.normalize("NFC");
}

/** A text as words that can be compared: no case, no punctuation. */
export function wordsOf(text: string): string[] {
  return (
    composed(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/**
 * The rendering of a name or an address (`text`) with what changed in its parts; null when it cannot be told for sure, and then it
 * has to go, so as not to go on saying the old. FHIR R4, datatypes.html#HumanName and #Address: when both text and parts are present,
 * no content is in the text that is not in a part.
 */
export function retold(
  text: string,
  changes: readonly (readonly [before: string, after: string])[],
): string | null {
  let now = text;
  for (const [before, after] of changes) {
    if (before === after) continue;
    const whole = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(before)}(?![\\p{L}\\p{N}])`, "gu");
    if (before === "" || after === "" || now.match(whole)?.length !== 1) return null;
    now = now.replace(whole, () => after);
  }
  return now;
}
