import { randomUUID } from "node:crypto";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { isAlive, searchBox, signIn } from "./sign-in";

// What is said while somebody aims at a button does not move it: a press that begins on it and ends beside it does nothing.

async function placeOf(button: Locator): Promise<{ x: number; y: number }> {
  return button.evaluate((element) => {
    const { x, y } = element.getBoundingClientRect();
    return { x: Math.round(x), y: Math.round(y) };
  });
}

async function stays(page: Page, button: Locator, type: () => Promise<void>): Promise<void> {
  await type();
  const before = await placeOf(button);
  await expect(page.getByText(/Kept on this device/)).toBeVisible();
  expect(await placeOf(button)).toEqual(before);
}

test("the button of a dialog stays where it is when the draft is kept", async ({ page }) => {
  await signIn(page, "admin", "other");
  await page.goto("/admin");
  await page.getByRole("button", { name: "Invite" }).click();
  const button = page.getByRole("button", { name: "Make the link" });
  await stays(page, button, () => page.getByLabel("Name", { exact: true }).fill("Sam Steady"));
});

test("the button of a page stays where it is when the draft is kept, on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, "reception");
  const { items } = await (await page.request.get("/api/patients?limit=1")).json();
  await page.goto(`/patients/${items[0].id}/details`);
  await isAlive(page);
  const button = page.getByRole("button", { name: "Save", exact: true });
  await stays(page, button, () => page.getByLabel("City").fill("Steady"));
});

const SIZES = [
  ["desktop", 1280, 800],
  ["phone", 390, 844],
] as const;

for (const [name, width, height] of SIZES) {
  test(`a chart that cannot be checked says so without moving, on a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await signIn(page);
    const { items } = await (await page.request.get("/api/patients?limit=1")).json();
    await page.goto(`/patients/${items[0].id}`);
    const [records, panel] = [
      page.getByRole("link", { name: "Records" }),
      page.getByRole("heading", { name: "Problems" }),
    ];
    const before = [await placeOf(records), await placeOf(panel)];
    await page.route("**/summary", (route) => route.abort());
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect(page.getByText(/^Not checked/)).toBeAttached();
    await expect(page.getByText(/20\d\d, \d\d:\d\d/).first()).toBeVisible();
    expect([await placeOf(records), await placeOf(panel)]).toEqual(before);
  });

  test(`the network that goes moves nothing, on a ${name}`, async ({ page, context }) => {
    await page.setViewportSize({ width, height });
    await signIn(page);
    const [row, place] = [page.getByText("Seen last"), page.getByRole("link", { name: "Patients" })];
    const before = [await placeOf(row), await placeOf(place)];
    await context.setOffline(true);
    await expect(page.getByText(/^Offline/).first()).toBeVisible();
    expect([await placeOf(row), await placeOf(place)]).toEqual(before);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBe(0);
  });
}

test("a wrong password moves neither the fields nor the button, at the door and at the lock", async ({
  page,
}) => {
  await page.goto("/sign-in");
  const enter = page.getByRole("button", { name: "Sign in" });
  const atDoor = [await placeOf(page.getByLabel("Email")), await placeOf(enter)];
  await page.getByLabel("Email").fill("nurse@demo.test");
  await page.getByLabel("Password").fill("not this one");
  await enter.click();
  await expect(page.getByText(/not right|wrong|do not/i)).toBeVisible();
  expect([await placeOf(page.getByLabel("Email")), await placeOf(enter)]).toEqual(atDoor);

  await signIn(page, "nurse");
  await expect(searchBox(page)).toBeFocused();
  await page.evaluate(() => window.dispatchEvent(new Event("swiftchart:lock")));
  const unlock = page.getByRole("button", { name: "Unlock" });
  const atLock = [await placeOf(page.getByLabel("Password")), await placeOf(unlock)];
  await page.getByLabel("Password").fill("not this one");
  await unlock.click();
  await expect(page.getByRole("alert").filter({ hasText: /password/i })).toBeVisible();
  expect([await placeOf(page.getByLabel("Password")), await placeOf(unlock)]).toEqual(atLock);
});

test("what is said of a password while it is typed does not move the button", async ({ page, browser }) => {
  await signIn(page, "admin", "other");
  const invited = { email: `${randomUUID()}@westside.example`, name: "Sam Steady", role: "nurse" };
  const { inviteUrl } = await (await page.request.post("/api/users", { data: invited })).json();
  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(inviteUrl);
  const button = theirs.getByRole("button", { name: "Set password" });
  const before = await placeOf(button);
  await theirs.getByLabel("New password").fill("short");
  await expect(theirs.getByText(/7 more/)).toBeVisible();
  expect(await placeOf(button)).toEqual(before);
  await theirs.getByLabel("New password").fill("password1234");
  await button.click();
  await expect(theirs.getByText(/tried first|guessed too soon/)).toBeVisible();
  expect(await placeOf(button)).toEqual(before);
  await theirs.context().close();
});

test("people that cannot be read again stay where they are", async ({ page }) => {
  await signIn(page, "admin", "other");
  const listens = page.waitForResponse((answer) => answer.url().endsWith("/api/clinic/events"));
  await page.goto("/admin");
  await listens;
  const actions = page.getByRole("button", { name: "Actions for Noor Nurse" });
  const before = await placeOf(actions);
  await page.route(/\/api\/users\?/, (route) => route.fulfill({ status: 500, json: { detail: "Broken." } }));
  const invited = { email: `${randomUUID()}@westside.example`, name: "Tom Told", role: "nurse" };
  await page.request.post("/api/users", { data: invited });
  await expect(page.getByRole("alert").filter({ hasText: "Broken." })).toBeVisible();
  expect(await placeOf(actions)).toEqual(before);
});

test("a filter of the trail that finds nobody moves neither the other filters nor the events", async ({
  page,
}) => {
  await signIn(page, "admin", "other");
  await page.goto("/admin/audit");
  const [event, from] = [page.getByRole("listitem").nth(3), page.getByLabel("From")];
  const before = [await placeOf(event), await placeOf(from)];
  await page.getByLabel("Patient", { exact: true }).fill("nobody of this name");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Nobody fits/)).toBeVisible();
  expect([await placeOf(event), await placeOf(from)]).toEqual(before);
  await page.getByLabel("Patient", { exact: true }).fill("");
  await page.setViewportSize({ width: 820, height: 1180 });
  const narrow = await placeOf(event);
  await page.getByLabel("Outcome").selectOption("success");
  await expect(page.getByRole("button", { name: "Clear filters" })).toBeVisible();
  expect(await placeOf(event)).toEqual(narrow);
});

test("a long history is read to its end with the form and its button where they are", async ({ page }) => {
  await signIn(page, "reception");
  const { items } = await (await page.request.get("/api/patients?limit=60")).json();
  const path = `/api/patients/${items[items.length - 40].id}`;
  for (let nth = 1; nth <= 10; nth++) {
    const { version } = await (await page.request.get(path)).json();
    const data = { phone: `555-01${10 + nth}`, address: { line: `${nth} High Street`, city: "Steady" } };
    await page.request.patch(path, { data, headers: { "If-Match": `"${version}"` } });
  }
  await page.goto(`${path.replace("/api", "")}/details`);
  await isAlive(page);
  const places = [page.getByRole("button", { name: "Save", exact: true }), page.getByLabel("Family name")];
  const before = await Promise.all(places.map(placeOf));
  await page.getByText("The first version.").scrollIntoViewIfNeeded();
  await expect(page.getByText("The first version.")).toBeInViewport();
  expect(await Promise.all(places.map(placeOf))).toEqual(before);
});
