import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { NextAuthOptions } from "next-auth";
import credentials from "next-auth/providers/credentials";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/observability";
import type { Caller } from "./caller";
import { SESSION_HOURS, signIn } from "./sign-in";

/** Carries who calls into next-auth's callbacks, and the reason of a refusal out of them. */
export const signInCall = new AsyncLocalStorage<{ caller: Caller; refusal?: AppError }>();

/** next-auth with credentials: the token holds nothing but the id of a row in `session`. */
export function nextAuthOptions(): NextAuthOptions {
  const maxAge = SESSION_HOURS * 60 * 60;
  return {
    secret: env().AUTH_SECRET,
    session: { strategy: "jwt", maxAge },
    jwt: { maxAge },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      credentials({
        name: "Address and password",
        credentials: {
          email: { label: "Email", type: "email" },
          password: { label: "Password", type: "password" },
        },
        authorize: (given) => authorize(given?.email ?? "", given?.password ?? ""),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sid: user.id } : token),
      session: ({ session, token }) => ({
        expires: session.expires,
        isSignedIn: typeof token.sid === "string",
      }),
    },
    logger: {
      error: (code) => log.warn({ code }, "next-auth"),
      warn: () => {},
      debug: () => {},
    },
  };
}

async function authorize(email: string, password: string) {
  const call = signInCall.getStore();
  try {
    const session = await signIn({ email, password }, call?.caller ?? { requestId: "", ip: null });
    return { id: session.sessionId };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (call) call.refusal = error;
    return null;
  }
}
