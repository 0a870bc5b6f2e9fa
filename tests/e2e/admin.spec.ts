import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { isAlive, signIn } from "./sign-in";

// All of it happens in the second clinic, where no other test counts people; in this order, because later ones add administrators.

const PASSWORD = "tulip orbit cactus lantern";

async function openAdmin(page: Page): Promise<void> {
  await signIn(page, "admin", "other");
  await page.getByRole("link", { name: "Admin" }).click();
  await page.waitForURL("**/admin");
}

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

async function act(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

async function signInAs(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/patients");
}

async function elsewhere(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}

test("the last administrator is not deactivated, and is told why", async ({ page }) => {
  await openAdmin(page);
  await act(page, "Alex Admin", "Deactivate…");
  await page.getByRole("button", { name: "Deactivate", exact: true }).click();
  await expect(page.getByText(/the clinic's last administrator/)).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(row(page, "Alex Admin")).toContainText("Active");
});

test("somebody invited sets a password and works; role and leaving hold at the next request", async ({
  page,
  browser,
}) => {
  const name = `Jo ${randomUUID().slice(0, 8)}`;
  const email = `${randomUUID()}@westside.example`;
  await openAdmin(page);
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Email").fill("nobody");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Give an address such as name@clinic.example.")).toBeVisible();
  await page.getByLabel("Email").fill(email);
  await page.keyboard.press("Control+Enter");
  const link = await page.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(row(page, name)).toContainText("Invited");

  const theirs = await elsewhere(browser);
  const asked: string[] = [];
  theirs.on("request", (request) => asked.push(request.url()));
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { name: /^Welcome to/ })).toBeVisible();
  await theirs.getByLabel("New password").fill("password1234");
  await theirs.getByRole("button", { name: "Set password" }).click();
  await expect(theirs.getByText(/tried first|guessed too soon/)).toBeVisible();
  await theirs.getByLabel("New password").fill(PASSWORD);
  await theirs.getByRole("button", { name: "Set password" }).click();
  await expect(theirs.getByRole("heading", { name: "Your password is set" })).toBeVisible();
  expect(asked.filter((url) => new URL(url).pathname.includes("swl_") || url.includes("?swl_"))).toEqual([]);
  // The administrator's open screen hears of it.
  await expect(row(page, name)).toContainText("Active");
  await theirs.goto(link);
  await theirs.reload();
  await expect(theirs.getByRole("heading", { name: "This link cannot be used" })).toBeVisible();

  await signInAs(theirs, email);
  await expect(theirs.getByText(/· Clinician$/)).toBeAttached();
  await expect(theirs.getByRole("link", { name: "Admin" })).toHaveCount(0);
  expect((await theirs.request.get("/api/users")).status()).toBe(403);
  await theirs.goto("/admin");
  await expect(theirs.getByText("Your role may not see the people of the clinic")).toBeVisible();

  await act(page, name, "Edit…");
  await page.getByLabel("Role").selectOption("admin");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row(page, name)).toContainText("Administrator");
  expect((await theirs.request.get("/api/users")).status()).toBe(200);

  await act(page, name, "Deactivate…");
  await page.getByRole("button", { name: "Deactivate", exact: true }).click();
  await expect(row(page, name)).toContainText("Deactivated");
  expect((await theirs.request.get("/api/users")).status()).toBe(401);
});

