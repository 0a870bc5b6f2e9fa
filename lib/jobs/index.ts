export { closeJobs } from "./boss";
export { prune } from "./prune";
export { sendJob } from "./send-job";
export { type JobHandlers, measureJobs, startWorking } from "./work";
