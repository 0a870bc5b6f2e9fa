export { DATE_ORDERS, type DateOrder, dateOrderOf, dayIn, isValidDate, isValidInstant } from "./rules";
