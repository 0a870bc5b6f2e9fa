const DEATHS_MAX = 5;
const WITHIN_MS = 60_000;
const FIRST_PAUSE_MS = 250;

/**
 * Counts the deaths of a part. The function it returns takes how it ended and gives the pause before the next start in
 * milliseconds: none after the first, then 250, 500, 1000. It throws after the fifth death within a minute.
 * @param {string} name
 * @param {() => number} [now]
 * @returns {(how: string) => number}
 */
export function createBackOff(name, now = Date.now) {
  /** @type {number[]} */
  let deaths = [];
  return (how) => {
    const at = now();
    deaths = [...deaths.filter((time) => time > at - WITHIN_MS), at];
    if (deaths.length >= DEATHS_MAX) {
      throw new Error(`${name} ${how}, the fifth time within a minute. Giving up.`);
    }
    return deaths.length === 1 ? 0 : FIRST_PAUSE_MS * 2 ** (deaths.length - 2);
  };
}
