export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 200;

/** What is asked of a password, said before anything is typed. */
export const PASSWORD_HINT = `At least ${PASSWORD_LENGTH_MIN} characters. A sentence or four words that nobody connects with you are best; no signs or capitals are asked for.`;

/** How many characters a password has, as people count them. */
export function passwordLength(password: string): number {
  return [...password.normalize("NFKC")].length;
}

/** What can be said about a password without a dictionary; the server judges the rest. Null when nothing is wrong so far. */
export function passwordFault(password: string): string | null {
  const length = passwordLength(password);
  if (length < PASSWORD_LENGTH_MIN) {
    const missing = PASSWORD_LENGTH_MIN - length;
    return `Use at least ${PASSWORD_LENGTH_MIN} characters: ${missing} more.`;
  }
  if (length > PASSWORD_LENGTH_MAX) return `Use at most ${PASSWORD_LENGTH_MAX} characters.`;
  return null;
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/|\bEdgiOS\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bChrome\/|\bCriOS\/|\bHeadlessChrome\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "Mac"],
  [/\bLinux\b/, "Linux"],
];

const nameIn = (text: string, names: typeof BROWSERS): string | null =>
  names.find(([sign]) => sign.test(text))?.[1] ?? null;

/** A browser as its owner would call it ("Chrome on Windows"); the first word of anything else. */
export function deviceOf(userAgent: string | null): string {
  if (!userAgent) return "Unknown device";
  const browser = nameIn(userAgent, BROWSERS);
  const system = nameIn(userAgent, SYSTEMS);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? userAgent.split(/[\s/(]/, 1)[0]?.slice(0, 40) ?? "Unknown device";
}
