/** What a request says of who sends it, before anybody is known. */
export type Caller = {
  requestId: string;
  /** The network address as the server saw it. */
  ip: string | null;
  /** Fetched ahead of a click. */
  isPrefetch?: boolean;
  /** Asked by the page on its own, not by a person: no sign of activity. */
  isBackground?: boolean;
  /** What the browser or program calls itself. */
  userAgent?: string | null;
};
