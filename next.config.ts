import { withSerwist } from "@serwist/turbopack";
import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  compress: true,
  // Type checks and the linter run before the build; see "check" in package.json.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["@node-rs/argon2", "postgres", "ioredis", "pino", "prom-client", "lru-cache"],
  // Loaded at the first visit: all pages at once at the start are 90 MB that a clinic may never need.
  experimental: { serverMinification: false, preloadEntriesOnStart: false },
};

export default withSerwist(config);
