import { expect, type Page, test } from "@playwright/test";
import { signIn } from "./sign-in";

// A page that takes long is on its way from the first moment: its tab says so, and no tab moves while it does.

/** Holds the page at `path` until the returned function is called. */
async function holdPage(page: Page, path: string): Promise<() => void> {
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route(
    (url) => url.pathname === path,
    async (route) => {
      await gate;
      await route.continue();
    },
  );
  return go;
}

const placesOf = (page: Page, bar: string) =>
  page
    .getByRole("navigation", { name: bar })
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => Math.round(link.getBoundingClientRect().x)));

test("a tab of the administration that is slow to open says so until it is there", async ({ page }) => {
  await signIn(page, "admin", "other");
  await page.goto("/admin");
  const go = await holdPage(page, "/admin/sessions");
  const before = await placesOf(page, "Administration");
  const tab = page.getByRole("link", { name: /^Sessions/ });
  await tab.click();
  await expect(tab.getByRole("status")).toHaveText("opening…");
  await expect(page.getByRole("region", { name: "People" })).toHaveCSS("opacity", "0.6");
  expect(await placesOf(page, "Administration")).toEqual(before);
  go();
  await expect(page.getByRole("heading", { name: "Signed in now" })).toBeVisible();
  await expect(tab.getByRole("status")).toHaveText("");
  expect(await placesOf(page, "Administration")).toEqual(before);
});

test("so does a tab of a chart", async ({ page }) => {
  await signIn(page, "nurse");
  const { items } = await (await page.request.get("/api/patients?limit=1")).json();
  const go = await holdPage(page, `/patients/${items[0].id}/details`);
  await page.goto(`/patients/${items[0].id}`);
  const before = await placesOf(page, "Chart");
  const tab = page.getByRole("link", { name: /^Details/ });
  await tab.click();
  await expect(tab.getByRole("status")).toHaveText("opening…");
  expect(await placesOf(page, "Chart")).toEqual(before);
  go();
  await expect(page.getByLabel("Family name")).toBeVisible();
  expect(await placesOf(page, "Chart")).toEqual(before);
});
