"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { type ReactNode, useState } from "react";
import { popupHome } from "./opener";

export type MenuItem = {
  label: string;
  icon?: ReactNode;
  onSelect: () => void;
  isDanger?: boolean;
  isDisabled?: boolean;
};

/** Actions behind a button: arrow keys, first letters and Esc work; the focus goes back to the button. */
export function Menu({
  label,
  trigger,
  items,
}: {
  label: string;
  trigger: ReactNode;
  items: readonly MenuItem[];
}) {
  // Where it belongs when it opens: what stood open when the row was painted may be gone.
  const [home, setHome] = useState<HTMLElement>();
  return (
    <Base.Root
      onOpenChange={(isOpen) => {
        if (isOpen) setHome(popupHome());
      }}
    >
      <Base.Trigger
        aria-label={label}
        className="inline-grid size-8 place-items-center rounded text-muted hover:bg-sunken hover:text-ink data-popup-open:bg-sunken pointer-coarse:size-11"
      >
        {trigger}
      </Base.Trigger>
      <Base.Portal container={home}>
        <Base.Positioner sideOffset={4} align="end" className="z-40">
          <Base.Popup className="min-w-48 rounded-lg border border-line bg-surface p-1 text-ink shadow-lg outline-none">
            {items.map((item) => (
              <Base.Item
                key={item.label}
                disabled={item.isDisabled}
                onClick={item.onSelect}
                className={`marked-item flex h-9 cursor-default items-center gap-2 rounded px-2 outline-none data-disabled:opacity-50 data-highlighted:bg-sunken pointer-coarse:h-11 ${item.isDanger ? "text-danger" : ""}`}
              >
                {item.icon}
                {item.label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
