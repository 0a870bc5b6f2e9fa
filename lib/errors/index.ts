export { AppError, type FieldError } from "./app-error";
export { ERROR_CODES, type ErrorCode } from "./codes";
export { isDatabaseAway, toKnown } from "./to-known";
