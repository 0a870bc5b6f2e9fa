import { timingSafeEqual } from "node:crypto";
import { firstLevelBytes } from "@/lib/cache";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { isFromThisMachine, publicRoute } from "@/lib/http";
import { measureJobs } from "@/lib/jobs";
import { cacheBytes, poolConnections, renderMetrics } from "@/lib/observability";
import { writePool } from "@/lib/tenancy";

export const dynamic = "force-dynamic";
export const GET = publicRoute({ name: "GET /metrics", isProbe: true }, async (request) => {
  if (!isFromThisMachine(request.headers) && !hasMetricsToken(request)) {
    throw new AppError("forbidden", "Metrics are told to this machine, or with METRICS_TOKEN as bearer.");
  }
  // A lost database must not take the metrics with it.
  await measureJobs().catch(() => {});
  cacheBytes.set(firstLevelBytes());
  for (const [state, n] of Object.entries(writePool().state())) poolConnections.set({ state }, n);
  return new Response(await renderMetrics(), {
    headers: { "Content-Type": "text/plain; version=0.0.4", "Cache-Control": "no-store" },
  });
});

function hasMetricsToken(request: Request): boolean {
  const { METRICS_TOKEN } = env();
  const given = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!METRICS_TOKEN || !given || given.length !== METRICS_TOKEN.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(METRICS_TOKEN));
}
