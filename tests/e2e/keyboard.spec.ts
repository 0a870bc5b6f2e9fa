import { expect, type Page, test } from "@playwright/test";
import { isAlive, PASSWORD, signIn } from "./sign-in";

// Nothing here is saved: people, clinic and patients stay as the other tests expect them.

/** What has the focus: its label, name or text; "nothing" for the body, from where Tab begins at the top of the page. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "nothing";
    return element.getAttribute("aria-label") ?? element.getAttribute("name") ?? element.textContent ?? "";
  });
}

test("the focus goes back to what opened a dialog, from a menu as from a button", async ({ page }) => {
  await signIn(page, "admin", "other");
  await page.goto("/admin");
  const actions = page.getByRole("button", { name: "Actions for Noor Nurse" });
  for (const item of ["Edit…", "Reset password…", "End all sessions…", "Deactivate…"]) {
    await actions.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: item }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(actions, item).toBeFocused();
  }
  await page.getByRole("button", { name: "Invite" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Invite" })).toBeFocused();
  // The second time its code is there already, and it opens before the menu of the account has closed.
  const account = page.getByRole("button", { name: /^Account of/ });
  for (const _ of ["first", "second"]) {
    await account.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Change password" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Present password")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(account).toBeFocused();
  }
});

test("a menu is used by arrows and first letters, and Esc gives the focus back", async ({ page }) => {
  await signIn(page, "admin", "other");
  await page.goto("/admin");
  const actions = page.getByRole("button", { name: "Actions for Noor Nurse" });
  await actions.focus();
  await page.keyboard.press("ArrowDown");
  const item = (name: string) => page.getByRole("menuitem", { name });
  await expect(actions).toHaveAttribute("aria-expanded", "true");
  for (const [key, name] of [
    ["ArrowDown", "Reset password…"],
    ["End", "Deactivate…"],
    ["ArrowDown", "Edit…"],
    ["ArrowUp", "Deactivate…"],
    ["r", "Reset password…"],
    ["Home", "Edit…"],
    ["e", "End all sessions…"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(item(name), key).toBeFocused();
  }
  await page.keyboard.press("Escape");
  await expect(item("Edit…")).toHaveCount(0);
  await expect(actions).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(item("Edit…")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(item("Edit…")).toHaveCount(0);
  expect(await focused(page)).not.toBe("nothing");
});

test("a menu pressed before the page's code has come opens with it", async ({ browser }) => {
  // A service worker would answer for the scripts that are held.
  const page = await (await browser.newContext({ serviceWorkers: "block" })).newPage();
  await signIn(page, "admin", "other");
  let release = () => {};
  const isHeld = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await isHeld;
    await route.continue();
  });
  await page.goto("/admin", { waitUntil: "commit" });
  await page.getByRole("button", { name: "Actions for Noor Nurse" }).click();
  release();
  await expect(page.getByRole("menuitem", { name: "Edit…" })).toBeVisible();
  await page.getByRole("menuitem", { name: "Edit…" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
});

test("a refused change leads to the first field that is wrong, and the button keeps the focus meanwhile", async ({
  page,
}) => {
  await signIn(page, "nurse", "other");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByLabel("Present password").fill("not this one at all");
  await page.getByLabel("New password").fill("tulip orbit cactus lantern");
  let answer = () => {};
  const isHeld = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/api/me/password", async (route) => {
    await isHeld;
    await route.continue();
  });
  await page.getByRole("button", { name: "Change password", exact: true }).click();
  const busy = page.getByRole("button", { name: "Changing…" });
  await expect(busy).toBeFocused();
  await expect(busy).toHaveAttribute("aria-disabled", "true");
  answer();
  await expect(page.getByText("That is not your present password. Try again.")).toBeVisible();
  await expect(page.getByLabel("Present password")).toBeFocused();
});

test("unlocking goes back to the field one was in", async ({ page }) => {
  await signIn(page, "nurse");
  const { items } = await (await page.request.get("/api/patients?limit=1")).json();
  await page.goto(`/patients/${items[0].id}/details`);
  await isAlive(page);
  await page.getByLabel("City").focus();
  await page.evaluate(() => window.dispatchEvent(new Event("swiftchart:lock")));
  await expect(page.getByLabel("Password")).toBeFocused();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("City")).toBeFocused();
});

test("a combobox changes nothing by what is typed, and Enter in its list never saves", async ({ page }) => {
  await signIn(page, "admin", "other");
  await page.goto("/admin/clinic");
  await isAlive(page);
  const zone = page.getByRole("combobox", { name: "Time zone" });
  const before = await zone.inputValue();
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") sent.push(request.url());
  });
  await zone.click();
  await zone.fill("");
  await page.keyboard.press("Tab");
  await expect(zone).toHaveValue(before);
  await zone.click();
  await zone.fill("no such place");
  await page.keyboard.press("Enter");
  await expect(zone).toHaveValue(before);
  await zone.press("ArrowDown");
  await expect(page.getByRole("option", { name: before, exact: true })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("Escape");
  await expect(zone).toHaveAttribute("aria-expanded", "false");
  await zone.fill("tokyo");
  await expect(page.getByRole("option", { name: "Asia/Tokyo" })).toHaveAttribute("aria-selected", "true");
  const active = await page.getByRole("option", { name: "Asia/Tokyo" }).getAttribute("id");
  await expect(zone).toHaveAttribute("aria-activedescendant", active ?? "");
  await page.keyboard.press("Enter");
  await expect(zone).toHaveValue("Asia/Tokyo");
  await expect(zone).toHaveAttribute("aria-expanded", "false");
  expect(sent).toEqual([]);
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(zone).toHaveValue(before);
  expect(await focused(page)).not.toBe("nothing");
});

test("Enter goes from field to field and saves nothing; the last one leads to the button", async ({
  page,
}) => {
  await signIn(page, "nurse");
  const { items } = await (await page.request.get("/api/patients?limit=1")).json();
  await page.goto(`/patients/${items[0].id}/details`);
  await isAlive(page);
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") sent.push(request.url());
  });
  await page.getByLabel("Family name").fill("Keyed");
  const passed: string[] = [];
  for (const _ of ["given", "birth", "sex", "phone", "email", "street"]) {
    await page.keyboard.press("Enter");
    passed.push(await focused(page));
  }
  expect(passed).toEqual(["givenName", "birthDate", "sex", "phone", "email", "line"]);
  await page.locator("form input:visible").last().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Save", exact: true })).toBeFocused();
  expect(sent).toEqual([]);
  await page.getByRole("button", { name: "Discard changes" }).click();
});
