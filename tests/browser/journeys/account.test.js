// Users: an invitation accepted, a wrong password, a forgotten one, signing out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person } from "../lib/browser.js";
import { linkIn, mailTo } from "../lib/demo.js";
import { signedIn, signIn } from "../lib/sender.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const EMAIL = "doroteja@demo.example";
const FIRST = "correct horse battery";
const SECOND = "staple orange window";

test("an admin invites a user, who chooses a password, forgets it, and chooses another by mail", async () => {
  const admin = await person(browser);
  await signedIn(browser, admin);
  await invite(admin);
  await admin.leave();

  const guest = await person(browser, { language: "sl", width: 390 });
  const { page, words } = guest;
  await page.goto(linkIn(await mailTo(EMAIL, "/welcome/"), "/welcome/"));
  await guest.look("welcome");
  await choosePassword(guest, "short", "short", "account-invited-do");
  await page.getByRole("alert").getByText(words.text("account-password-short")).waitFor();
  await guest.look("welcome-problem");
  await choosePassword(guest, FIRST, FIRST, "account-invited-do");
  await page.waitForURL((url) => url.pathname === "/");
  await guest.look("home-empty");
  await signOut(guest);

  await wrongPassword(guest);
  await forgotten(guest);
  await guest.leave();
});

async function invite({ page, words, look }) {
  await page.goto("/users");
  await page.getByLabel(words.text("account-name"), { exact: true }).fill("Doroteja Mlakar");
  await page.getByLabel(words.text("account-email"), { exact: true }).fill(EMAIL);
  await page.getByRole("combobox", { name: words.text("settings-language"), exact: true }).selectOption("sl");
  await page.getByRole("button", { name: words.text("settings-invite-go") }).click();
  await page.getByText(words.text("settings-invited", { email: EMAIL })).waitFor();
  await look("users-invited");
}

async function choosePassword({ page, words }, password, again, button) {
  await page.getByLabel(words.text("account-new-password"), { exact: true }).fill(password);
  await page.getByLabel(words.text("account-again"), { exact: true }).fill(again);
  await page.getByRole("button", { name: words.text(button) }).click();
}

async function signOut({ page, words, phone }) {
  if (phone) await page.getByRole("button", { name: words.text("shell-menu") }).click();
  await page.getByRole("button", { name: words.text("shell-sign-out") }).click();
  await page.waitForURL("**/sign-in**");
  await page.getByText(words.text("account-signed-out")).waitFor();
  await page.goto("/agreements");
  assert.equal(new URL(page.url()).pathname, "/sign-in", "signed out is signed out");
}

async function wrongPassword({ page, words, look }) {
  await page.goto("/sign-in");
  await page.getByLabel(words.text("account-email"), { exact: true }).fill(EMAIL);
  await page.getByLabel(words.text("account-password"), { exact: true }).fill("something else entirely");
  await page.locator("main").getByRole("button", { name: words.text("account-sign-in"), exact: true }).click();
  await page.getByRole("alert").getByText(words.text("account-wrong")).waitFor();
  assert.equal(await page.getByLabel(words.text("account-email"), { exact: true }).inputValue(), EMAIL, "what was typed stays");
  await look("sign-in-wrong");
}

async function forgotten(guest) {
  const { page, words, look } = guest;
  await page.getByRole("link", { name: words.text("account-forgot-link") }).click();
  await page.getByLabel(words.text("account-email"), { exact: true }).fill(EMAIL);
  await page.getByRole("button", { name: words.text("account-forgot-send") }).click();
  await page.getByText(words.text("account-forgot-sent", { email: EMAIL })).waitFor();
  await look("forgot-sent");
  const link = linkIn(await mailTo(EMAIL, "/reset/"), "/reset/");
  await page.goto(link);
  await look("reset");
  await choosePassword(guest, SECOND, SECOND, "account-reset-do");
  await page.waitForURL((url) => url.pathname === "/");
  await signOut(guest);
  await page.goto(link);
  await page.getByRole("heading", { name: words.text("account-link-used-title") }).waitFor();
  await look("link-used");
  await signIn(guest, EMAIL, SECOND);
}
