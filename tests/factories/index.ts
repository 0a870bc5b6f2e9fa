export { givenContext } from "./given-context";
export { type GivenPatient, givenPatient } from "./given-patient";
export { givenTenant } from "./given-tenant";
export { type GivenUser, givenUser } from "./given-user";
export { aBenefit, aBundle, aClaim, anObservation, aPatient } from "./fhir";
export { givenFiles } from "./given-files";
