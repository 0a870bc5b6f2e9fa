import "server-only";
import type { Patient } from "@medplum/fhirtypes";
import type { AsOf } from "@/lib/fhir";
import type { Registration } from "../schema";
import { addressOf } from "./address";
import { contactsOf } from "./contacts";
import { identifiersOf } from "./identifiers";
import { languageOf } from "./language";
import { listedName, toShownName } from "./name";
import { contactValue } from "./telecom";

/**
 * What a registration form shows of a FHIR Patient at that moment. Each part comes from the file that changes it, so that the element
 * that is shown is the one that is edited.
 */
export function registrationOf(patient: Patient, at: AsOf): Registration {
  return {
    ...toShownName(listedName(patient, at)),
    phone: contactValue(patient, "phone", at),
    email: contactValue(patient, "email", at),
    address: addressOf(patient, at),
    language: languageOf(patient),
    identifiers: identifiersOf(patient, at),
    contacts: contactsOf(patient, at),
  };
}
