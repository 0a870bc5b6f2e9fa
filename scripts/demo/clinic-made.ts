/** The audit event of a demo tenant whose clinic is complete. */
export const CLINIC_MADE = "demo.made";
