import { isIP } from "node:net";
import { z } from "zod";

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

function isUrlOf(protocols: readonly string[]): (text: string) => boolean {
  return (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

function isDatabaseUrl(text: string): boolean {
  if (!isUrlOf(["postgres:", "postgresql:"])(text)) return false;
  const url = new URL(text);
  return url.hostname !== "" && url.username !== "" && url.pathname.length > 1;
}

const databaseUrl = z
  .string()
  .refine(isDatabaseUrl, "needs the form postgresql://user:password@host:port/database")
  .optional();
const httpUrl = z
  .string()
  .refine(isUrlOf(["http:", "https:"]), "needs a URL that begins with http:// or https://")
  .optional();

function portNumber(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

function isProxyList(text: string): boolean {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .every((entry) => {
      if (entry === "loopback") return true;
      const [address = "", bits, more] = entry.split("/");
      const bitsMax = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
      if (bits === undefined || bitsMax < 0 || more !== undefined) return bitsMax > 0 && more === undefined;
      return /^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax;
    });
}

/** Every environment variable of the product: what is accepted, and what holds when it is not set. */
export const envSchema = z.object({
  NODE_ENV: z
    .enum(["development", "production", "test"], "needs one of development, production, test")
    .default("production"),
  PORT: z
    .string()
    .refine(portNumber, "needs a whole number from 1 to 65535")
    .default("3000")
    .transform(Number),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:-]+$/, "needs a host name or an IP address")
    .default("127.0.0.1"),
  DATABASE_URL: databaseUrl,
  DATABASE_SOCKET: z.string().optional(),
  DATABASE_READ_URL: databaseUrl,
  DATABASE_APP_ROLE: z
    .string()
    .regex(
      /^[a-z_][a-z0-9_]{0,62}$/,
      "needs a role name of lower-case letters, digits and _, at most 63 long",
    )
    .default("swiftchart_app"),
  REDIS_URL: z
    .string()
    .refine(isUrlOf(["redis:", "rediss:"]), "needs a URL that begins with redis:// or rediss://")
    .optional(),
  AUTH_SECRET: z.string().min(32, "needs at least 32 characters").optional(),
  AUTH_URL: httpUrl,
  DATA_DIR: z.string().default(".data"),
  DEMO: z.enum(["on", "off"], "needs on or off").default("on"),
  DEMO_PASSWORD: z
    .string()
    .min(8, "needs at least 8 characters")
    .max(200, "needs at most 200 characters")
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `needs one of ${LOG_LEVELS.join(", ")}`).default("info"),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl,
  TRUST_PROXY: z
    .string()
    .refine(isProxyList, "needs addresses, networks (10.0.0.0/8) or the word loopback, with commas between")
    .optional(),
  WORKER: z.enum(["inside", "apart"], "needs inside or apart").default("inside"),
  METRICS_TOKEN: z.string().min(16, "needs at least 16 characters").optional(),
});
