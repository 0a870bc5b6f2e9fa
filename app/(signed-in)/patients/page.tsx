import type { Metadata } from "next";
import { page } from "@/app/page-entrance";
import { PatientSearch } from "@/components/patients/patient-search";
import { PAGE_ROWS } from "@/components/patients/patients-query";
import { searchPatients } from "@/lib/patients";

export const metadata: Metadata = { title: "Patients" };

export default page({ name: "/patients", permission: "patient:search", shows: "patients" }, async (ctx) => {
  const recent = await searchPatients(ctx, { q: "", limit: PAGE_ROWS });
  return (
    <PatientSearch
      recent={{ answer: { value: recent, serverMs: null, etag: null }, renderedAt: new Date().toISOString() }}
    />
  );
});
