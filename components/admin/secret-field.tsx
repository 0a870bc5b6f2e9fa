"use client";

import { useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Check, Copy } from "@/components/ui/icons";

/** Something that is shown once, with the button that copies it; where copying is not allowed it is selected. */
export function SecretField({ label, value }: { label: string; value: string }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    input.current?.select();
    navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          ref={input}
          id={id}
          readOnly
          value={value}
          onFocus={(event) => event.target.select()}
          className="h-9 min-w-0 flex-1 rounded-control border border-line-strong bg-sunken px-3 font-mono text-small pointer-coarse:h-11"
        />
        <Button look="primary" onClick={copy} className="w-28">
          {isCopied ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
          {isCopied ? "Copied" : "Copy"}
        </Button>
      </div>
      <p role="status" className="sr-only">
        {isCopied ? "Copied" : ""}
      </p>
    </div>
  );
}
