import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { identify, signInPath } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { callerOf } from "@/lib/http";
import { type Ctx, startDeadline } from "@/lib/tenancy";

/** Who opened the page; `locked` while the session waits for its password, so that a page sends nothing. */
export type PageVisit = { ctx: Ctx; isLocked: false } | { ctx: Ctx; isLocked: true };

/** The visit of this request, once for layout and page together. Nobody signed in: off to the sign-in page, and back here from there. */
export const visitPage = cache(async (): Promise<PageVisit> => {
  const requestHeaders = new Headers(await headers());
  const caller = callerOf(requestHeaders);
  const deadline = startDeadline();
  try {
    return { ctx: { ...(await identify(requestHeaders, caller)), deadline }, isLocked: false };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "session_locked") {
      return { ctx: await identify(requestHeaders, caller, { allowLocked: true }), isLocked: true };
    }
    redirect(signInPath(requestHeaders.get("x-swiftchart-path")));
  }
});
