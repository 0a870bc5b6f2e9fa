import { Agent, request } from "node:http";

export type Answer = { status: number; etag: string | null; body: string };

/** A keep-alive client on node:http: the least a measurement can add. */
export function createClient(port: number, token: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request(
        { host: "127.0.0.1", port, path, agent, headers: { Authorization: `Bearer ${token}`, ...headers } },
        (response) => {
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
        },
      );
      asked.on("error", reject);
      asked.end();
    });
  return { get, close: () => agent.destroy() };
}

export type Client = ReturnType<typeof createClient>;
