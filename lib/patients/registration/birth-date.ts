import "server-only";
import type { Extension, Patient } from "@medplum/fhirtypes";
import { isRecord, setPrimitive } from "@/lib/fhir";

const BIRTH_TIME = "http://hl7.org/fhir/StructureDefinition/patient-birthTime";

/**
 * Writes a birth date, or takes it away (null). The time of birth that stands beside it names the day too (FHIR R4, extension
 * patient-birthTime: "this includes the date"): its day follows, and it goes when no whole date is known any more.
 */
export function setBirthDate(patient: Patient, date: string | null): void {
  if ((patient.birthDate ?? null) === date) return;
  setPrimitive(patient, "birthDate", date);
  const beside: unknown = Reflect.get(patient, "_birthDate");
  const extensions =
    isRecord(beside) && Array.isArray(beside.extension) ? (beside.extension as Extension[]) : [];
  const time = extensions.find(({ url }) => url === BIRTH_TIME);
  if (!isRecord(beside) || !time?.valueDateTime) return;
  if (date?.length === 10) {
    time.valueDateTime = `${date}${time.valueDateTime.slice(10)}`;
    return;
  }
  beside.extension = extensions.filter((one) => one !== time);
  if (extensions.length === 1) Reflect.deleteProperty(patient, "_birthDate");
}
