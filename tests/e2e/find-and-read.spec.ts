import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { hits, searchBox, signIn } from "./sign-in";

/** A family name that many patients of the generated clinic begin with, and one of them. */
async function someHit(
  page: Page,
): Promise<{ id: string; familyName: string; givenName: string; mrn: string }> {
  const answer = await page.request.get("/api/patients?limit=50");
  const { items } = await answer.json();
  return items.find(
    (hit: { familyName: string; givenName: string }) =>
      /^[A-Z][a-z]{4,}$/.test(hit.familyName) && /^[A-Z][a-z]+$/.test(hit.givenName),
  );
}

test("a clinician finds a patient, reads the chart and the exact balance, by keyboard alone", async ({
  page,
}) => {
  await signIn(page);
  await expect(searchBox(page)).toBeFocused();
  await expect(hits(page).first()).toBeVisible();
  const wanted = await someHit(page);

  await page.keyboard.type(`${wanted.givenName.slice(0, 4)} ${wanted.familyName}`);
  await expect(hits(page).filter({ hasText: wanted.mrn })).toBeVisible();
  const position = await hits(page).evaluateAll(
    (rows, mrn) => rows.findIndex((row) => row.textContent?.includes(mrn)),
    wanted.mrn,
  );
  for (let i = 0; i < position; i++) await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option", { selected: true })).toContainText(wanted.mrn);
  await page.keyboard.press("Enter");

  await page.waitForURL(`**/patients/${wanted.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(wanted.familyName);
  await expect(page.getByText(`MRN ${wanted.mrn}`)).toBeVisible();
  await expect(page.getByText(/^Allergies$|No known allergies recorded/).first()).toBeVisible();

  const { balance } = await (await page.request.get(`/api/patients/${wanted.id}/summary`)).json();
  const ledger = await (await page.request.get(`/api/patients/${wanted.id}/ledger?limit=200`)).json();
  const sum = ledger.items.reduce(
    (total: bigint, entry: { amount: string }) => total + BigInt(entry.amount.replace(".", "")),
    0n,
  );
  expect(BigInt(balance.amount.replace(".", ""))).toBe(sum);

  await page.getByRole("link", { name: "Billing" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/billing");
  await expect(page.getByRole("list", { name: "Entries of the account" })).toBeVisible();

  await page.keyboard.press("/");
  await expect(searchBox(page)).toBeFocused();
  await page.keyboard.type("zzzzqqq");
  await expect(page.getByText(/No patient matches/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(searchBox(page)).toHaveValue("");
  await expect(hits(page).first()).toBeVisible();
});

test("results are those of the last keystroke, and the earlier ones stay until they come", async ({
  page,
}) => {
  await signIn(page);
  await expect(hits(page).first()).toBeVisible();
  // The first answer is held back until the second is on the screen.
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/api\/patients\?q=s&/, async (route) => {
    await held;
    await route.continue().catch(() => {});
  });
  await searchBox(page).fill("s");
  await expect.poll(() => hits(page).count()).toBeGreaterThan(0);
  await searchBox(page).fill("zzzzqqq");
  await expect(page.getByText(/No patient matches/)).toBeVisible();
  release();
  await expect(page.getByText(/No patient matches/)).toBeVisible();
  await expect(hits(page)).toHaveCount(0);
});

test("Enter before the answer opens the first hit of that answer", async ({ page }) => {
  await signIn(page);
  const wanted = await someHit(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/api\/patients\?q=\d/, async (route) => {
    await held;
    await route.continue();
  });
  await searchBox(page).fill(wanted.mrn);
  await page.keyboard.press("Enter");
  release();
  await page.waitForURL(`**/patients/${wanted.id}`);
});

test("a broad search scrolls on by cursor, with few rows in the document", async ({ page }) => {
  await signIn(page);
  await searchBox(page).fill("a");
  await expect(page.getByText(/patients$/)).toBeVisible();
  const list = page.getByRole("listbox");
  for (let i = 0; i < 12; i++) {
    await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect.poll(() => hits(page).count()).toBeGreaterThan(5);
  }
  const height = await list.evaluate((element) => element.scrollHeight);
  expect(height).toBeGreaterThan(36 * 200);
  expect(await hits(page).count()).toBeLessThan(80);
});

test("what is scrolled to and has the focus stays when the list begins to follow", async ({ page }) => {
  await signIn(page);
  await page.goto("/patients", { waitUntil: "networkidle" });
  const list = page.getByRole("listbox");
  const place = await list.evaluate((element) => {
    element.scrollTo(0, 360);
    const row = element.querySelectorAll<HTMLElement>("[role=option]")[12];
    row?.focus();
    return { row: row?.id, rows: element.querySelectorAll("[role=option]").length };
  });
  expect(place.rows).toBe(40);
  await page.mouse.move(300, 300);
  // Its code has come: the rows far below are no longer in the document.
  await expect.poll(() => hits(page).count()).toBeLessThan(40);
  expect(await list.evaluate((element) => element.scrollTop)).toBe(360);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe(place.row);
});

test("a failed search says so, keeps the rows and tries again", async ({ page }) => {
  await signIn(page);
  await expect(hits(page).first()).toBeVisible();
  await page.route(/\/api\/patients\?q=smi/, (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "unavailable", detail: "The service cannot answer at the moment." }),
    }),
  );
  await searchBox(page).fill("smi");
  await expect(page.getByText("The service cannot answer at the moment.")).toBeVisible();
  expect(await hits(page).count()).toBeGreaterThan(0);
  await page.unroute(/\/api\/patients\?q=smi/);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("The service cannot answer at the moment.")).toBeHidden();
});

test("offline is said in words and ends by itself", async ({ page, context }) => {
  await signIn(page);
  await context.setOffline(true);
  await expect(page.getByText(/^Offline/).first()).toBeVisible();
  await searchBox(page).fill("smith");
  await expect(page.getByText(/Offline: the search goes on/)).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(/^Offline/)).toHaveCount(0);
});

test("a chart kept by the browser is checked before it is shown again", async ({ page }) => {
  await signIn(page);
  await hits(page).first().click();
  await page.waitForURL("**/patients/*-*");
  const checked = page.waitForRequest(
    (request) => request.url().includes("/summary") && request.headers()["if-none-match"] !== undefined,
  );
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  expect((await (await checked).response())?.status()).toBe(304);
});

for (const [name, path] of [
  ["sign-in", "/sign-in"],
  ["the patients", "/patients"],
] as const) {
  test(`${name} has no accessibility fault that axe knows`, async ({ page }) => {
    if (path !== "/sign-in") await signIn(page);
    else await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(violations.map((v) => [v.id, v.nodes[0]?.html])).toEqual([]);
  });
}

for (const [name, width, height] of [
  ["desktop", 1280, 800],
  ["tablet", 820, 1180],
  ["phone", 390, 844],
] as const) {
  test(`the chart fits a ${name} and has no accessibility fault that axe knows`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await signIn(page);
    await hits(page).first().click();
    await page.waitForURL("**/patients/*-*");
    await expect(page.getByRole("heading", { name: "Problems" })).toBeVisible();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(violations.map((v) => [v.id, v.nodes[0]?.html])).toEqual([]);
  });
}
