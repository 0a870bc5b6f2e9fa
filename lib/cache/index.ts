export { type Cached, cached } from "./cached";
export { clearFirstLevel, firstLevelBytes } from "./first-level";
export { closeRedis, redisStatus } from "./redis";
export { open as unseal, seal } from "./seal";
