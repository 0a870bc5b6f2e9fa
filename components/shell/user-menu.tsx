"use client";

import { Lock, LogOut } from "lucide-react";
import { lockNow, signOut } from "@/components/session/use-session-phase";
import { useClinic } from "./clinic";

/** Who is signed in, with lock and sign-out; a native popover, so Esc and a click elsewhere close it. */
export function UserMenu() {
  const { userName, userEmail } = useClinic();
  const initials = userName
    .split(/\s+/)
    .filter((word) => !word.endsWith("."))
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join("");
  const item =
    "flex h-9 w-full items-center gap-2 rounded px-2 text-left hover:bg-sunken pointer-coarse:h-11";
  return (
    <div className="relative">
      <button
        type="button"
        popoverTarget="user-menu"
        aria-label={`Account of ${userName}`}
        className="grid size-9 place-items-center rounded-full bg-accent-soft text-small font-semibold text-accent-strong pointer-coarse:size-11"
      >
        {initials}
      </button>
      <div
        id="user-menu"
        popover="auto"
        className="fixed inset-auto top-[50px] right-3 w-60 rounded-lg border border-line bg-surface p-1 text-ink shadow-lg"
      >
        <p className="px-2 pt-1 font-medium">{userName}</p>
        <p className="truncate border-b border-line px-2 pb-2 text-small text-muted">{userEmail}</p>
        <button
          type="button"
          className={`${item} mt-1`}
          popoverTarget="user-menu"
          popoverTargetAction="hide"
          onClick={lockNow}
        >
          <Lock aria-hidden className="size-4 text-muted" /> Lock the screen
        </button>
        <button type="button" className={item} onClick={signOut}>
          <LogOut aria-hidden className="size-4 text-muted" /> Sign out
        </button>
      </div>
    </div>
  );
}
