// What the editor says before sending: who is meant by a problem, what is worth knowing, how long links work. And the look that a visitor chose.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, onward, person } from "../lib/browser.js";
import { linkIn, mailTo } from "../lib/demo.js";
import { contract } from "../lib/pdf.js";
import { acceptConsent, clickToSign, field, review, typed } from "../lib/recipient.js";
import { addPerson, fieldsFor, newAgreement, placeField, sendIt, signedIn, tab } from "../lib/sender.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const ADDRESS = "both@warned.example";

for (const how of [{ width: 1280 }, { width: 390, language: "sl", theme: "dark" }]) {
  test(`A-100: two people on one address without a code are worth a warning, in the list and at the click: ${how.width}`, async () => {
    const sender = await person(browser, how);
    const { page, words } = sender;
    await signedIn(browser, sender);
    await newAgreement(sender, `Warned ${how.width}`, 1);
    for (const name of ["Eno Enić", "Dva Dvić"]) {
      await addPerson(sender, { name, email: ADDRESS });
      await fieldsFor(sender, name);
      await placeField(sender, "signature", 0, { x: name === "Eno Enić" ? 0.3 : 0.7, y: 0.6 });
    }
    await tab(sender, "check");
    await page.getByRole("heading", { name: words.text("editor-ui-worth-knowing") }).waitFor();
    await sender.look("editor-warned");
    const send = page.getByRole("button", { name: words.like("editor-ui-send-to") });
    await send.click();
    const dialog = page.getByRole("dialog", { name: words.text("editor-ui-warned-title") });
    await dialog.getByText(words.text("problem-shared-address")).waitFor();
    await sender.look("editor-warned-dialog");
    await dialog.getByRole("button", { name: words.text("editor-ui-warned-back") }).click();
    await page.waitForFunction(() => document.activeElement.id.startsWith("method-"));
    await send.click();
    await dialog.getByRole("button", { name: words.text("editor-ui-warned-send") }).click();
    await page.waitForURL((url) => /^\/agreements\/[^/]+$/.test(url.pathname));
    await mailTo(ADDRESS, `Warned ${how.width}`);
    await sender.leave();
  });
}

test("people without a name are told apart in the list of what is missing", async () => {
  const sender = await person(browser);
  const { page, words } = sender;
  await signedIn(browser, sender);
  await newAgreement(sender, "Nameless", 1);
  await addPerson(sender, { name: "", email: "" });
  await addPerson(sender, { name: "Ime Imenović", email: "" });
  const missing = page.getByRole("region", { name: words.text("editor-ui-before-sending") });
  for (const [key, name] of [["person-name", words.text("editor-ui-person-n", { n: 1 })], ["person-email", "Ime Imenović"], ["no-signature", words.text("editor-ui-person-n", { n: 1 })]]) {
    await missing.getByRole("button", { name: words.text(`editor-ui-problem-${key}`, { name }), exact: true }).waitFor();
  }
  await sender.look("editor-nameless");
  await sender.leave();
});

test("M-81: the sender says how long links work, within bounds", async () => {
  const sender = await person(browser);
  const { page, words } = sender;
  await signedIn(browser, sender);
  await newAgreement(sender, "Links 81", 1);
  await addPerson(sender, { name: "Lina Link", email: "lina@links.example" });
  await placeField(sender, "signature", 0, { x: 0.3, y: 0.6 });
  const days = page.getByLabel(words.text("editor-ui-link-days"), { exact: true });
  assert.equal(await days.inputValue(), "7");
  await days.fill("400");
  await page.getByText(words.text("editor-ui-link-days-wrong", { least: 1, most: 365 })).waitFor();
  await days.blur();
  assert.equal(await days.inputValue(), "400", "a number that cannot be stays, with what is wrong with it");
  await days.fill("30");
  await days.blur();
  await sendIt(sender);
  await page.getByText(words.text("agreement-link-days"), { exact: true }).waitFor();
  await page.getByText("30 days", { exact: true }).waitFor();
  const mail = await mailTo("lina@links.example", "Links 81");
  assert.ok(linkIn(mail, "/s/"));
  await page.reload();
  const until = new Date(Date.now() + 30 * 24 * 3600 * 1000);
  const month = words.text(`date-month-${until.getMonth() + 1}`);
  await page.getByText(words.like("agreement-until")).filter({ hasText: month }).first().waitFor();
  await sender.leave();
});

