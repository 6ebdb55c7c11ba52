// Somebody reads without taking part until the owner takes that back; and a file that came signed says in the editor what it cannot take.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, onward, person } from "../lib/browser.js";
import { linkIn, mailTo } from "../lib/demo.js";
import { addPerson, placeField, signedIn, tab } from "../lib/sender.js";

let browser;
before(async () => {
  browser = await launch();
  // Whoever signs in by the form gets the pages in the language of their profile; those who take over the session, in their browser's.
  for (const name of ["Ana", "Borut"]) {
    const first = await person(browser);
    await signedIn(browser, first, name);
    await first.leave();
  }
});
after(() => browser.close());

/** The demo's finished agreement. */
async function finished({ page }) {
  await page.goto(`/agreements?${new URLSearchParams({ q: "Services agreement 2026-014" })}`);
  return page.getByRole("link", { name: "Services agreement 2026-014", exact: true }).getAttribute("href");
}

for (const [language, width, theme] of [["cs", 1280, "dark"], ["sl", 390, "light"]]) {
  test(`a reader's link dies when it is taken back: ${language}, ${width}, ${theme}`, async () => {
    const owner = await person(browser, { language, width, theme });
    const { page, words, look } = owner;
    await signedIn(browser, owner);
    await page.goto(await finished(owner));
    const email = `${language}@readers.example`;
    await page.locator(".agreement-head .menu > summary").click();
    await page.getByRole("button", { name: words.text("agreement-do-share"), exact: true }).click();
    const wish = page.getByRole("dialog");
    await wish.getByLabel(words.text("agreement-share-email"), { exact: true }).fill(email);
    await onward(page, () => wish.getByRole("button", { name: words.text("agreement-share-go"), exact: true }).click());

    const link = new URL(linkIn(await mailTo(email, "/shared/"), "/shared/")).pathname;
    const guest = await person(browser, { language, width, theme });
    assert.equal((await guest.page.goto(link)).status(), 200);
    const row = page.locator(".readers li").filter({ hasText: email });
    await row.getByRole("button").click();
    const question = page.getByRole("dialog");
    assert.ok((await question.getByRole("heading").innerText()).includes(email));
    await look("readers-question");
    await question.getByRole("link", { name: words.text("form-cancel"), exact: true }).or(question.getByRole("button", { name: words.text("form-cancel"), exact: true })).click();
    assert.equal((await guest.page.goto(link)).status(), 200, "asked, and not done");
    await row.getByRole("button").click();
    await onward(page, () => question.getByRole("button", { name: words.text("agreement-do-unshare"), exact: true }).click());
    assert.equal(await row.count(), 0);
    await page.getByText(words.text("agreement-done-unshared")).waitFor();
    assert.equal((await guest.page.goto(link)).status(), 404);
    await guest.leave();
    await owner.leave();
  });
}

for (const [language, width, theme] of [["en", 1280, "light"], ["sl", 390, "dark"]]) {
  test(`a colleague finds what is shared with them: ${language}, ${width}, ${theme}`, async () => {
    const reader = await person(browser, { language, width, theme });
    await signedIn(browser, reader, "Borut");
    await reader.page.goto("/agreements?view=shared");
    if (language === "en") await reader.page.getByText(reader.words.text("list-empty-shared")).waitFor();
    if (language === "en") await reader.look("shared-empty");

    const owner = await person(browser, { language, width, theme });
    const { page, words } = owner;
    await signedIn(browser, owner);
    const path = await finished(owner);
    await page.goto(path);
    await page.locator(".agreement-head .menu > summary").click();
    await page.getByRole("button", { name: words.text("agreement-do-share"), exact: true }).click();
    const wish = page.getByRole("dialog");
    await wish.getByLabel(words.text("agreement-share-email"), { exact: true }).fill("borut@demo");
    await wish.getByLabel(words.like("agreement-share-message")).fill("Poglej četrti člen.");
    await onward(page, () => wish.getByRole("button", { name: words.text("agreement-share-go"), exact: true }).click());
    const again = wish.getByLabel(words.text("agreement-share-email"), { exact: true });
    assert.equal(await again.inputValue(), "borut@demo");
    await wish.getByText(words.text("problem-bad-email")).waitFor();
    assert.ok(await again.evaluate((input) => input === document.activeElement), "the slip is one key away");
    await owner.look("share-again");
    await again.fill("borut@demo.example");
    assert.equal(await wish.getByLabel(words.like("agreement-share-message")).inputValue(), "Poglej četrti člen.");
    await onward(page, () => wish.getByRole("button", { name: words.text("agreement-share-go"), exact: true }).click());
    await owner.leave();

    await reader.page.reload();
    await reader.look("shared-list");
    await reader.page.locator(`a[href="${path}"]`).click();
    await reader.page.getByText("Poglej četrti člen.").waitFor();
    await reader.look("shared-reading");
    await onward(reader.page, () => reader.page.getByRole("link", { name: reader.words.text("agreement-do-preview"), exact: true }).click());
    await reader.page.locator(".document-pages img").first().waitFor();
    await reader.leave();
  });
}

test("a file that came signed says in the editor what it cannot take", async () => {
  const sender = await person(browser, { language: "sl" });
  const { page, words, look } = sender;
  await signedIn(browser, sender);
  const file = await (await page.request.get(`${await finished(sender)}/download`)).body();
  await page.goto("/agreements/new");
  await page.getByLabel(words.text("new-choose")).setInputFiles({ name: "podpisano.pdf", mimeType: "application/pdf", buffer: file });
  await page.waitForURL("**/agreements/*/edit");
  await page.getByText(words.text("editor-remark-signed")).waitFor();
  await addPerson(sender, { name: "Rok Rotar", email: "rok@readers.example" });
  await placeField(sender, "signature", 0, { x: 0.3, y: 0.4 });
  await placeField(sender, "text", 0, { x: 0.3, y: 0.5 });
  await tab(sender, "check");
  const problem = page.getByText(words.text("editor-ui-problem-field-in-signed-file", { page: 1 }));
  await problem.waitFor();
  await look("editor-signed-file");
  await page.keyboard.press("Delete");
  await problem.waitFor({ state: "detached" });
  await sender.leave();
});
