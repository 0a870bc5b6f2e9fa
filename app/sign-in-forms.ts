import "server-only";
import {
  type Caller,
  callNextAuth,
  forgetSession,
  identify,
  type NextAuthAnswer,
  rememberDevice,
  revokeSession,
  signIn,
  unmarkLocked,
} from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { FORM_BYTES_MAX, readForm } from "@/lib/http";

// `callbackUrl` and `redirect` are what next-auth's own client sends; they are accepted and lead nowhere.
const SIGN_IN_FIELDS = ["csrfToken", "email", "password", "json", "callbackUrl", "redirect"] as const;
const SIGN_OUT_FIELDS = ["csrfToken", "json", "callbackUrl"] as const;

/** The token that a form sends back, and the cookie it is compared with. */
export async function startForm(request: Request): Promise<Response> {
  const answer = await callNextAuth({
    action: "csrf",
    method: "GET",
    cookies: request.headers.get("cookie"),
  });
  return withCookies(Response.json(answer.value), answer.cookies);
}

/**
 * Signs in with `{csrfToken, email, password}`: sets the session's cookie and the one by which this device is known. The session
 * of the cookie that was there before ends: nobody could end it any more.
 * @throws AppError of signIn, and AppError("cross_origin") when the form's token does not fit
 */
export async function signInWithForm(request: Request, caller: Caller): Promise<Response> {
  const form = await readForm(request, SIGN_IN_FIELDS, FORM_BYTES_MAX);
  const { csrfToken = "", email = "", password = "" } = form;
  const cookies = request.headers.get("cookie");
  let device = "";
  const answer = await callNextAuth({
    action: "callback/credentials",
    method: "POST",
    cookies,
    fields: { csrfToken, email, password },
    openSession: async (given) => {
      const { sessionId, emailKey } = await signIn(given, { ...caller, cookies });
      device = rememberDevice(cookies, emailKey);
      await endSessionOf(cookies, caller);
      return { sessionId };
    },
  });
  assertFormToken(answer);
  return withCookies(toDone(form.json === "true", "/patients"), [...answer.cookies, device, unmarkLocked()]);
}

/**
 * Signs out with `{csrfToken}`: the session ends in the database before its cookie goes.
 * @throws AppError("cross_origin") when the form's token does not fit
 */
export async function signOutWithForm(request: Request, caller: Caller): Promise<Response> {
  const form = await readForm(request, SIGN_OUT_FIELDS, FORM_BYTES_MAX);
  const cookies = request.headers.get("cookie");
  const fields = { csrfToken: form.csrfToken ?? "" };
  assertFormToken(await callNextAuth({ action: "signout", method: "POST", cookies, fields }));
  await endSessionOf(cookies, caller);
  return withCookies(toDone(form.json === "true", "/sign-in"), forgetSession());
}

/** Ends the session of the cookie, whatever else the request carries; none is fine too. */
async function endSessionOf(cookies: string | null, caller: Caller): Promise<void> {
  try {
    const own = new Headers(cookies ? { cookie: cookies } : {});
    await revokeSession(await identify(own, caller, { allowLocked: true }));
  } catch (error) {
    if (!(error instanceof AppError && error.code === "not_signed_in")) throw error;
  }
}

function assertFormToken(answer: NextAuthAnswer): void {
  if (!answer.redirectTo?.includes("csrf=true")) return;
  throw new AppError("cross_origin", "The form's csrfToken does not fit its cookie. Load the page again.");
}

/** A form that asked for JSON is told where to go; any other is sent there. */
function toDone(wantsJson: boolean, path: string): Response {
  if (wantsJson) return Response.json({ url: path });
  return new Response(null, { status: 302, headers: { Location: path } });
}

function withCookies(response: Response, lines: readonly string[]): Response {
  for (const line of lines) response.headers.append("Set-Cookie", line);
  return response;
}
