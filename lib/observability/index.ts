export { log } from "./log";
export {
  auditFailures,
  cacheBytes,
  cacheLookups,
  jobsByState,
  poolConnections,
  rateLimited,
  renderMetrics,
  requestSeconds,
  requestsInFlight,
} from "./metrics";
export { tellCause } from "./tell-cause";
