"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, sendApi } from "@/components/session/api-client";
import { pause } from "./pause";
import { type SaveRequest, Saver, waitingText } from "./save-request";

type State = { isBusy: boolean; error: string | null; errors: Record<string, string> };
type Request = Omit<SaveRequest, "version"> & { version?: string | null };

export type Act = State & { run: <T>(request: Request, onDone: (value: T) => void) => void };

const IDLE: State = { isBusy: false, error: null, errors: {} };

/** Does what a button says, once: one key for each press, and a lost answer is asked for again until it comes. */
export function useAct(): Act {
  const [state, setState] = useState(IDLE);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const run = useCallback(<T>(request: Request, onDone: (value: T) => void) => {
    if (running.current) return;
    const stop = new AbortController();
    running.current = stop;
    setState({ ...IDLE, isBusy: true });
    const saver = new Saver({
      send: (sent, headers) => sendApi(sent.method, sent.path, sent.body, headers),
      newKey: () => crypto.randomUUID(),
      wait: pause,
      onWait: (error) => setState({ ...IDLE, isBusy: true, error: waitingText(error) }),
    });
    saver
      .save<T>({ ...request, version: request.version ?? null }, stop.signal)
      .then(
        ({ value }) => {
          setState(IDLE);
          onDone(value);
        },
        (error: unknown) => {
          if (!stop.signal.aborted) setState(toFailure(error));
        },
      )
      .finally(() => {
        running.current = null;
      });
  }, []);
  return { ...state, run };
}

function toFailure(error: unknown): State {
  const told = error instanceof ApiError ? (error.more.errors ?? []) : [];
  return {
    isBusy: false,
    error: error instanceof ApiError ? error.message : "That failed. Try again.",
    errors: Object.fromEntries(told.map(({ path, message }) => [path, message])),
  };
}
