import type { ComponentProps } from "react";

/**
 * What stands before anybody sees a patient: the product's name and one question. It hangs from the top, so that an answer which
 * takes more room, such as an error, moves no field and no button.
 */
export function Doorway({ children, ...rest }: ComponentProps<"div">) {
  return (
    <main className="min-h-dvh bg-canvas px-4 pt-[max(24px,18dvh)] pb-10">
      <div className="mx-auto w-full max-w-[380px]" {...rest}>
        <p className="flex items-center gap-2 text-headline font-semibold tracking-tight">
          <span aria-hidden className="inline-block size-5 rounded-[5px] bg-accent" />
          Swiftchart
        </p>
        {children}
      </div>
    </main>
  );
}