test("two administrators who change the clinic at once see both versions, and nothing is lost", async ({
  page,
  browser,
}) => {
  await openAdmin(page);
  const email = `${randomUUID()}@westside.example`;
  const made = await page.request.post("/api/users", {
    data: { email, name: "Second Admin", role: "admin" },
  });
  const { inviteUrl } = await made.json();
  const token = new URL(inviteUrl).hash.slice(1);
  await page.request.post("/api/links/use", { data: { token, password: PASSWORD } });

  await page.getByRole("link", { name: "Clinic", exact: true }).click();
  const own = page.getByLabel("Name", { exact: true });
  await own.fill("Hillside of Alex");

  const second = await elsewhere(browser);
  await signInAs(second, email);
  await second.goto("/admin/clinic");
  await isAlive(second);
  await second.getByLabel("Name", { exact: true }).fill("Hillside of the second");
  await second.getByLabel("Units").selectOption("us");
  await second.getByRole("button", { name: "Save" }).click();
  await expect(second.getByText(/Last changed by Second Admin/)).toBeVisible();

  // What only the other one changed is shown at once; what both changed is asked about.
  await expect(page.getByLabel("Units")).toHaveValue("us");
  await expect(own).toHaveValue("Hillside of Alex");
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Changed by somebody else meanwhile" });
  await expect(dialog).toContainText("by Second Admin");
  await expect(dialog.getByRole("group", { name: "Name" })).toContainText("Hillside of the second");
  await expect(dialog.getByRole("group", { name: "Name" })).toContainText("Hillside of Alex");
  await dialog.getByRole("button", { name: "Save these" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/Last changed by Alex Admin/)).toBeVisible();
  const clinic = await (await page.request.get("/api/clinic")).json();
  expect(clinic).toMatchObject({ name: "Hillside of Alex", units: "us" });
  // The second one's untouched form follows, and the shell has the new name.
  await expect(second.getByLabel("Name", { exact: true })).toHaveValue("Hillside of Alex");
  await expect(page.getByRole("banner")).toContainText("Hillside of Alex");
});

test("what was typed into the settings is there again after the tab was closed", async ({
  page,
  context,
}) => {
  await openAdmin(page);
  await page.goto("/admin/clinic");
  await isAlive(page);
  const before = await page.getByLabel("Name", { exact: true }).inputValue();
  await page.getByLabel("Name", { exact: true }).fill("Typed and not saved");
  await expect(page.getByText(/Kept on this device/)).toBeVisible();
  await page.close();
  const again = await context.newPage();
  await again.goto("/admin/clinic");
  await isAlive(again);
  await expect(again.getByLabel("Name", { exact: true })).toHaveValue("Typed and not saved");
  await again.getByRole("button", { name: "Discard changes" }).click();
  await expect(again.getByLabel("Name", { exact: true })).toHaveValue(before);
});

test("settings restored over another administrator's change keep that change", async ({ page, context }) => {
  await openAdmin(page);
  const tab = await context.newPage();
  await tab.goto("/admin/clinic");
  await isAlive(tab);
  await tab.getByLabel("Name", { exact: true }).fill("Typed over");
  await expect(tab.getByText(/Kept on this device/)).toBeVisible();
  await tab.close();
  const { version, units } = await (await page.request.get("/api/clinic")).json();
  const theirs = { mrnPattern: "RV-######", units: units === "us" ? "metric" : "us" };
  await page.request.patch("/api/clinic", { data: theirs, headers: { "If-Match": `"${version}"` } });

  await page.goto("/admin/clinic");

  await isAlive(page);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Typed over");
  await expect(page.getByText(/had not saved is back/)).toBeVisible();
  await expect(page.locator("input[name=mrnPattern]")).toHaveValue(theirs.mrnPattern);
  await page.getByLabel("Name", { exact: true }).fill("Typed over it");
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await page.getByRole("button", { name: "Save" }).click();
  expect((await sent).postDataJSON()).toEqual({ name: "Typed over it" });
  await expect(page.getByRole("banner")).toContainText("Typed over it");
  expect(await (await page.request.get("/api/clinic")).json()).toMatchObject({
    name: "Typed over it",
    ...theirs,
  });
});

test("Enter in a long list chooses what was typed, and saves nothing", async ({ page }) => {
  await openAdmin(page);
  await page.goto("/admin/clinic");
  await isAlive(page);
  const zone = page.getByLabel("Time zone");
  const before = await zone.inputValue();
  let sent = 0;
  page.on("request", (request) => {
    if (request.method() === "PATCH") sent++;
  });
  await zone.fill("no such zone");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Enter");
  await zone.fill("tokyo");
  await page.keyboard.press("Enter");
  await expect(zone).toHaveValue("Asia/Tokyo");
  await zone.fill("");
  await page.keyboard.press("Tab");
  await expect(zone).toHaveValue("Asia/Tokyo");
  await zone.fill("berlin");
  await page.getByRole("option", { name: "Europe/Berlin" }).click();
  await expect(zone).toHaveValue("Europe/Berlin");
  await expect(page.getByText(/Kept on this device/)).toBeVisible();
  expect(sent).toBe(0);
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(zone).toHaveValue(before);
});

