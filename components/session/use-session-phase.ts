"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState, useTransition } from "react";
import { type ApiError, LEFT_EVENT, SESSION_EVENT, sendApi } from "./api-client";
import { hideDocument, showDocument } from "./hide-document";
import { keepTrying, type Trying } from "./keep-trying";
import { markLocked, readLockMark, unmarkLocked } from "./lock-mark";
import { onTabNews, tellTabs } from "./tab-channel";

const LOCK_EVENT = "swiftchart:lock";
const SIGN_OUT_EVENT = "swiftchart:sign-out";
/** A sign-out that is not through after this many tries is told; it goes on. */
const QUIET_TRIES = 2;

/** Locks this screen and the session behind it at once. */
export function lockNow(): void {
  window.dispatchEvent(new Event(LOCK_EVENT));
}

/** Ends the session: the screen is empty at once, and says so until the server has heard of it. */
export function signOut(): void {
  window.dispatchEvent(new Event(SIGN_OUT_EVENT));
}

/**
 * What the screen shows of the session: the page; the lock; that the session has ended; that it is being ended; that the
 * server could not be told so yet. In every phase but `open` the page is not in the document.
 */
export type Phase = "open" | "locked" | "over" | "leaving" | "stuck";

/** Follows the session through this tab, the other tabs, the server's answers and the mark that outlives a reload. */
export function useSessionPhase(startsLocked: boolean) {
  const [phase, setPhase] = useState<Phase>(startsLocked ? "locked" : "open");
  const [isUnheard, setUnheard] = useState(false);
  const [isOpening, startOpening] = useTransition();
  const trying = useRef<Trying | null>(null);
  const router = useRouter();
  const queries = useQueryClient();

  const send = useCallback(
    (
      ask: () => Promise<unknown>,
      onLost: (tries: number) => void,
      onAnswer: (error: ApiError | null) => void,
    ) => {
      void trying.current?.stop();
      const now = keepTrying(ask, onLost);
      trying.current = now;
      void now.answered.then((error) => {
        if (trying.current === now) onAnswer(error);
      });
    },
    [],
  );

  const lock = useCallback(() => {
    markLocked("lock");
    setPhase("locked");
    send(
      () => sendApi("POST", "/api/session/lock"),
      () => setUnheard(true),
      (error) => {
        unmarkLocked();
        setUnheard(false);
        if (error?.code === "not_signed_in") setPhase("over");
      },
    );
  }, [send]);

  const leave = useCallback(() => {
    markLocked("sign-out");
    setPhase("leaving");
    send(
      () => sendApi("DELETE", "/api/session/current"),
      (tries) => tries >= QUIET_TRIES && setPhase("stuck"),
      () => {
        unmarkLocked();
        tellTabs("signed-out");
        // A full load: nothing of the patients seen stays in this page's memory.
        window.location.assign("/sign-in");
      },
    );
  }, [send]);

  const open = useCallback(() => {
    // Together with what the server has now: nothing outdated is seen on the way.
    startOpening(() => {
      router.refresh();
      setPhase("open");
    });
  }, [router]);

  /** Gives the password; the page comes back when the server agrees. Rejects with ApiError. */
  const unlock = useCallback(
    async (password: string) => {
      // A lock that is still on its way must not arrive after the password.
      await trying.current?.stop();
      trying.current = null;
      try {
        await sendApi("POST", "/api/session/unlock", { password });
      } catch (error) {
        if (readLockMark()) lock();
        throw error;
      }
      unmarkLocked();
      setUnheard(false);
      tellTabs("unlocked");
      open();
    },
    [lock, open],
  );

  useEffect(() => {
    if (phase === "open") return showDocument();
    hideDocument(phase === "locked" ? "Locked · Swiftchart" : "Swiftchart");
    queries.clear();
    // The forms were left with the page, and have begun to keep what was typed.
    window.dispatchEvent(new Event(LEFT_EVENT));
  }, [phase, queries]);

  useEffect(() => {
    const resume = () => {
      const mark = readLockMark();
      if (mark === "lock") lock();
      if (mark === "sign-out") leave();
    };
    const lockAll = () => {
      tellTabs("locked");
      lock();
    };
    const onAnswer = (event: Event) => {
      const isOver = (event as CustomEvent<string>).detail === "not_signed_in";
      setPhase((now) => (now === "leaving" || now === "stuck" ? now : isOver ? "over" : "locked"));
    };
    const stopHearing = onTabNews((news) => {
      if (news === "locked") setPhase((now) => (now === "open" ? "locked" : now));
      if (news === "unlocked") open();
      if (news === "signed-out") setPhase((now) => (now === "leaving" ? now : "over"));
      // Perhaps somebody else: the page is theirs to load.
      if (news === "signed-in") window.location.reload();
    });
    window.addEventListener(LOCK_EVENT, lockAll);
    window.addEventListener(SIGN_OUT_EVENT, leave);
    window.addEventListener(SESSION_EVENT, onAnswer);
    window.addEventListener("pageshow", resume);
    resume();
    return () => {
      stopHearing();
      window.removeEventListener(LOCK_EVENT, lockAll);
      window.removeEventListener(SIGN_OUT_EVENT, leave);
      window.removeEventListener(SESSION_EVENT, onAnswer);
      window.removeEventListener("pageshow", resume);
    };
  }, [lock, leave, open]);

  return { phase, isUnheard, isOpening, unlock };
}
