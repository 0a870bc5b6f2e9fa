export { assertPatient } from "./assert-patient";
export { getPatient, patientNotFound } from "./get-patient";
export { parseSearch } from "./parse-search";
export { type PatientDraft, patientFromFhir } from "./patient-from-fhir";
export { normaliseName, toMrnKey, toPatientNames, toPhoneReversed } from "./rules";
export type { PatientDetails, PatientHit, PatientSearchPage } from "./schema";
export { loadSearchPage, searchPatients } from "./search-patients";
export { type ImportedPatient, storeImportedPatients } from "./store-imported-patients";
