"use client";

import { lazily } from "@/components/ui/lazily";

/** The clinic's form: the server paints it, and its code comes after the page's own. */
export const ClinicForm = lazily(() => import("./clinic-form").then((m) => m.ClinicForm));
