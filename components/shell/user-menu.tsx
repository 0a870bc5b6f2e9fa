"use client";

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { lazily } from "@/components/ui/lazily";
import { useClinic } from "./clinic";
import { ROLE_WORD } from "./role-word";

const MENU = "user-menu";
const AccountPanel = lazily(() => import("./account-panel").then((m) => m.AccountPanel));
const ChangePassword = lazily(() =>
  import("@/components/session/change-password-dialog").then((m) => m.ChangePasswordDialog),
);

/** Who is signed in, where and as what, with the menu of their account; a native popover, so Esc and a click elsewhere close it. */
export function UserMenu() {
  const { userName, clinicName, role } = useClinic();
  const [isChanging, setChanging] = useState(false);
  const popup = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  // The browser opens it before the scripts run, too.
  useLayoutEffect(() => setOpen(popup.current?.matches(":popover-open") ?? false), []);
  useEffect(() => AccountPanel.fetchAtFirstSign(), []);
  const initials = userName
    .split(/\s+/)
    .filter((word) => !word.endsWith("."))
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join("");
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
        popoverTarget={MENU}
        aria-label={`Account of ${userName}`}
        className="grid size-9 shrink-0 place-items-center rounded-full bg-accent-soft text-small font-semibold text-accent-strong pointer-coarse:size-11"
      >
        {initials}
      </button>
      <div
        ref={popup}
        id={MENU}
        popover="auto"
        onBeforeToggle={({ newState }) => newState === "open" && setOpen(true)}
        onToggle={({ newState }) => setOpen(newState === "open")}
        className="fixed inset-auto top-[50px] right-3 w-60 rounded-lg border border-line bg-surface p-1 text-ink shadow-lg"
      >
        {isOpen ? <AccountPanel menu={MENU} onChangePassword={() => setChanging(true)} /> : null}
      </div>
      {isChanging ? <ChangePassword onClose={() => setChanging(false)} /> : null}
    </div>
  );
}
