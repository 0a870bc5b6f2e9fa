import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache, type ReactNode } from "react";
import { Forbidden } from "@/components/ui/forbidden";
import { Unavailable } from "@/components/ui/unavailable";
import { noteRefusal } from "@/lib/audit";
import { identify, type Permission, signInPath } from "@/lib/auth";
import { AppError, toKnown } from "@/lib/errors";
import { callerOf, setPageStatus } from "@/lib/http";
import { type Ctx, isUuid, startDeadline } from "@/lib/tenancy";

/** Who opened the page; `locked` while the session waits for its password, so that a page sends nothing. */
export type PageVisit = { ctx: Ctx; isLocked: boolean };

/** The visit of this request, once for layout and page together. Nobody signed in: off to the sign-in page, and back here from there. */
export const visitPage = cache(async (): Promise<PageVisit> => {
  const requestHeaders = new Headers(await headers());
  const caller = callerOf(requestHeaders);
  const deadline = startDeadline();
  try {
    return { ctx: { ...(await identify(requestHeaders, caller)), deadline }, isLocked: false };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "unavailable") throw error;
    if (error.code === "session_locked") {
      return { ctx: await identify(requestHeaders, caller, { allowLocked: true }), isLocked: true };
    }
    redirect(signInPath(requestHeaders.get("x-swiftchart-path")));
  }
});

/** How long a page waits for the event of its refusal, which is kept until it is written. */
const NOTED_MS = 2_000;

/**
 * What `show` makes, or a page that says that the database is away, locked or full, which answers 503 with Retry-After. Every layout that asks
 * the database is made by this too: what it throws would be a 500.
 */
export async function orUnavailable(show: () => Promise<ReactNode>): Promise<ReactNode> {
  try {
    return await show();
  } catch (error) {
    const known = toKnown(error);
    if (!(known instanceof AppError && known.code === "unavailable")) throw error;
    const requestHeaders = new Headers(await headers());
    setPageStatus(requestHeaders, { status: known.status, retryAfterSeconds: known.retryAfterSeconds ?? 2 });
    return (
      <Unavailable detail={known.message} path={requestHeaders.get("x-swiftchart-path") ?? "/patients"} />
    );
  }
}

type PageSpec = {
  /** The page's address, as it stands in the audit trail: `/patients/:id/records`. */
  name: string;
  permission: Permission | "signed-in";
  /** What the page shows, for "Your role may not see …". */
  shows: string;
};
export type PageInput = {
  params: Record<string, string>;
  /** The first value of each name of the query. */
  query: Record<string, string>;
};
type NextProps = {
  params: Promise<Record<string, string | string[] | undefined>>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/**
 * Builds a signed-in page: session → lock → permission → what it shows; a refusal is audited and said in words, what is not there
 * is the not-found page. All pages behind the sign-in are made by this.
 */
export function page(
  spec: PageSpec,
  render: (ctx: Ctx, input: PageInput) => Promise<ReactNode>,
): (props: NextProps) => Promise<ReactNode> {
  return (props) => orUnavailable(() => entrance(props));

  async function entrance({ params, searchParams }: NextProps): Promise<ReactNode> {
    const { ctx, isLocked } = await visitPage();
    if (isLocked) return null;
    const input = { params: firstOf(await params), query: firstOf(await searchParams) };
    if (spec.permission !== "signed-in" && !ctx.permissions.has(spec.permission)) {
      await refuse(ctx, { page: spec.name, code: "forbidden", params: input.params });
      return <Forbidden what={spec.shows} />;
    }
    try {
      return await render(ctx, input);
    } catch (error) {
      if (!(error instanceof AppError && error.code === "not_found")) throw error;
      await refuse(ctx, { page: spec.name, code: "not_found", params: input.params });
      notFound();
    }
  }
}

function firstOf(values: Record<string, string | string[] | undefined>): Record<string, string> {
  const first = Object.entries(values).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? value[0] : value;
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(first);
}

type Refused = { page: string; code: "forbidden" | "not_found"; params: Record<string, string> };

function refuse(ctx: Ctx, { page: route, code, params }: Refused): Promise<void> {
  const patientId = params.patientId && isUuid(params.patientId) ? params.patientId : undefined;
  return noteRefusal(ctx, { outcome: "refused", patientId, detail: { route, code } }, { waitMs: NOTED_MS });
}
