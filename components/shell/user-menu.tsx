"use client";

import { KeyRound, Lock, LogOut } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { lockNow, signOut } from "@/components/session/use-session-phase";
import { useClinic } from "./clinic";
import { ROLE_WORD } from "./role-word";

const ChangePassword = dynamic(
  () => import("@/components/session/change-password-dialog").then((m) => m.ChangePasswordDialog),
  { ssr: false },
);

/** Who is signed in, where and as what, with password, lock and sign-out; a native popover, so Esc and a click elsewhere close it. */
export function UserMenu() {
  const { userName, userEmail, clinicName, role } = useClinic();
  const [isChanging, setChanging] = useState(false);
  const initials = userName
    .split(/\s+/)
    .filter((word) => !word.endsWith("."))
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join("");
  const item =
    "flex h-9 w-full items-center gap-2 rounded px-2 text-left hover:bg-sunken pointer-coarse:h-11";
  return (
    <div className="ml-auto flex min-w-0 items-center gap-3">
      <p className="min-w-0 text-right text-note max-[1099px]:hidden">
        <bdi className="block max-w-52 truncate font-medium text-ink" title={clinicName}>
          {clinicName}
        </bdi>
        <span className="block max-w-52 truncate text-muted" title={userName}>
          <bdi>{userName}</bdi> · {ROLE_WORD[role]}
        </span>
      </p>
      <button
        type="button"
        popoverTarget="user-menu"
        aria-label={`Account of ${userName}`}
        className="grid size-9 shrink-0 place-items-center rounded-full bg-accent-soft text-small font-semibold text-accent-strong pointer-coarse:size-11"
      >
        {initials}
      </button>
      <div
        id="user-menu"
        popover="auto"
        className="fixed inset-auto top-[50px] right-3 w-60 rounded-lg border border-line bg-surface p-1 text-ink shadow-lg"
      >
        <bdi className="block truncate px-2 pt-1 text-left font-medium">{userName}</bdi>
        <p className="truncate px-2 text-small text-muted">{userEmail}</p>
        <p className="border-b border-line px-2 pb-2 text-small text-muted">
          {ROLE_WORD[role]} · <bdi>{clinicName}</bdi>
        </p>
        <button
          type="button"
          className={`${item} mt-1`}
          popoverTarget="user-menu"
          popoverTargetAction="hide"
          onClick={() => setChanging(true)}
        >
          <KeyRound aria-hidden className="size-4 text-muted" /> Change password
        </button>
        <button
          type="button"
          className={item}
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
      {isChanging ? <ChangePassword onClose={() => setChanging(false)} /> : null}
    </div>
  );
}
