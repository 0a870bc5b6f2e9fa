/**
 * What the focus goes back to when something opened from `element` closes. An item of a menu is gone by then: it is the button
 * that opened the menu.
 */
export function openerOf(element: Element | null): HTMLElement | null {
  const menu = element?.closest("[role=menu], [popover]");
  const button =
    menu &&
    (document.getElementById(menu.getAttribute("aria-labelledby") ?? "") ??
      document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`));
  const opener = button ?? element;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}

/** Gives the focus to `opener`, or to the page where that has gone: never to nothing, from where Tab begins at the top. */
export function focusAgain(opener: HTMLElement | null): void {
  if (opener?.isConnected) opener.focus();
  if (document.activeElement === null || document.activeElement === document.body)
    document.querySelector<HTMLElement>("main")?.focus();
}
