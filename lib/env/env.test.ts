import { expect, test } from "vitest";
import { EnvError, parseEnv } from "./parse-env";

const DATABASE = "postgresql://owner:secret-word@127.0.0.1:5432/clinic";

function complaintOf(source: Record<string, string>): string {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  return "";
}

test("nothing set is a complete configuration", () => {
  const parsed = parseEnv({});
  expect(parsed).toMatchObject({
    PORT: 3000,
    HOST: "127.0.0.1",
    LOG_LEVEL: "info",
    DATABASE_APP_ROLE: "swiftchart_app",
  });
  expect(parsed.DATA_DIR).toBe(`${process.cwd()}/.data`);
  expect(parsed.DATABASE_URL).toBeUndefined();
});

test("an empty variable counts as not set", () => {
  expect(parseEnv({ PORT: "", DATABASE_URL: "", DEMO_PASSWORD: "" })).toMatchObject({ PORT: 3000 });
});

test("good values are taken", () => {
  const parsed = parseEnv({
    PORT: "8080",
    DATABASE_URL: DATABASE,
    DATA_DIR: "/srv/data",
    REDIS_URL: "rediss://cache:6380/2",
    TRUST_PROXY: "loopback, 10.0.0.0/8,2001:db8::/32, 192.0.2.7",
  });
  expect(parsed).toMatchObject({ PORT: 8080, DATABASE_URL: DATABASE, DATA_DIR: "/srv/data" });
});

test.each([
  ["PORT", "0", "needs a whole number from 1 to 65535"],
  ["PORT", "65536", "needs a whole number from 1 to 65535"],
  ["PORT", "80a", "needs a whole number from 1 to 65535"],
  ["HOST", "all of them", "needs a host name or an IP address"],
  ["DATABASE_URL", "mysql://u:p@h/d", "needs the form postgresql://user:password@host:port/database"],
  ["DATABASE_URL", "postgresql://u:p@h", "needs the form postgresql://user:password@host:port/database"],
  ["DATABASE_READ_URL", "replica", "needs the form postgresql://user:password@host:port/database"],
  [
    "DATABASE_APP_ROLE",
    'app"; DROP',
    "needs a role name of lower-case letters, digits and _, at most 63 long",
  ],
  ["REDIS_URL", "http://cache", "needs a URL that begins with redis:// or rediss://"],
  ["AUTH_SECRET", "short", "needs at least 32 characters"],
  ["AUTH_URL", "clinic.example", "needs a URL that begins with http:// or https://"],
  ["DEMO", "no", "needs on or off"],
  ["DEMO_PASSWORD", "1234567", "needs at least 8 characters"],
  ["LOG_LEVEL", "loud", "needs one of trace, debug, info, warn, error, fatal, silent"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "grpc://x", "needs a URL that begins with http:// or https://"],
  ["TRUST_PROXY", "yes", "needs addresses, networks (10.0.0.0/8) or the word loopback, with commas between"],
  [
    "TRUST_PROXY",
    "10.0.0.0/33",
    "needs addresses, networks (10.0.0.0/8) or the word loopback, with commas between",
  ],
  ["WORKER", "outside", "needs inside or apart"],
  ["METRICS_TOKEN", "tiny", "needs at least 16 characters"],
])("a bad %s (%s) is named in one line that says what is accepted", (name, value, reason) => {
  expect(complaintOf({ [name]: value })).toBe(`${name}: ${reason}`);
});

test("every bad variable has its line", () => {
  expect(
    complaintOf({ PORT: "x", LOG_LEVEL: "x" })
      .split("\n")
      .map((line) => line.split(":")[0]),
  ).toEqual(["PORT", "LOG_LEVEL"]);
});

test("a complaint never repeats the value, which may be a secret", () => {
  expect(
    complaintOf({ DATABASE_URL: "mysql://owner:secret-word@h/d", AUTH_SECRET: "secret-word" }),
  ).not.toContain("secret-word");
});
