export { attachmentText } from "./attachment-text";
export { codeColumns, codeOf, textOf, textsOf } from "./coding";
export { type JsonFault, JsonSyntaxError, parseExactJson } from "./exact-json";
export { loadFhirDefinitions } from "./fhir-definitions";
export { type AsOf, asOf, isInUse, nextTurn } from "./in-use";
export { isRecord } from "./is-record";
export {
  findLinks,
  IDENTIFIER_LETTERS_MAX,
  type Link,
  parseIdentifierSearch,
  parseReference,
  type Wanted,
} from "./links";
export { MappingFault, type Moment, toMoment, toSpan } from "./moment";
export { type DigitsOf, NumberDigits } from "./number-digits";
export { dropValueExtensions, rewriteList, setPrimitive } from "./primitives";
export { quantityColumns, quantityText, unitOf } from "./quantity";
export { encounterOf, subjectOf } from "./subject";
export { findBundleFault, findResourceFault } from "./validate-resource";
