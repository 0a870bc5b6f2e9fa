/** A name inside a sentence that cannot hold <bdi> (a title, a toast): its own direction turns nothing around it. */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}
