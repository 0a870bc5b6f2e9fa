import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { visitPage } from "@/app/page-entrance";
import { getSummary } from "@/lib/chart";
import { AppError } from "@/lib/errors";

/** The summary for layout and page together: read and audited once a request. `null` while the session is locked. */
export const openChart = cache(async (patientId: string) => {
  const { ctx, isLocked } = await visitPage();
  if (isLocked) return null;
  try {
    return { ctx, ...(await getSummary(ctx, patientId)) };
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
});
