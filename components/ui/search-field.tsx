import type { ComponentProps } from "react";
import { Search } from "./icons";

type Props = Omit<ComponentProps<"input">, "type"> & { label: string };

/** A small search inside a part of a page; the words of its label stand in it until something is typed. */
export function SearchField({ label, className = "", ...rest }: Props) {
  return (
    <div className={`relative min-w-0 ${className}`}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2 size-4 -translate-y-1/2 text-muted"
      />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        className="h-8 w-full rounded-control border border-line-strong bg-surface pr-2 pl-8 pointer-coarse:h-11 pointer-coarse:text-touch"
        {...rest}
      />
    </div>
  );
}
