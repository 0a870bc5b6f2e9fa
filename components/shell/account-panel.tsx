"use client";

import { lockNow, signOut } from "@/components/session/use-session-phase";
import { KeyRound, Lock, LogOut } from "@/components/ui/icons";
import { useClinic } from "./clinic";
import { ROLE_WORD } from "./role-word";

const ITEM = "flex h-9 w-full items-center gap-2 rounded px-2 text-left hover:bg-sunken pointer-coarse:h-11";

/** What the menu of the account holds: who one is, password, lock and sign-out. `menu` is the popover's id. */
export function AccountPanel({ menu, onChangePassword }: { menu: string; onChangePassword: () => void }) {
  const { userName, userEmail, clinicName, role } = useClinic();
  const hide = { popoverTarget: menu, popoverTargetAction: "hide" } as const;
  return (
    <>
      <bdi className="block truncate px-2 pt-1 text-left font-medium">{userName}</bdi>
      <p className="truncate px-2 text-small text-muted">{userEmail}</p>
      <p className="border-b border-line px-2 pb-2 text-small text-muted">
        {ROLE_WORD[role]} · <bdi>{clinicName}</bdi>
      </p>
      <button type="button" className={`${ITEM} mt-1`} {...hide} onClick={onChangePassword}>
        <KeyRound aria-hidden className="size-4 text-muted" /> Change password
      </button>
      <button type="button" className={ITEM} {...hide} onClick={lockNow}>
        <Lock aria-hidden className="size-4 text-muted" /> Lock the screen
      </button>
      <button type="button" className={ITEM} onClick={signOut}>
        <LogOut aria-hidden className="size-4 text-muted" /> Sign out
      </button>
    </>
  );
}
