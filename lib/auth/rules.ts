/** Without use for so long a session is locked: by the browser, by the server, and by `auth_session` in the database. */
export const IDLE_MINUTES = 15;

const PATH_LENGTH_MAX = 1_000;
/** White space, control characters and backslashes: browsers read some of them as slashes or not at all. */
const UNSAFE = /[\s\\\p{C}]/u;
/** Never a place to go after signing in. */
const NOT_PAGES = /^\/(sign-in|api|_next)(\/|\?|#|$)/;

/**
 * The page of this site that `text` names (path, query, fragment), or `null`: where somebody goes after signing in. Only what
 * begins with exactly one slash stays on this site, whoever wrote it.
 */
export function safeNextPath(text: string | null | undefined): string | null {
  if (!text || text.length > PATH_LENGTH_MAX || !text.startsWith("/") || UNSAFE.test(text)) return null;
  const base = "http://this.site";
  if (!URL.canParse(text, base)) return null;
  const { origin, pathname, search, hash } = new URL(text, base);
  const path = `${pathname}${search}${hash}`;
  if (origin !== base || pathname.startsWith("//") || NOT_PAGES.test(path)) return null;
  return path;
}

/** The sign-in page that leads to `path` afterwards. */
export function signInPath(path: string | null): string {
  const next = safeNextPath(path);
  return next && next !== "/" && next !== "/patients"
    ? `/sign-in?next=${encodeURIComponent(next)}`
    : "/sign-in";
}
