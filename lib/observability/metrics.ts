import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { once } from "@/lib/process";

type Metrics = {
  registry: Registry;
  requests: Histogram<"route" | "method" | "status">;
  lookups: Counter<"kind" | "outcome">;
  cacheBytes: Gauge;
  rateLimited: Counter<"kind">;
  jobs: Gauge<"queue" | "state">;
  auditFailures: Counter<"action">;
  poolConnections: Gauge<"state">;
  inFlight: Gauge;
};

function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "swiftchart_" });
  const requests = new Histogram({
    name: "swiftchart_request_seconds",
    help: "Time to answer a request, by route",
    labelNames: ["route", "method", "status"],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  const lookups = new Counter({
    name: "swiftchart_cache_lookups_total",
    help: "Cache lookups by kind; outcome process, redis and coalesced are hits",
    labelNames: ["kind", "outcome"],
    registers: [registry],
  });
  const cacheBytes = new Gauge({
    name: "swiftchart_cache_bytes",
    help: "Bytes held by the first cache level of this process",
    registers: [registry],
  });
  const inFlight = new Gauge({
    name: "swiftchart_requests_in_flight",
    help: "Requests being answered; from 200 on further ones get 503",
    registers: [registry],
  });
  const rateLimited = new Counter({
    name: "swiftchart_rate_limited_total",
    help: "Requests refused because one account sent too many, by kind",
    labelNames: ["kind"],
    registers: [registry],
  });
  const jobs = new Gauge({
    name: "swiftchart_jobs",
    help: "Background jobs by queue; state is waiting, active or failed (kept for a week)",
    labelNames: ["queue", "state"],
    registers: [registry],
  });
  const auditFailures = new Counter({
    name: "swiftchart_audit_failures_total",
    help: "Audit events that could not be written; of refusals only, a read without its event is not answered",
    labelNames: ["action"],
    registers: [registry],
  });
  const poolConnections = new Gauge({
    name: "swiftchart_database_pool",
    help: "Connections to the primary of this process (idle, leased, connecting), and work that waits for one (waiting)",
    labelNames: ["state"],
    registers: [registry],
  });
  return {
    registry,
    requests,
    lookups,
    cacheBytes,
    rateLimited,
    jobs,
    auditFailures,
    poolConnections,
    inFlight,
  };
}

const metrics = once("metrics", createMetrics);

export const requestSeconds = metrics.requests;
export const cacheLookups = metrics.lookups;
export const cacheBytes = metrics.cacheBytes;
export const rateLimited = metrics.rateLimited;
export const jobsByState = metrics.jobs;
export const auditFailures = metrics.auditFailures;
export const poolConnections = metrics.poolConnections;
export const requestsInFlight = metrics.inFlight;

/** All metrics in the Prometheus text format. */
export function renderMetrics(): Promise<string> {
  return metrics.registry.metrics();
}
