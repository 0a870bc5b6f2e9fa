"use client";

import { type ComponentType, type ReactNode, useEffect } from "react";
import { lateCode } from "./late-code";

type Late<P> = { (props: P): ReactNode; fetchAtFirstSign: () => void };

/**
 * A part that the first sight of a page does not need. Its code is fetched when it is shown, or before by fetchAtFirstSign;
 * `Meanwhile` stands in its place, on the server's page too: a button that is painted before its code has come loses the click, and
 * a field what is typed.
 */
export function lazily<P extends object>(
  load: () => Promise<ComponentType<P>>,
  Meanwhile: ComponentType<P> = () => null,
): Late<P> {
  const code = lateCode(load);
  const Lazily = (props: P) => {
    const Part = code.useCode();
    useEffect(code.fetch, []);
    return Part ? <Part {...props} /> : <Meanwhile {...props} />;
  };
  return Object.assign(Lazily, { fetchAtFirstSign: code.fetchAtFirstSign });
}
