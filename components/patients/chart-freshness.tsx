"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { ApiError, askApi } from "@/components/session/api-client";
import { formatWhen } from "./format";

/** A chart that the browser kept (Back, a tab left open) is not shown again before the server said that it still holds. */
const TRUSTED_MS = 3_000;
const CHECK_MS = 60_000;

type Props = {
  patientId: string;
  etag: string;
  renderedAt: string;
  clinic: { locale: string; timeZone: string };
  children: ReactNode;
};
type State = "fresh" | "checking" | "offline";

/**
 * Keeps an outdated chart off the screen: asks for the chart's version when an old copy comes back, when the window gets
 * the focus, and every minute while it is looked at; a changed chart is fetched anew.
 */
export function ChartFreshness({ patientId, etag, renderedAt, clinic, children }: Props) {
  const router = useRouter();
  const [state, setState] = useState<State>(() =>
    Date.now() - Date.parse(renderedAt) > TRUSTED_MS ? "checking" : "fresh",
  );

  useEffect(() => {
    const stop = new AbortController();
    const check = async () => {
      if (document.visibilityState === "hidden") return;
      try {
        const answer = await askApi(`/api/patients/${patientId}/summary`, {
          headers: { "If-None-Match": `"${etag}"`, "X-Swiftchart-Background": "1" },
          signal: stop.signal,
        });
        if (answer.etag && answer.etag.replace(/^W\//, "") !== `"${etag}"`) router.refresh();
        else setState("fresh");
      } catch (error) {
        if (error instanceof ApiError && error.status === 0) setState("offline");
      }
    };
    const isOld = Date.now() - Date.parse(renderedAt) > TRUSTED_MS;
    setState((now) => (isOld ? now : "fresh"));
    if (isOld) void check();
    const onVisible = () => void check();
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
  }, [patientId, etag, renderedAt, router]);

  return (
    <>
      {state === "offline" ? (
        <p role="status" className="border-b border-line bg-warning-soft px-4 py-1 text-small text-warning">
          Not checked: the server cannot be reached. This chart is as of{" "}
          {formatWhen(renderedAt, clinic, true)}.
        </p>
      ) : null}
      <div className={state === "checking" ? "invisible" : "contents"}>{children}</div>
    </>
  );
}
