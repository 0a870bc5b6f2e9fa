const SHOWN_PLACES_MAX = 2;

/** A measured value, or values joined by a slash, for reading: at most two decimal places; the digits as recorded are kept in the chart. */
export function formatQuantity(text: string): string {
  if (/^[\d.]+(\/[\d.]+)+$/.test(text)) return text.split("/").map(formatQuantity).join("/");
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  const places = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  return places > SHOWN_PLACES_MAX ? String(Number(number.toFixed(SHOWN_PLACES_MAX))) : text;
}

/** UCUM codes whose spelling is not what people write. */
const UNITS: Record<string, string> = {
  "mm[Hg]": "mmHg",
  Cel: "°C",
  "[degF]": "°F",
  "kg/m2": "kg/m²",
  "/min": "/min",
  "{score}": "",
  "[in_i]": "in",
  "[lb_av]": "lb",
};

export function formatUnit(unit: string | null | undefined): string {
  return unit ? (UNITS[unit] ?? unit) : "";
}
