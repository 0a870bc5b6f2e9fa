import "server-only";
import { cache } from "react";
import { visitPage } from "@/app/page-entrance";
import { getSummary } from "@/lib/chart";
import { AppError } from "@/lib/errors";

/**
 * The summary for layout and page together: read and audited once a request. `null` while the session is locked.
 * Every page of a patient asks for it itself, inside page(): that one says and audits that there is no such patient.
 * @throws AppError("not_found")
 */
export const openChart = cache(async (patientId: string) => {
  const { ctx, isLocked } = await visitPage();
  return isLocked ? null : { ctx, ...(await getSummary(ctx, patientId)) };
});

/** The same for the layout around the page: `null`, too, where there is no such patient, which the page tells. */
export async function findChart(patientId: string): ReturnType<typeof openChart> {
  try {
    return await openChart(patientId);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}
