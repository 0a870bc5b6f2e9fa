/** The product's name, above what is asked before anybody sees a patient. */
export function Brand() {
  return (
    <p className="flex items-center gap-2 text-headline font-semibold tracking-tight">
      <span aria-hidden className="inline-block size-5 rounded-[5px] bg-accent" />
      Swiftchart
    </p>
  );
}
