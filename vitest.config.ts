import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: root },
      { find: "server-only", replacement: `${root}tests/harness/server-only.ts` },
    ],
  },
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    include: [
      "{app,components,db,lib,scripts}/**/*.test.{ts,tsx}",
      "tests/{architecture,harness,integration}/**/*.test.ts",
    ],
    globalSetup: ["tests/harness/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    env: {
      AUTH_SECRET: "a secret that only the tests know, long enough",
      LOG_LEVEL: "silent",
      TZ: "UTC",
    },
  },
});
