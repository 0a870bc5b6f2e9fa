/** Told on `window` before a page is left by something else than a link; whoever has to stay prevents it. */
const LEAVE_EVENT = "swiftchart:leave";

/** Whether the page may be left for `place` now. Who prevents it goes there later. */
export function mayLeaveFor(place: string): boolean {
  return window.dispatchEvent(new CustomEvent(LEAVE_EVENT, { cancelable: true, detail: place }));
}

/** Keeps everybody on the page and tells `hold` where they want to go. Returns what ends it. */
export function onLeave(hold: (place: string) => void): () => void {
  const heard = (event: Event) => {
    event.preventDefault();
    hold((event as CustomEvent<string>).detail);
  };
  window.addEventListener(LEAVE_EVENT, heard);
  return () => window.removeEventListener(LEAVE_EVENT, heard);
}
