// What a sender does, step by step, by what is written on the screen.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { contract } from "./pdf.js";
import { user } from "./demo.js";

const states = new Map();

/** Signs in by the form, once for each user of a test file; later people take over the session. */
export async function signedIn(browser, person, name = "Ana") {
  const known = states.get(name);
  if (known) {
    await person.context.addCookies(known);
    return;
  }
  const { email, password } = user(name);
  await signIn(person, email, password);
  const cookies = await person.context.cookies();
  states.set(name, cookies.filter((cookie) => !["language", "theme"].includes(cookie.name)));
}

export async function signIn({ page, words }, email, password) {
  await page.goto("/sign-in");
  await page.getByLabel(words.text("account-email"), { exact: true }).fill(email);
  await page.getByLabel(words.text("account-password"), { exact: true }).fill(password);
  await page.locator("main").getByRole("button", { name: words.text("account-sign-in"), exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** From the page of a new agreement to its editor. */
export async function newAgreement({ page, words }, name, pages) {
  await page.goto("/agreements/new");
  await page.getByLabel(words.text("new-choose")).setInputFiles({ name: `${name}.pdf`, mimeType: "application/pdf", buffer: contract(pages, "Contract") });
  await page.waitForURL("**/agreements/*/edit");
  const field = page.getByLabel(words.text("editor-ui-agreement-name"));
  await field.waitFor();
  await field.fill(name);
}

/** On a narrow screen one panel is shown at a time. */
export async function tab({ page, words, phone }, name) {
  if (phone) await page.getByRole("navigation", { name: words.text("editor-ui-steps") }).getByRole("button", { name: words.text(`editor-ui-tab-${name}`) }).click();
}

/** Adds somebody; with a number they prove who they are by a code. */
export async function addPerson(sender, { name, email, phone }) {
  const { page, words } = sender;
  await tab(sender, "people");
  await page.getByRole("button", { name: words.text("editor-ui-add-person"), exact: true }).click();
  const form = page.getByRole("region", { name: words.text("editor-ui-people"), exact: true }).getByRole("listitem").last();
  await form.getByLabel(words.text("editor-ui-name"), { exact: true }).fill(name);
  await form.getByLabel(words.text("editor-ui-email"), { exact: true }).fill(email);
  if (phone) {
    await form.getByLabel(words.text("editor-ui-method"), { exact: true }).selectOption("phone");
    await form.getByLabel(words.text("editor-ui-phone"), { exact: true }).fill(phone);
  }
}

/** Puts a field on a page: its kind in the palette, then the place. `at` is a share of the page's width and height. */
export async function placeField(sender, kind, index, at, { label, required } = {}) {
  const { page, words } = sender;
  await tab(sender, "pages");
  const sheet = page.locator(`#page-${index}`);
  await sheet.scrollIntoViewIfNeeded();
  const before = await sheet.getByRole("button").count();
  const tool = page.getByRole("group", { name: words.text("editor-ui-palette"), exact: true }).getByRole("button", { name: words.text(`editor-ui-kind-${kind}`), exact: true });
  if ((await tool.getAttribute("aria-pressed")) !== "true") await tool.click();
  await sheet.evaluate((element, share) => element.scrollIntoView({ block: share > 0.5 ? "end" : "start" }), at.y);
  const box = await sheet.boundingBox();
  await page.mouse.click(box.x + at.x * box.width, box.y + at.y * box.height);
  await page.waitForFunction(([id, count]) => document.querySelectorAll(`#${id} [role=button]`).length > count, [`page-${index}`, before]);
  const inspector = page.getByRole("group", { name: words.like("editor-ui-selected", { page: index + 1 }) });
  if (label) await inspector.getByLabel(words.text("editor-ui-field-label"), { exact: true }).fill(label);
  if (required) await inspector.getByLabel(words.text(kind === "checkbox" ? "editor-ui-must-tick" : "editor-ui-required"), { exact: true }).check();
  if (sender.phone) await inspector.getByRole("button", { name: words.text("editor-ui-close"), exact: true }).click();
}

/** For whom the next fields are. */
export async function fieldsFor(sender, name) {
  await tab(sender, "pages");
  await sender.page.getByLabel(sender.words.text("editor-ui-fields-for"), { exact: true }).selectOption({ label: name });
}

/** The language in which the recipients are written to. */
export async function chooseLanguage(sender, language) {
  await tab(sender, "message");
  await sender.page.getByLabel(sender.words.text("editor-ui-language"), { exact: true }).selectOption(language);
}

/** Sends, and waits until the agreement says whom it waits for. The answer is its path. */
export async function sendIt({ page, words }) {
  await page.getByRole("button", { name: words.like("editor-ui-send-to") }).click();
  await page.waitForURL((url) => /^\/agreements\/[^/]+$/.test(url.pathname));
  return new URL(page.url()).pathname;
}

/** Reloads the agreement until it stands as wanted. */
export async function standsAs({ page, words }, path, key) {
  const wanted = words.like(key);
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(300)) {
    await page.goto(path);
    const text = await page.locator(".agreement-standing").innerText();
    if (wanted.test(text)) return text;
  }
  return assert.fail(`${path} never came to ${wanted}: ${await page.locator(".agreement-standing").innerText()}`);
}
