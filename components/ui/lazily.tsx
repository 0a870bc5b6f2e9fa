"use client";

import { type ComponentType, lazy, type ReactNode, Suspense, useSyncExternalStore } from "react";

const AGAIN_MS = 1_000;

const noChange = () => () => {};

type Late<P> = {
  (props: P): ReactNode;
  /** Fetches the code once the browser has nothing better to do, so that it is there when the network is not. */
  fetchWhenIdle: () => void;
};

/**
 * A part that the first sight of a page does not need. Its code is fetched when it is shown, or before by fetchWhenIdle; `meanwhile`
 * stands in its place, on the server's page too: a button that is painted before its code has come loses the click, and a field what is
 * typed. Without a network it is asked for again until it comes.
 */
export function lazily<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: (props: P) => ReactNode = () => null,
): Late<P> {
  let kept: Promise<{ default: ComponentType<P> }> | null = null;
  const ask = async (): Promise<{ default: ComponentType<P> }> => {
    for (;;) {
      try {
        return { default: await load() };
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  };
  const once = () => {
    kept ??= ask();
    return kept;
  };
  const Part = lazy(once) as unknown as ComponentType<P>;
  // biome-ignore lint/correctness/noComponentHookFactories: called once a part, where its module begins
  const Lazily = (props: P) => {
    const isAlive = useSyncExternalStore(
      noChange,
      () => true,
      () => false,
    );
    // Outside of the Suspense, which would keep what it shows in the document, hidden, beside what stands in its place.
    if (!isAlive) return meanwhile(props);
    return (
      <Suspense fallback={meanwhile(props)}>
        <Part {...props} />
      </Suspense>
    );
  };
  return Object.assign(Lazily, {
    fetchWhenIdle: () => {
      if ("requestIdleCallback" in window) window.requestIdleCallback(once, { timeout: 2 * AGAIN_MS });
      else setTimeout(once, AGAIN_MS);
    },
  });
}
