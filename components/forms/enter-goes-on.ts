import type { KeyboardEvent } from "react";

const PLACES = "input, select, textarea, [type=submit]";

/**
 * The keys of every form that keeps a draft: Enter goes to the next field, and from the last one to the button, so that a record is
 * typed through without a hand on the mouse and is not saved half typed. Ctrl+Enter or ⌘Enter saves from any field. In a text of
 * several lines Enter begins a line.
 */
export function enterGoesOn(event: KeyboardEvent<HTMLFormElement>): void {
  const { currentTarget: form, target } = event;
  if (event.key !== "Enter" || event.isDefaultPrevented() || event.nativeEvent.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) {
    event.preventDefault();
    nextOf(form, target)?.focus();
  }
}

function nextOf(form: HTMLFormElement, field: HTMLElement): HTMLElement | undefined {
  const places = [...form.querySelectorAll<HTMLElement>(PLACES)].filter(isReached);
  return places[places.indexOf(field) + 1];
}

/** As by Tab: what is hidden, or only there for the form's values, is passed over. */
function isReached(place: HTMLElement): boolean {
  return place.tabIndex >= 0 && !place.matches(":disabled") && place.checkVisibility();
}
