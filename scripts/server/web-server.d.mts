export type WebServer = {
  /** Null when it could not be started. */
  pid: number | null;
  /** Resolves with a description of how it ended. */
  ended: Promise<string>;
  /** Resolves when it answers; rejects when it ends before or takes over a minute. */
  ready: Promise<void>;
  /** Whether /health is answered within five seconds. */
  isAnswering: () => Promise<boolean>;
  /** Ends it and what it started at once. */
  kill: () => void;
  /** Resolves when it is gone, after the requests in flight. */
  stop: () => Promise<void>;
};

export function clientHost(host: string): string;

export function startWebServer(options: {
  mode: "start" | "dev";
  host: string;
  port: number;
  /** The whole environment of the server. */
  env: Record<string, string | undefined>;
}): WebServer;
