"use client";

import { createContext, type ReactNode, use } from "react";
import type { RoleName } from "@/lib/people/schema";
import type { DateOrder } from "@/lib/time/rules";

/** How this clinic writes dates and money, and who is signed in. */
export type Clinic = {
  locale: string;
  timeZone: string;
  currency: string;
  /** How a typed 03/12/1984 is read. */
  dateOrder: DateOrder;
  clinicName: string;
  userName: string;
  userEmail: string;
  role: RoleName;
  permissions: string[];
};

const Context = createContext<Clinic | null>(null);

export function ClinicProvider({ clinic, children }: { clinic: Clinic; children: ReactNode }) {
  return <Context value={clinic}>{children}</Context>;
}

export function useClinic(): Clinic {
  const clinic = use(Context);
  if (!clinic) throw new Error("useClinic needs ClinicProvider around it.");
  return clinic;
}
