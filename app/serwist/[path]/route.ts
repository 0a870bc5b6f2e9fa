import { createSerwistRoute } from "@serwist/turbopack";

// Built with the product: the page that stands in while there is no network is fetched anew with every build.
const revision = String(Date.now());

const made = createSerwistRoute({
  swSrc: "app/sw.ts",
  useNativeEsbuild: true,
  additionalPrecacheEntries: [{ url: "/~offline", revision }],
});

export const { dynamic, dynamicParams, revalidate, generateStaticParams } = made;

/** Its name is that of every build: without a word of ours Next tells caches that are shared to keep it for a year. */
export const GET: typeof made.GET = async (request, context) => {
  const answer = await made.GET(request, context);
  answer.headers.set("Cache-Control", "no-cache");
  return answer;
};
