export { ClinicChange, clinicName, currency, locale, timeZone } from "./bodies";
export { changeClinic } from "./change-clinic";
export { getClinic } from "./get-clinic";
export { insertClinic } from "./insert-clinic";
export { lockClinic } from "./lock-clinic";
