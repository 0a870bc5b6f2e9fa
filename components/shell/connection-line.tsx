"use client";

import { type ReactNode, useSyncExternalStore } from "react";

function subscribe(onChange: () => void): () => void {
  window.addEventListener("online", onChange);
  window.addEventListener("offline", onChange);
  return () => {
    window.removeEventListener("online", onChange);
    window.removeEventListener("offline", onChange);
  };
}

/** Whether the browser says it has a network. */
export function useIsOnline(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
}

/** A quiet line under the bar while there is no network; `icon` is drawn by the server. */
export function ConnectionLine({ icon }: { icon: ReactNode }) {
  const isOnline = useIsOnline();
  return (
    <div className="col-span-full row-start-2" role="status">
      {isOnline ? null : (
        <p className="flex items-center gap-2 border-b border-line bg-warning-soft px-4 py-1 text-small text-warning">
          {icon}
          Offline. What is on the screen may be out of date; searching goes on when the network is back.
        </p>
      )}
    </div>
  );
}
