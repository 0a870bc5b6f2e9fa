import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import NextAuth, { type NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { env } from "@/lib/env";
import { log } from "@/lib/observability";
import { isBehindTls, readCookies } from "./cookies";
import { SESSION_HOURS } from "./sign-in";

// CommonJS: Next and the tests take its default export, Node itself takes the module around it.
function unwrap<T>(imported: T): T {
  return (imported as { default?: T }).default ?? imported;
}
const nextAuth = unwrap(NextAuth) as unknown as Legacy;
const credentials = unwrap(Credentials);

type SignInFields = { email: string; password: string };
/** Checks what was typed; the id of the session it opened becomes next-auth's token. What it throws leaves callNextAuth. */
type OpenSession = (given: SignInFields) => Promise<{ sessionId: string }>;

type Call = { openSession: OpenSession | null; failure?: unknown };
const running = new AsyncLocalStorage<Call>();

/** next-auth with credentials: the token holds nothing but the id of a row in `session`. */
function options(): NextAuthOptions {
  const maxAge = SESSION_HOURS * 60 * 60;
  return {
    secret: env().AUTH_SECRET,
    session: { strategy: "jwt", maxAge },
    jwt: { maxAge },
    // By AUTH_URL alone: next-auth would look at a variable of its own.
    useSecureCookies: isBehindTls(),
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      credentials({
        name: "Address and password",
        credentials: { email: {}, password: {} },
        authorize: async (given) => {
          const call = running.getStore();
          try {
            const session = await call?.openSession?.({
              email: given?.email ?? "",
              password: given?.password ?? "",
            });
            return session ? { id: session.sessionId } : null;
          } catch (failure) {
            if (call) call.failure = failure;
            return null;
          }
        },
      }),
    ],
    callbacks: { jwt: ({ token, user }) => (user ? { sid: user.id } : token) },
    logger: { error: (code) => log.warn({ code }, "next-auth"), warn: () => {}, debug: () => {} },
  };
}

export type NextAuthCall = {
  action: "csrf" | "signout" | "callback/credentials";
  method: "GET" | "POST";
  cookies: string | null;
  fields?: Record<string, string>;
  openSession?: OpenSession;
};
/** `redirectTo`: where next-auth would send a form; with `csrf=true` in it when the form's token did not fit. */
export type NextAuthAnswer = { value: unknown; redirectTo: string | null; cookies: string[] };

/**
 * Calls next-auth with exactly what is given: no address, header or query of the request reaches it, and of the cookies
 * only those it checks itself.
 */
export async function callNextAuth(call: NextAuthCall): Promise<NextAuthAnswer> {
  const store: Call = { openSession: call.openSession ?? null };
  const answer: NextAuthAnswer = { value: undefined, redirectTo: null, cookies: [] };
  const cookies = [...readCookies(call.cookies)].filter(([name]) => !name.includes("callback-url"));
  const request = {
    method: call.method,
    query: { nextauth: call.action.split("/") },
    cookies: Object.fromEntries(cookies.map(([name, value]) => [name, decoded(value)])),
    headers: {},
    body: call.fields ?? {},
  };
  await running.run(store, () => nextAuth(request, catchAnswer(answer), options()));
  if (store.failure !== undefined) throw store.failure;
  // Ours is the sign-in page; next-auth keeps no place to go to.
  answer.cookies = answer.cookies.filter((line) => !line.includes("callback-url="));
  return answer;
}

type Catcher = ReturnType<typeof catchAnswer>;
type Legacy = (request: unknown, response: Catcher, options: NextAuthOptions) => Promise<void>;

/** What next-auth writes to, in the form of a Node response: it needs nothing of Next this way. */
function catchAnswer(answer: NextAuthAnswer) {
  const response = {
    status: () => response,
    getHeader: (name: string) => (name.toLowerCase() === "set-cookie" ? answer.cookies : undefined),
    setHeader: (name: string, value: string | string[]) => {
      if (name.toLowerCase() === "set-cookie") answer.cookies = [value].flat();
      if (name.toLowerCase() === "location") answer.redirectTo = String(value);
      return response;
    },
    json: (value: unknown) => {
      answer.value = value;
    },
    send: (value: unknown) => {
      answer.value = value;
    },
    end: () => {},
  };
  return response;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
