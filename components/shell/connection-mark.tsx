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

/**
 * Says that there is no network, at the end of the rail: in a place of its own, so that nothing on the page moves when it comes or
 * goes. `icon` is drawn by the server.
 */
export function ConnectionMark({ icon }: { icon: ReactNode }) {
  const isOnline = useIsOnline();
  return (
    <div
      role="status"
      className="mt-auto grid w-14 justify-items-center gap-1 text-mini font-semibold text-warning max-[899px]:absolute max-[899px]:inset-y-0 max-[899px]:right-1 max-[899px]:mt-0 max-[899px]:content-center"
    >
      {isOnline ? null : (
        <>
          {icon}
          <span>
            Offline
            <span className="sr-only">
              . What is on the screen may be out of date; searching goes on when the network is back.
            </span>
          </span>
        </>
      )}
    </div>
  );
}
