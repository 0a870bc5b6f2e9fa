import { Button } from "@/components/ui/button";

/** Says in the last minute that the screen will lock. Any sign of a person takes it away; the button is for who looks for one. */
export function IdleWarning({ secondsLeft }: { secondsLeft: number }) {
  return (
    <div className="fixed inset-x-4 bottom-4 z-50 mx-auto flex max-w-[420px] items-center gap-3 rounded-lg border border-warning bg-warning-soft p-3 pl-4 text-ink shadow-lg max-[899px]:bottom-16">
      <p role="alert" className="sr-only">
        This screen locks in a minute. Press a key to stay.
      </p>
      <p aria-hidden className="min-w-0 flex-1">
        <span className="block font-semibold">Locks in {secondsLeft} s</span>
        <span className="block text-small text-muted">Touch, move or press a key to stay.</span>
      </p>
      <Button>Stay</Button>
    </div>
  );
}
