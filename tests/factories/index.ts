export { callRoute } from "./call-route";
export { aBenefit, aBundle, aClaim, anObservation, aPatient } from "./fhir";
export { givenContext } from "./given-context";
export { givenFiles } from "./given-files";
export { type GivenPatient, givenPatient } from "./given-patient";
export { type GivenRecord, givenRecord } from "./given-record";
export { givenSession } from "./given-session";
export { givenTenant } from "./given-tenant";
export { type GivenUser, givenUser } from "./given-user";
