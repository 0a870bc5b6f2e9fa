"use client";

import { useQuery } from "@tanstack/react-query";
import { askApi } from "@/components/session/api-client";
import { useClinic } from "@/components/shell/clinic";
import type { PatientVersion } from "@/lib/patients/schema";
import { formatTime } from "./format-moment";

/** Who made a version of a registration, and when: "by Noor Nurse, 10:42,"; the version's number until that is known. */
export function useVersionMaker(patientId: string, version: number): string {
  const clinic = useClinic();
  const { data } = useQuery({
    queryKey: ["patient-version", patientId, version],
    queryFn: async ({ signal }) => {
      const path = `/api/patients/${patientId}/history`;
      return (await askApi<{ items: PatientVersion[] }>(path, { signal })).value.items;
    },
  });
  const made = data?.find((one) => one.version === version);
  return made?.at ? `by ${made.by}, ${formatTime(made.at, clinic)},` : `as version ${version}`;
}
