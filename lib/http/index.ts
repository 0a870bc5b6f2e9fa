export type { Answer } from "./answer";
export { opensKeptReplies } from "./idempotency";
export { assertVersion } from "./if-match";
export { dateOrInstant, listQuery } from "./list-query";
export {
  closeVisit,
  openVisit,
  pageStatus,
  setPageStatus,
  VISIT_HEADER,
} from "./page-status";
export { parseInput } from "./parse-input";
export { problem } from "./problem";
export { FORM_BYTES_MAX, readForm, readJsonBody } from "./read-body";
export { Reply, withEtag } from "./reply";
export { callerOf, isFromThisMachine, requestIdOf } from "./request-facts";
export { type Handler, publicRoute, route } from "./route";
export { endStreams, stream } from "./stream";
export { write } from "./write";
