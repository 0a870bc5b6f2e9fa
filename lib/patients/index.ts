export { assertPatient } from "./assert-patient";
export { getPatient, patientNotFound } from "./get-patient";
export { loadSearchPage } from "./load-search-page";
export { parseSearch } from "./parse-search";
export { type PatientDraft, patientFromFhir } from "./patient-from-fhir";
export { normaliseName, toMrnKey, toPatientNames, toPhoneReversed } from "./rules";
export type { PatientDetails, PatientHit, PatientSearchPage } from "./schema";
export { searchPatients } from "./search-patients";
export { type ImportedPatient, storeImportedPatients } from "./store-imported-patients";
