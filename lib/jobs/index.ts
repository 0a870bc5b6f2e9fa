export { closeJobs } from "./boss";
export { prune } from "./prune";
export { type JobPayload, sendJob } from "./send-job";
export { type JobHandler, type JobHandlers, measureJobs, startWorking } from "./work";
