const SIGNS = ["pointermove", "pointerdown", "keydown", "input", "wheel", "touchstart"] as const;
const waiting = new Set<() => void>();
let isSomebodyThere = false;

function note(): void {
  isSomebodyThere = true;
  for (const sign of SIGNS) window.removeEventListener(sign, note, true);
  for (const run of waiting) run();
  waiting.clear();
}

/** Runs `run` once somebody uses this page, by whatever hand; at once where somebody has already. */
export function atFirstSign(run: () => void): void {
  if (isSomebodyThere) {
    run();
    return;
  }
  if (waiting.size === 0)
    for (const sign of SIGNS) window.addEventListener(sign, note, { capture: true, passive: true });
  waiting.add(run);
}
