export { log } from "./log";
export { cacheBytes, cacheLookups, renderMetrics, requestSeconds } from "./metrics";
