import type { Metadata } from "next";
import { visitPage } from "@/app/page-context";
import { PatientSearch } from "@/components/patients/patient-search";
import { PAGE_ROWS } from "@/components/patients/patients-query";
import { searchPatients } from "@/lib/patients";

export const metadata: Metadata = { title: "Patients" };

export default async function PatientsPage() {
  const { ctx, isLocked } = await visitPage();
  if (isLocked) return null;
  const recent = await searchPatients(ctx, { q: "", limit: PAGE_ROWS });
  return (
    <PatientSearch
      recent={{ answer: { value: recent, serverMs: null, etag: null }, renderedAt: new Date().toISOString() }}
    />
  );
}
