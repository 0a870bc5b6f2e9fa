"use client";

import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { sendApi } from "@/components/session/api-client";
import { toast } from "@/components/ui/toast";
import type { FormOptions, FormView, FormWorld } from "./form-view";
import { OpenForm } from "./open-form";
import { pause } from "./pause";
import { useHeldLinks } from "./use-held-links";

export type Form<T> = FormView<T> & {
  /** The form's element, where the server renders it: what was typed before the scripts ran is taken over. */
  element: RefObject<HTMLFormElement | null>;
} & Pick<OpenForm<T>, "set" | "submit" | "discard" | "resolve" | "dismiss" | "stop">;

/** Said when something was made of an earlier text of its form. */
export const KEPT_FOR_NEXT = "This is what was sent first. What you typed since is kept for the next one.";

const browser: FormWorld = {
  // With the form, not with the page: nothing of it is needed to see what is stored.
  openShelf: async (form) => (await import("./draft-store")).openShelf(form),
  send: (request, headers) => sendApi(request.method, request.path, request.body, headers),
  newKey: () => crypto.randomUUID(),
  wait: pause,
  now: () => new Date().toISOString(),
  tell: toast,
};

/**
 * One opened form: its fields, its draft on this device and its saves, each of which takes effect once. What was typed stays on 401,
 * 412, 429 and without network, and is there again when the form is opened again.
 */
export function useForm<T>(options: FormOptions<T>): Form<T> {
  const [form] = useState(() => new OpenForm(options, browser));
  const view = useSyncExternalStore(form.subscribe, form.getView, form.getView);
  const element = useRef<HTMLFormElement>(null);
  useHeldLinks(view.state.is, toast);
  useEffect(() => form.follow(options));
  useEffect(() => {
    form.open();
    takeOver(element.current, form);
    // A hidden tab and a page that goes away write at once.
    document.addEventListener("visibilitychange", form.keep);
    window.addEventListener("pagehide", form.keep);
    return () => {
      document.removeEventListener("visibilitychange", form.keep);
      window.removeEventListener("pagehide", form.keep);
      form.close();
    };
  }, [form]);
  const { set, submit, discard, resolve, dismiss, stop } = form;
  return { ...view, element, set, submit, discard, resolve, dismiss, stop };
}

/**
 * A slow line shows the fields long before the scripts run, and people type. Such a form says autoComplete="off": what a browser
 * fills in by itself when somebody goes back is not typed.
 */
function takeOver<T>(element: HTMLFormElement | null, form: OpenForm<T>): void {
  for (const [name, shown] of Object.entries(form.getView().values)) {
    const field = element?.elements.namedItem(name);
    if (field instanceof HTMLInputElement) {
      // A field shows some texts otherwise than they are stored: without line breaks, an address without spaces.
      const untouched = field.cloneNode() as HTMLInputElement;
      untouched.value = shown;
      if (field.value !== untouched.value) form.set(name, field.value);
    } else if (field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) {
      if (field.value !== shown) form.set(name, field.value);
    }
  }
}
