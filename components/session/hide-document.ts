let titleBefore: string | null = null;

/**
 * Takes out of the document what stands there beside the page itself: the title, which may name a patient, and the scripts
 * that brought the page's content. The page must be unmounted by whoever calls this.
 */
export function hideDocument(title: string): void {
  titleBefore ??= document.title;
  document.title = title;
  for (const script of document.querySelectorAll("script:not([src])")) {
    if (script.textContent?.includes("__next_f")) script.remove();
  }
}

/** Gives the title back. */
export function showDocument(): void {
  if (titleBefore !== null) document.title = titleBefore;
  titleBefore = null;
}
