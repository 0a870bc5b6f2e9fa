export { assertPatient } from "./assert-patient";
export { getPatient, patientNotFound } from "./get-patient";
export { parseSearch } from "./parse-search";
export { normaliseName, toMrnKey, toPatientNames, toPhoneReversed } from "./rules";
export type { PatientDetails, PatientHit, PatientSearchPage } from "./schema";
export { searchPatients } from "./search-patients";
