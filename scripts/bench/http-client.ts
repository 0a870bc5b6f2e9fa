import { Agent, type IncomingMessage, request } from "node:http";

export type Answer = { status: number; etag: string | null; body: string };
export type Asked = {
  method: string;
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Whose token; the client's own when left out. */
  token?: string;
};

/** A keep-alive client on node:http: the least a measurement can add. At most `socketsMax` requests are under way at once. */
export function createClient(port: number, token: string, { socketsMax = 32 } = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: socketsMax });
  const open = (asked: Asked, onResponse: (response: IncomingMessage) => void) => {
    const text = asked.body === undefined ? undefined : JSON.stringify(asked.body);
    const headers: Record<string, string | number> = {
      Authorization: `Bearer ${asked.token ?? token}`,
      ...asked.headers,
    };
    if (text !== undefined) {
      headers["Content-Type"] = "application/json";
      headers["Content-Length"] = Buffer.byteLength(text);
    }
    const sent = request(
      { host: "127.0.0.1", port, agent, method: asked.method, path: asked.path, headers },
      onResponse,
    );
    sent.end(text);
    return sent;
  };
  const send = (asked: Asked, isAgain = false): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = open(asked, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            etag: response.headers.etag ?? null,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
        response.on("error", reject);
      });
      sent.on("error", (error: NodeJS.ErrnoException) => {
        // The server closed an idle connection just when it was used again: a browser asks once more, and so does this. A change is
        // sent with its key, so it takes effect once.
        if (!isAgain && sent.reusedSocket && error.code === "ECONNRESET")
          send(asked, true).then(resolve, reject);
        else reject(error);
      });
    });
  const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    send({ method: "GET", path, headers });
  /** Follows server-sent events; `onEvent` is called with the kind of each, `onEnd` when the stream ends before `stop`. */
  const listen = (
    path: string,
    onEvent: (kind: string) => void,
    onEnd: () => void,
  ): Promise<{ stop: () => void }> =>
    new Promise((resolve, reject) => {
      let isStopped = false;
      const sent = open({ method: "GET", path, headers: { Accept: "text/event-stream" } }, (response) => {
        if (response.statusCode !== 200)
          return reject(new Error(`${path} was answered with ${response.statusCode}.`));
        let rest = "";
        response.setEncoding("utf8").on("data", (text: string) => {
          const lines = (rest + text).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) if (line.startsWith("event: ")) onEvent(line.slice(7));
        });
        response.on("close", () => isStopped || onEnd());
        resolve({
          stop: () => {
            isStopped = true;
            sent.destroy();
          },
        });
      });
      sent.on("error", (error) => (isStopped ? undefined : reject(error)));
    });
  return { get, send: (asked: Asked) => send(asked), listen, close: () => agent.destroy() };
}

export type Client = ReturnType<typeof createClient>;
