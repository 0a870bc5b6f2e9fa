/** What one tab tells the others of the same browser about their common session. */
export type TabNews = "locked" | "unlocked" | "signed-out" | "signed-in";

// One channel a page: a second one of the same page would hear what the first one says.
let channel: BroadcastChannel | null = null;

function open(): BroadcastChannel {
  channel ??= new BroadcastChannel("swiftchart.session");
  return channel;
}

/** Tells the other tabs. */
export function tellTabs(news: TabNews): void {
  open().postMessage(news);
}

/** Listens to the other tabs until the returned function is called. */
export function onTabNews(hear: (news: TabNews) => void): () => void {
  const listen = (event: MessageEvent<TabNews>) => hear(event.data);
  open().addEventListener("message", listen);
  return () => open().removeEventListener("message", listen);
}
