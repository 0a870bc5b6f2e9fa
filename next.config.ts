import { withSerwist } from "@serwist/turbopack";
import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  compress: true,
  // Type checks and the linter run before the build; see "check" in package.json.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["@node-rs/argon2", "postgres", "ioredis", "pino", "prom-client", "lru-cache"],
  turbopack: {
    resolveAlias: {
      "./mutationCache.js": "./components/shell/no-mutation-cache.ts",
      "../build/polyfills/polyfill-module": "./components/shell/no-polyfills.ts",
    },
  },
  experimental: {
    serverMinification: false,
    // Loaded at the first visit: all pages at once at the start are 90 MB that a clinic may never need.
    preloadEntriesOnStart: false,
    // Few scripts a page: nine instead of thirteen are 1.7 KB less, because what is packed together packs better.
    turbopackChunking: { minChunkSize: 200_000, requestCost: 600_000 },
  },
};

export default withSerwist(config);
