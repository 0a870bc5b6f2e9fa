"use client";

import { type RefObject, useEffect } from "react";

/** Leads whoever was refused to the first field that is marked in `form`; once for each `refusal`, null when there is none. */
export function useFocusInvalid(form: RefObject<HTMLElement | null>, refusal: unknown): void {
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, refusal]);
}
