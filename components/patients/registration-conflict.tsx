"use client";

import type { ComponentProps } from "react";
import { ConflictDialog } from "@/components/forms/conflict-dialog";
import { useVersionMaker } from "./use-version-maker";

type Props = Omit<ComponentProps<typeof ConflictDialog>, "by"> & { patientId: string; version: number };

/** Both versions of a registration, and who saved the other one; loaded when there are two. */
export function RegistrationConflict({ patientId, version, ...rest }: Props) {
  return <ConflictDialog by={useVersionMaker(patientId, version)} {...rest} />;
}