test("the focus stays where the person is: at what is wrong, and where a dialog was opened", async ({
  page,
}) => {
  await openAdmin(page);
  const invite = page.getByRole("button", { name: "Invite" });
  await invite.click();
  await page.getByLabel("Name", { exact: true }).fill("Somebody");
  await page.getByLabel("Email").fill("nobody");
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await page.keyboard.press("Escape");
  await expect(invite).toBeFocused();
  await act(page, "Alex Admin", "Edit…");
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Actions for Alex Admin" })).toBeFocused();
});

test("a role that was chosen and not saved is not there again without a word", async ({ page }) => {
  await openAdmin(page);
  const email = `${randomUUID()}@westside.example`;
  const name = `Ro ${randomUUID().slice(0, 8)}`;
  await page.request.post("/api/users", { data: { email, name, role: "nurse" } });
  await page.reload();
  await act(page, name, "Edit…");
  await page.getByLabel("Role").selectOption("admin");
  await page.keyboard.press("Escape");
  await act(page, name, "Edit…");
  await expect(page.getByLabel("Role")).toHaveValue("admin");
  await expect(page.getByRole("dialog").getByText(/had not saved is back/)).toBeVisible();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByLabel("Role")).toHaveValue("nurse");
});

test("an invitation whose answer was lost with the tab is made once, whatever is typed next", async ({
  page,
  context,
}) => {
  await openAdmin(page);
  const name = `Once ${randomUUID().slice(0, 8)}`;
  const tab = await context.newPage();
  await tab.goto("/admin");
  await tab.route("**/api/users", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
  await tab.getByRole("button", { name: "Invite" }).click();
  await tab.getByLabel("Name", { exact: true }).fill(name);
  await tab.getByLabel("Email").fill(`${randomUUID()}@westside.example`);
  await tab.getByRole("button", { name: "Make the link" }).click();
  await expect(tab.getByText(/No answer from the server/)).toBeVisible();
  await tab.close();

  await page.goto("/admin");
  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page.getByRole("dialog", { name: new RegExp(`A link for .?${name}`) })).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(row(page, name)).toHaveCount(1);
});

test("two links opened in one tab: the person shown is the person whose password is set", async ({
  page,
  browser,
}) => {
  await openAdmin(page);
  const invite = async (name: string): Promise<{ id: string; name: string; inviteUrl: string }> => {
    const data = { email: `${randomUUID()}@westside.example`, name, role: "nurse" };
    return (await page.request.post("/api/users", { data })).json();
  };
  const one = await invite("Link One");
  const two = await invite("Link Two");
  const theirs = await elsewhere(browser);
  await theirs.goto(one.inviteUrl);
  await expect(theirs.getByText("Link One")).toBeVisible();
  await theirs.getByLabel("New password").fill("meant for the first");
  await theirs.goto(two.inviteUrl);
  await expect(theirs.getByText("Link Two")).toBeVisible();
  await expect(theirs.getByLabel("New password")).toHaveValue("");
  expect(theirs.url()).not.toContain("swl_");
  await theirs.getByLabel("New password").fill(PASSWORD);
  await theirs.getByRole("button", { name: "Set password" }).click();
  await expect(theirs.getByRole("heading", { name: "Your password is set" })).toBeVisible();
  const statusOf = async ({ id }: { id: string }) =>
    (await (await page.request.get(`/api/users/${id}`)).json()).status;
  expect([await statusOf(one), await statusOf(two)]).toEqual(["invited", "active"]);
});

