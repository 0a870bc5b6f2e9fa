export { type Bound, sinceBound, startOfDay, untilBound } from "./clinic-day";
export { DATE_ORDERS, type DateOrder, dateOrderOf, dayIn, isValidDate, isValidInstant } from "./rules";
