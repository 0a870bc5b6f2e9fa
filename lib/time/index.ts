export { isValidDate, isValidInstant } from "./rules";
