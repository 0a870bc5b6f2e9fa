"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useEffect, useEffectEvent, useState } from "react";
import { ApiError, askApi } from "@/components/session/api-client";
import { followEvents } from "@/components/session/follow-events";
import { formatWhen } from "./format-moment";

/** A chart that the browser kept (Back, a tab left open) is not shown again before the server said that it still holds. */
const TRUSTED_MS = 3_000;
const CHECK_MS = 60_000;
/** After an event: who made the change here has the page renewed already, and need not have it twice. */
const SETTLE_MS = 250;

type Props = {
  patientId: string;
  etag: string;
  renderedAt: string;
  clinic: { locale: string; timeZone: string };
  children: ReactNode;
};
type State = "fresh" | "checking" | "offline";

/** When the chart on the screen was read, in words, while it cannot be checked; null while it holds. */
const UncheckedSince = createContext<string | null>(null);

/**
 * Keeps an outdated chart off the screen: asks for the chart's version as soon as a change of it is committed, when an old copy comes
 * back, when the window gets the focus, and every minute while it is looked at; a changed chart is fetched anew.
 */
export function ChartFreshness({ patientId, etag, renderedAt, clinic, children }: Props) {
  const router = useRouter();
  const [state, setState] = useState<State>(() =>
    Date.now() - Date.parse(renderedAt) > TRUSTED_MS ? "checking" : "fresh",
  );

  const check = useEffectEvent(async (signal: AbortSignal) => {
    if (document.visibilityState === "hidden") return;
    try {
      const answer = await askApi(`/api/patients/${patientId}/summary`, {
        headers: { "If-None-Match": `"${etag}"`, "X-Swiftchart-Background": "1" },
        signal,
      });
      if (answer.etag && answer.etag.replace(/^W\//, "") !== `"${etag}"`) router.refresh();
      else setState("fresh");
    } catch (error) {
      if (error instanceof ApiError && error.status === 0) setState("offline");
    }
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was rendered anew is judged anew
  useEffect(() => {
    const stop = new AbortController();
    const isOld = Date.now() - Date.parse(renderedAt) > TRUSTED_MS;
    setState((now) => (isOld ? now : "fresh"));
    const onVisible = () => void check(stop.signal);
    if (isOld) onVisible();
    const timer = setInterval(onVisible, CHECK_MS);
    window.addEventListener("focus", onVisible);
    window.addEventListener("online", onVisible);
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      stop.abort();
      clearInterval(timer);
      window.removeEventListener("focus", onVisible);
      window.removeEventListener("online", onVisible);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, [patientId, etag, renderedAt]);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void check(stop.signal), SETTLE_MS);
    };
    const end = followEvents(`/api/patients/${patientId}/events`, {
      on: { "patient.changed": soon },
      onMissed: soon,
    });
    return () => {
      end();
      clearTimeout(timer);
      stop.abort();
    };
  }, [patientId]);

  return (
    <UncheckedSince value={state === "offline" ? formatWhen(renderedAt, clinic, true) : null}>
      <div className={state === "checking" ? "invisible" : "contents"}>{children}</div>
    </UncheckedSince>
  );
}

/** Says in the bar of tabs, where it moves nothing, that the chart could not be checked, and how old it is. */
export function ChartAge() {
  const since = use(UncheckedSince);
  return (
    <p role="status" className="max-w-1/2 min-w-0 shrink-0 self-stretch">
      {since === null ? null : (
        <span className="flex h-full min-w-0 items-center bg-warning-soft px-4 text-small text-warning max-md:flex-col max-md:items-start max-md:justify-center max-md:px-2 max-md:text-note">
          <span className="min-w-0 truncate">
            Not checked
            <span className="max-md:sr-only">: the server cannot be reached. This chart is as of&nbsp;</span>
          </span>
          <span className="figures shrink-0">{since}</span>
        </span>
      )}
    </p>
  );
}
