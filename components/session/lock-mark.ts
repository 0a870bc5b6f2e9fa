/** Why the browser shows nothing: it was locked, or somebody is signing out. */
export type LockMark = "lock" | "sign-out";

// Read by the server as well (lib/auth/session-cookie.ts): while it is there, no page and no answer holds a patient.
const NAME = "swiftchart.lock";
/** As long as a session can last. */
const MAX_AGE_SECONDS = 12 * 60 * 60;

function write(value: string, maxAgeSeconds: number): void {
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  // The cookie store of newer browsers answers later, and a reload may come before that.
  // biome-ignore lint/suspicious/noDocumentCookie: must be there before the next line runs
  document.cookie = `${NAME}=${value}; Path=/; Max-Age=${maxAgeSeconds}; SameSite=Strict${secure}`;
}

/** Remembers, for every tab and across reloads, that this browser is locked, until the server is known to know. */
export function markLocked(why: LockMark): void {
  write(why, MAX_AGE_SECONDS);
}

/** Takes the mark away. */
export function unmarkLocked(): void {
  write("", 0);
}

/** The mark, or `null`. */
export function readLockMark(): LockMark | null {
  const value = new RegExp(`(?:^|; )${NAME}=([\\w-]+)`).exec(document.cookie)?.[1];
  return value === "lock" || value === "sign-out" ? value : null;
}
