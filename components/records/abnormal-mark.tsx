import type { Abnormal } from "@/lib/records/schema";

const MARKS: Record<Abnormal, { sign: string; word: string }> = {
  low: { sign: "▼", word: "low" },
  high: { sign: "▲", word: "high" },
  "critical-low": { sign: "▼▼", word: "critically low" },
  "critical-high": { sign: "▲▲", word: "critically high" },
  abnormal: { sign: "◆", word: "abnormal" },
};

/** A shape and a word beside an abnormal value; colour comes on top, never alone. */
export function AbnormalMark({ abnormal }: { abnormal: Abnormal | null | undefined }) {
  if (!abnormal) return null;
  const { sign, word } = MARKS[abnormal];
  return (
    <span className="ml-1 text-note whitespace-nowrap text-warning" title={word}>
      <span aria-hidden>{sign}</span> {word}
    </span>
  );
}
