import { createSerwistRoute } from "@serwist/turbopack";

// Built with the product: the page that stands in while there is no network is fetched anew with every build.
const revision = String(Date.now());

export const { dynamic, dynamicParams, revalidate, generateStaticParams, GET } = createSerwistRoute({
  swSrc: "app/sw.ts",
  useNativeEsbuild: true,
  additionalPrecacheEntries: [{ url: "/~offline", revision }],
});
