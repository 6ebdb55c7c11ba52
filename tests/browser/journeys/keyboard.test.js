// Without a pointer (M-57): the sender's way from signing in to sending, and a recipient's to a typed signature.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person } from "../lib/browser.js";
import { linkIn, mailTo, user } from "../lib/demo.js";
import { contract } from "../lib/pdf.js";
import { standsAs } from "../lib/sender.js";
import { words as wordsOf } from "../lib/words.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const STEPS = 80;

/** Tab until what has the focus is called like this; the focus must be visible there. */
async function tabTo(page, name, key = "Tab") {
  const wanted = typeof name === "string" ? (text) => text === name : (text) => name.test(text);
  const seen = [];
  for (let step = 0; step < STEPS; step += 1) {
    const { text, visible } = await page.evaluate(focused);
    if (wanted(text)) {
      assert.ok(visible, `the focus on “${text}” can be seen`);
      return;
    }
    seen.push(text);
    await page.keyboard.press(key);
  }
  assert.fail(`Tab never came to ${name}: ${[...new Set(seen)].join(" · ")}`);
}

/** What has the focus, as it is called, and whether it shows that (WCAG 2.4.7). */
function focused() {
  const element = document.activeElement;
  const described = element.getAttribute("aria-label") ?? [...(element.labels ?? [])].map((label) => label.textContent).join(" ") ?? "";
  const text = (described || element.textContent || "").replace(/\s+/g, " ").trim();
  const looks = [element, ...(element.labels ?? []), element.parentElement].filter(Boolean).map((one) => getComputedStyle(one));
  const visible = looks.some((style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none");
  return { text, visible };
}

/** The words of the language that the page is in: a user's own, once they are signed in. */
async function spoken(page) {
  return wordsOf(await page.getAttribute("html", "lang"));
}

async function typeInto(page, name, text) {
  await tabTo(page, name);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

test("a sender signs in, uploads, adds a person, places a signature and sends, by keyboard alone", async () => {
  const sender = await person(browser);
  const { page } = sender;
  const { email, password } = user("Cyril");
  await page.goto("/sign-in");
  await typeInto(page, sender.words.text("account-email"), email);
  await typeInto(page, sender.words.text("account-password"), password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
  sender.words = await spoken(page);
  const { words } = sender;
  await tabTo(page, words.text("shell-new"));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/agreements/new");

  // Listened for before the way there: the browser hands choosers over only some messages after it was asked to.
  const chosen = page.waitForEvent("filechooser");
  await tabTo(page, words.text("new-choose"));
  await page.keyboard.press("Enter");
  const chooser = await chosen;
  await chooser.setFiles({ name: "By keyboard.pdf", mimeType: "application/pdf", buffer: contract(1) });
  await page.waitForURL("**/agreements/*/edit");
  await page.getByRole("button", { name: words.text("editor-ui-add-person"), exact: true }).waitFor();

  await tabTo(page, words.text("editor-ui-add-person"));
  await page.keyboard.press("Enter");
  // Where a script moves the focus itself, it must have done so before Tab is pressed.
  await page.waitForFunction(() => document.activeElement.id.startsWith("name-"));
  await typeInto(page, words.text("editor-ui-name"), "Tipka Tipkovič");
  await typeInto(page, words.text("editor-ui-email"), "tipka@keys.example");
  await tabTo(page, words.text("editor-ui-kind-signature"));
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => "field" in document.activeElement.dataset);
  await tabTo(page, words.like("editor-ui-field-name", { kind: words.text("editor-ui-kind-signature"), name: "Tipka Tipkovič", page: 1 }));
  const placed = await page.evaluate(() => document.activeElement.getBoundingClientRect().x);
  for (let step = 0; step < 5; step += 1) await page.keyboard.press("ArrowRight");
  await page.waitForFunction((from) => document.activeElement.getBoundingClientRect().x > from, placed);
  await sender.look("keyboard-editor");
  await tabTo(page, words.like("editor-ui-send-to"), "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => /^\/agreements\/[0-9a-f-]+$/.test(url.pathname));
  const path = new URL(page.url()).pathname;

  await signsByKeyboard(linkIn(await mailTo("tipka@keys.example", "By keyboard"), "/s/"));
  await standsAs(sender, path, "agreement-is-completed");
  await sender.leave();
});

async function signsByKeyboard(link) {
  const recipient = await person(browser);
  const { page } = recipient;
  await page.goto(link);
  const said = await spoken(page);
  await tabTo(page, said.text("sign-consent-agree"));
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: said.text("sign-dock") }).waitFor();
  await tabTo(page, said.like("sign-kind-signature"));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: said.text("sign-adopt-signature") });
  await dialog.waitFor();
  await typeInto(page, said.text("sign-adopt-text"), "T. Tipkovič");
  await tabTo(page, said.text("sign-adopt-use"));
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: said.text("sign-review-title") }).waitFor();
  await tabTo(page, said.text("sign-click-to-sign"));
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("main")?.dataset.page === "done", null, { timeout: 40_000 });
  await recipient.leave();
}
