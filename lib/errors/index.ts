export { AppError } from "./app-error";
export { ERROR_CODES, type ErrorCode } from "./codes";
export { toKnown } from "./to-known";
