export { assertVersion } from "./if-match";
export { dateOrInstant, listQuery } from "./list-query";
export { parseInput } from "./parse-input";
export { readForm, readJsonBody } from "./read-body";
export { Reply, withEtag } from "./reply";
export { callerOf, isLoopback, peerAddress } from "./request-facts";
export { type Handler, publicRoute, route } from "./route";
export { endStreams, stream } from "./stream";
export { type WriteInput, write } from "./write";