test("a visitor's look and language stay with them", async () => {
  const visitor = await person(browser);
  const { page, words } = visitor;
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.goto("/sign-in");
  const light = await ground();
  const themes = page.getByRole("group", { name: words.text("shell-theme"), exact: true });
  await onward(page, () => themes.getByRole("button", { name: words.text("shell-theme-dark") }).click());
  assert.notEqual(await ground(), light, "the page is dark now");
  assert.equal(await themes.getByRole("button", { name: words.text("shell-theme-dark") }).getAttribute("aria-pressed"), "true");
  await page.goto("/forgot");
  assert.notEqual(await ground(), light, "and so is the next one");
  await onward(page, () => themes.getByRole("button", { name: words.text("shell-theme-light") }).click());
  assert.equal(await ground(), light);
  await onward(page, () => page.getByRole("button", { name: "Slovenščina" }).click());
  assert.equal(await page.getAttribute("html", "lang"), "sl");
  assert.equal(await ground(), light);
  await visitor.leave();
});

/** The same document behind a password, made by a program that is not ours. */
function locked(password) {
  const folder = mkdtempSync(join(tmpdir(), "podpis-locked-"));
  const [open, closed] = [join(folder, "open.pdf"), join(folder, "closed.pdf")];
  writeFileSync(open, contract(1, "Locked"));
  execFileSync("qpdf", ["--encrypt", password, "owner", "256", "--", open, closed]);
  const bytes = readFileSync(closed);
  rmSync(folder, { recursive: true });
  return bytes;
}

test("a document behind a password is opened on the first page: a wrong one is said, the right one leads on", async () => {
  const sender = await person(browser);
  const { page, words } = sender;
  await signedIn(browser, sender);
  await page.goto("/agreements/new");
  await page.getByLabel(words.text("new-choose")).setInputFiles({ name: "Locked.pdf", mimeType: "application/pdf", buffer: locked("skrivnost") });
  const secret = page.getByLabel(words.text("new-password"), { exact: true });
  const said = page.getByRole("alert").locator("[data-text]");
  await secret.waitFor();
  await secret.fill("napačno");
  const asked = await said.textContent();
  await page.getByRole("button", { name: words.text("new-open"), exact: true }).click();
  await page.waitForFunction((before) => {
    const text = document.querySelector("[data-error] [data-text]")?.textContent ?? "";
    return text !== "" && text !== before;
  }, asked);
  await sender.look("new-password");
  await secret.fill("skrivnost");
  await page.getByRole("button", { name: words.text("new-open"), exact: true }).click();
  await page.waitForURL("**/agreements/*/edit");
  await sender.leave();
});

test("M-57: whoever has a very long name signs with the signature that is offered, on a page that stays within its width", async () => {
  const sender = await person(browser);
  const name = `Ana ${"Predolgoime".repeat(12)}`;
  await signedIn(browser, sender);
  await newAgreement(sender, "Long name", 1);
  await addPerson(sender, { name, email: "long@names.example" });
  await placeField(sender, "signature", 0, { x: 0.4, y: 0.6 });
  await sendIt(sender);
  await sender.leave();
  const signer = await person(browser, { width: 1280 });
  await signer.page.goto(linkIn(await mailTo("long@names.example", "Long name"), "/s/"));
  await acceptConsent(signer);
  await field(signer, "button", signer.words.like("sign-kind-signature")).click();
  await typed(signer, "signature");
  const dialog = await review(signer);
  await signer.look("sign-long-name");
  const [wide, room] = await signer.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(wide <= room, `the page is ${wide} px wide in a window of ${room}`);
  const button = await dialog.getByRole("button", { name: signer.words.text("sign-click-to-sign") }).boundingBox();
  const frame = await dialog.boundingBox();
  assert.ok(button.x >= frame.x && button.x + button.width <= frame.x + frame.width, "the button lies within its dialog");
  await clickToSign(signer, dialog);
  await signer.leave();
});

test("a narrow screen has undo, redo and the preview over its pages", async () => {
  const sender = await person(browser, { width: 390 });
  const { page, words } = sender;
  await signedIn(browser, sender);
  await newAgreement(sender, "Narrow 5", 1);
  await addPerson(sender, { name: "Ema Ozka", email: "ema@narrow.example" });
  await placeField(sender, "signature", 0, { x: 0.3, y: 0.3 });
  const placed = () => page.locator("#page-0").getByRole("button").count();
  assert.equal(await placed(), 1);
  await page.getByRole("button", { name: words.text("editor-ui-undo"), exact: true }).click();
  assert.equal(await placed(), 0);
  await page.getByRole("button", { name: words.text("editor-ui-redo"), exact: true }).click();
  assert.equal(await placed(), 1);
  await sender.look("editor-narrow");
  await page.getByRole("button", { name: words.text("editor-ui-preview"), exact: true }).click();
  await page.getByRole("dialog", { name: words.text("editor-ui-preview-title") }).waitFor();
  await sender.look("editor-narrow-preview");
  await sender.leave();
});