test("a session is ended from the list, and the trail says who did it", async ({ page, browser }) => {
  const nurse = await elsewhere(browser);
  await signIn(nurse, "nurse", "other");
  await openAdmin(page);
  await page.getByRole("link", { name: "Sessions" }).click();
  await page.getByLabel("Name, device or network").fill("noor");
  const end = page.getByRole("button", { name: "End the session of Noor Nurse" });
  const count = await end.count();
  for (let left = count; left > 0; left--) {
    await end.first().click();
    await expect(end).toHaveCount(left - 1);
  }
  expect((await nurse.request.get("/api/patients")).status()).toBe(401);

  await page.getByRole("link", { name: "Audit trail" }).click();
  await page.getByLabel("Action").selectOption("session.end");
  await expect(page).toHaveURL(/action=session\.end/);
  const events = page.getByRole("list", { name: "Events" }).getByRole("button");
  await expect(events).toHaveCount(count);
  await expect(events.first()).toContainText("admin@other.test");
  await page.reload();
  await expect(events).toHaveCount(count);
  await events.first().click();
  await expect(page.getByRole("dialog")).toContainText("session.end");
});

test("one's own password is changed by keyboard alone, and the present one is asked for", async ({
  page,
  browser,
}) => {
  await openAdmin(page);
  const email = `${randomUUID()}@westside.example`;
  const made = await page.request.post("/api/users", { data: { email, name: "Kim Keys", role: "nurse" } });
  const token = new URL((await made.json()).inviteUrl).hash.slice(1);
  await page.request.post("/api/links/use", { data: { token, password: PASSWORD } });
  const kim = await elsewhere(browser);
  await signInAs(kim, email);
  await kim.getByRole("button", { name: "Account of Kim Keys" }).focus();
  await kim.keyboard.press("Enter");
  await kim.getByRole("button", { name: "Change password" }).focus();
  await kim.keyboard.press("Enter");
  await expect(kim.getByLabel("Present password")).toBeFocused();
  await kim.keyboard.type("not this one at all");
  await kim.keyboard.press("Tab");
  await kim.keyboard.type(`${PASSWORD} two`);
  await kim.keyboard.press("Enter");
  await expect(kim.getByText("That is not your present password. Try again.")).toBeVisible();
  await kim.getByLabel("Present password").fill(PASSWORD);
  await kim.keyboard.press("Enter");
  await expect(kim.getByText(/Your password is changed/)).toBeVisible();
  expect((await kim.request.get("/api/me")).status()).toBe(200);
});

for (const [name, width, height] of [
  ["desktop", 1280, 800],
  ["tablet", 820, 1180],
  ["phone", 390, 844],
] as const) {
  test(`the administration fits a ${name} and has no accessibility fault that axe knows`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await openAdmin(page);
    const pages = [
      ["/admin", "People"],
      ["/admin/sessions", "Signed in now"],
      ["/admin/tokens", "API tokens"],
      ["/admin/clinic", "Clinic"],
      ["/admin/audit", "Audit trail"],
      ["/set-password", "This link cannot be used"],
    ] as const;
    for (const [path, heading] of pages) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect([path, overflow]).toEqual([path, 0]);
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
        .analyze();
      expect([path, violations.map((v) => [v.id, v.nodes[0]?.html])]).toEqual([path, []]);
    }
  });
}

test("the trail says on a tablet what was done, and when, without cutting it", async ({ page }) => {
  await page.setViewportSize({ width: 820, height: 1180 });
  await openAdmin(page);
  // The longest words an action has.
  await page.route("**/api/audit?*", async (route) => {
    const answer = await route.fetch();
    const trail = await answer.json();
    const [first] = trail.items;
    const actions = [
      "user.revoke-sessions",
      "patient.history.read",
      "request.replay",
      "user.change-password",
    ];
    trail.items = actions.map((action) => ({ ...first, id: randomUUID(), action, outcome: "refused" }));
    await route.fulfill({ response: answer, json: trail });
  });
  await page.goto("/admin/audit");
  await expect(page.getByText("Read a registration's history").last()).toBeVisible();
  const cut = await page
    .getByRole("list", { name: "Events" })
    .evaluate((list) =>
      [...list.querySelectorAll("button > *:nth-child(-n + 4)")]
        .filter((cell) => cell.scrollWidth > cell.clientWidth)
        .map((cell) => cell.textContent),
    );
  expect(cut).toEqual([]);
});
