import "server-only";
import type { z } from "zod";
import { countRefusal, noteRefusal } from "@/lib/audit";
import { type Caller, identify, type Permission } from "@/lib/auth";
import { AppError, toKnown } from "@/lib/errors";
import { log, requestSeconds } from "@/lib/observability";
import { actorOf, type Ctx, isUuid, startDeadline, startTiming } from "@/lib/tenancy";
import { type Answer, asResponse } from "./answer";
import { assertSameOrigin } from "./assert-same-origin";
import { parseInput, queryOf } from "./parse-input";
import { problem } from "./problem";
import { assertWithinRate } from "./rate-limit";
import { FORM_BYTES_MAX, readJsonBody } from "./read-body";
import { toAnswer, withFacts } from "./reply";
import { callerOf } from "./request-facts";

type Params = Record<string, string>;
type Input<Q, B> = { query: Q; body: B; params: Params; request: Request };
type Spec<Q, B> = {
  /** As in the contract: `GET /api/patients/:id`. Names the route in metrics, logs and the audit trail. */
  name: string;
  /** What the caller's role must hold; `signed-in` for any role. */
  permission: Permission | "signed-in";
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  /** The routes that unlock and end a session answer while it is locked. */
  allowLocked?: boolean;
  /** Asked by a program of the page and not by a person: it keeps no session from locking. */
  isBackground?: boolean;
  /** The largest body it takes; 64 KiB, a long form, when left out. */
  bodyBytesMax?: number;
};
type GivenParams = Record<string, string | string[]>;
type Segment = { params: Promise<GivenParams> };
/** A route handler as Next wants it; our own server takes the answer before it becomes a Response. */
export type Handler = ((request: Request, segment: Segment) => Promise<Response>) & {
  answer: (request: Request, params: GivenParams) => Promise<Answer | Response>;
  /** Made by publicRoute: whoever asks is not known, whatever the request claims. */
  isPublic: boolean;
  bodyBytesMax: number;
};

const KIB = 1024;
const BODY_BYTES_MAX = 64 * KIB;

function toHandler(answer: Handler["answer"], facts: Pick<Handler, "isPublic" | "bodyBytesMax">): Handler {
  const handler = async (request: Request, segment: Segment) =>
    asResponse(await answer(request, (await segment.params) ?? {}));
  return Object.assign(handler, { answer, ...facts });
}

/** As proxies log it: the caller closed the connection before the answer was there. Nobody reads it but the metrics. */
const CLIENT_CLOSED = 499;
const MALFORMED = 400;
const UNPROCESSABLE = 422;
const TOO_MANY = 429;
const FIELDS_MAX = 20;
/** How long an answer waits for the event of its refusal: a failure is told soon, since it is often the database's. */
const NOTED_MS = { refused: 2_000, failure: 200 };

/**
 * Builds a signed-in route: origin → session → permission → rate limit → input → use case → headers, and every refusal and failure
 * audited and answered as problem+json. All routes are made by this or by publicRoute.
 */
export function route<Q = undefined, B = undefined>(
  spec: Spec<Q, B>,
  handle: (ctx: Ctx, input: Input<Q, B>) => Promise<unknown>,
): Handler {
  const { bodyBytesMax = BODY_BYTES_MAX } = spec;
  const answer: Handler["answer"] = async (request, given) => {
    const startedAt = performance.now();
    const caller = { ...callerOf(request.headers), ...(spec.isBackground && { isBackground: true }) };
    const deadline = startDeadline({ signal: request.signal });
    const params = toParams(given);
    let ctx: Ctx | null = null;
    let isUnderstood = false;
    let response: Answer | Response;
    try {
      assertSameOrigin(request, { takesApiToken: true });
      ctx = await identify(request.headers, caller, spec);
      ctx.deadline = deadline;
      if (spec.permission !== "signed-in" && !ctx.permissions.has(spec.permission)) {
        throw new AppError("forbidden", `The role ${ctx.actor.role} may not do this. Ask an administrator.`);
      }
      const isRead = request.method === "GET" || request.method === "HEAD";
      await assertWithinRate(ctx, isRead ? "read" : "write", spec.name);
      const query = spec.query ? parseInput(spec.query, queryOf(request), "query") : (undefined as Q);
      const body = spec.body
        ? parseInput(spec.body, await readJsonBody(request, bodyBytesMax), "body")
        : (undefined as B);
      isUnderstood = true;
      const result = await handle(ctx, { query, body, params, request });
      response = toAnswer(request, result, {
        requestId: caller.requestId,
        timing: ctx.timing,
        startedAt,
      });
    } catch (error) {
      const refusal = request.signal.aborted
        ? { status: CLIENT_CLOSED, headers: {}, body: null }
        : await refuse(spec.name, toKnown(error), {
            ctx,
            caller,
            params,
            isAttempt: isUnderstood && changes(request),
          });
      response = withFacts(refusal, {
        requestId: caller.requestId,
        timing: ctx?.timing ?? startTiming(),
        startedAt,
      });
    }
    // What still runs (a stream's body) has no deadline of an answer any more.
    if (ctx) ctx.deadline = undefined;
    finish(spec.name, request.method, response, { requestId: caller.requestId, startedAt });
    return response;
  };
  return toHandler(answer, { isPublic: false, bodyBytesMax });
}

