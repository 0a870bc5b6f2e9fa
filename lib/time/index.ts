export { DATE_ORDERS, type DateOrder, dateOrderOf, isValidDate, isValidInstant } from "./rules";
