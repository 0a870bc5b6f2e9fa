"use client";

import { useRouter } from "next/navigation";
import { type ComponentProps, createContext, type MouseEvent, use, useTransition } from "react";

type Props = ComponentProps<"a"> & { href: string };

const Opening = createContext(false);

/**
 * A link to another page of the product, which opens without a full load; with a modifier, by the middle button and before the
 * scripts run it is the browser's own. What the way there needs is fetched when it is pointed at or has the focus. next/link would be
 * 3 KB more on every page, for kinds of addresses that do not exist here.
 */
export function PageLink({ href, children, onClick, onFocus, ...rest }: Props) {
  const router = useRouter();
  const [isOpening, startOpening] = useTransition();
  const prepare = () => router.prefetch(href);
  return (
    <a
      {...rest}
      href={href}
      onPointerEnter={prepare}
      onTouchStart={prepare}
      onFocus={(event) => {
        prepare();
        onFocus?.(event);
      }}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || isForTheBrowser(event)) return;
        event.preventDefault();
        startOpening(() => router.push(href));
      }}
    >
      <Opening value={isOpening}>{children}</Opening>
    </a>
  );
}

/** Whether the page that the link around this one leads to is on its way. */
export function useIsOpening(): boolean {
  return use(Opening);
}

function isForTheBrowser({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean {
  return button !== 0 || metaKey || ctrlKey || shiftKey || altKey;
}