function toParams(given: GivenParams): Params {
  const params: Params = {};
  for (const name in given) params[name] = String(given[name]);
  return params;
}

function changes({ method }: Request): boolean {
  return method !== "GET" && method !== "HEAD";
}

/** `isAttempt`: a change that was understood, whatever refused it then. */
type Refused = { ctx: Ctx | null; caller: Caller; params: Params; isAttempt?: boolean };

async function refuse(name: string, error: unknown, refused: Refused): Promise<Answer> {
  const { ctx, caller, params } = refused;
  const response = problem(error, caller.requestId);
  if (!(error instanceof AppError))
    log.error({ requestId: caller.requestId, route: name, error: errorFacts(error) }, "request failed");
  if (!isOfTheTrail(response.status, refused)) return response;
  const outcome = response.status >= 500 ? ("failure" as const) : ("refused" as const);
  const detail = { route: name, ...factsOf(error) };
  if (ctx && response.status !== TOO_MANY) {
    const patientId = params.patientId && isUuid(params.patientId) ? params.patientId : undefined;
    await noteRefusal(ctx, { outcome, patientId, detail }, { waitMs: NOTED_MS[outcome] });
    return response;
  }
  // What can be caused without end, by nobody or by a program gone mad, is counted.
  const actor = ctx ? actorOf(ctx) : { id: null, name: "not signed in" };
  countRefusal({
    tenantId: ctx?.tenant.id ?? null,
    action: "request",
    outcome,
    actorId: actor.id,
    actor: actor.name,
    ip: caller.ip,
    detail,
  });
  return response;
}

/**
 * A malformed request was refused to nobody and touched no patient, nor did one that could not be read. A change that was understood
 * and refused by what is stored (an address that exists) is part of the trail, as everything else.
 */
function isOfTheTrail(status: number, { isAttempt }: Refused): boolean {
  return status === UNPROCESSABLE ? isAttempt === true : status !== MALFORMED;
}

/** The code, and of values that would not do the names of their fields. */
function factsOf(error: unknown): { code: string; fields?: string[] } {
  if (!(error instanceof AppError)) return { code: "internal_error" };
  const fields = error.errors?.map(({ path }) => path).slice(0, FIELDS_MAX);
  return fields ? { code: error.code, fields } : { code: error.code };
}

/** What may be logged of an unknown error: never its message as a whole, which may quote values. PostgreSQL's code says enough. */
function errorFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = "code" in error ? error.code : undefined;
  const stack = error.stack
    ?.split("\n")
    .filter((line) => line.trimStart().startsWith("at "))
    .slice(0, 8);
  return { name: error.name, code, stack };
}

type PublicSpec = {
  name: string;
  /** Asked again and again by a machine: what it is answered well is no line of the log, which people read. */
  isProbe?: boolean;
};

/** Builds a route for callers without a session: health, readiness, metrics and next-auth itself. */
export function publicRoute(
  spec: PublicSpec,
  handle: (request: Request, caller: Caller, segment: Segment) => Promise<unknown>,
): Handler {
  const answer: Handler["answer"] = async (request, given) => {
    const startedAt = performance.now();
    const caller = callerOf(request.headers);
    let response: Answer | Response;
    try {
      assertSameOrigin(request, { takesApiToken: false });
      const result = await handle(request, caller, { params: Promise.resolve(given) });
      response = toAnswer(request, result, {
        requestId: caller.requestId,
        timing: startTiming(),
        startedAt,
      });
    } catch (error) {
      const refusal = await refuse(spec.name, toKnown(error), { ctx: null, caller, params: {} });
      response = withFacts(refusal, { requestId: caller.requestId, timing: startTiming(), startedAt });
    }
    finish(spec.name, request.method, response, { requestId: caller.requestId, startedAt, ...spec });
    return response;
  };
  return toHandler(answer, { isPublic: true, bodyBytesMax: FORM_BYTES_MAX });
}

function finish(
  name: string,
  method: string,
  response: { status: number },
  facts: { requestId: string; startedAt: number; isProbe?: boolean },
): void {
  const ms = performance.now() - facts.startedAt;
  requestSeconds.observe({ route: name, method, status: String(response.status) }, ms / 1000);
  const level = facts.isProbe && response.status < MALFORMED ? "debug" : "info";
  log[level](
    {
      requestId: facts.requestId,
      route: name,
      method,
      status: response.status,
      ms: Math.round(ms * 100) / 100,
    },
    "request",
  );
}
