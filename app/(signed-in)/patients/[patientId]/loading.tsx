export default function Loading() {
  return (
    <div aria-hidden className="late grid gap-4 p-4">
      <div className="h-7 w-2/3 rounded bg-sunken" />
      <div className="h-5 w-1/3 rounded bg-sunken" />
      <div className="grid gap-6 sm:grid-cols-2">
        {["problems", "medications", "vitals", "immunisations"].map((name) => (
          <div key={name} className="h-40 rounded bg-sunken" />
        ))}
      </div>
    </div>
  );
}
