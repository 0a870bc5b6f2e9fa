export { log } from "./log";
export { cacheBytes, cacheLookups, jobsByState, rateLimited, renderMetrics, requestSeconds } from "./metrics";
