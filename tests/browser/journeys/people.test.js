// People of an agreement: offered while one types, pasted as a list, grouped, reached by mistake, and replaced.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, onward, person } from "../lib/browser.js";
import { linkIn, mailTo, until } from "../lib/demo.js";
import { addPerson, newAgreement, placeField, sendIt, signedIn, tab } from "../lib/sender.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const LIST = "Lan Lipovec <lan@list.example>\nMia Mlakar <mia@list.example>\nno address\nLan again <LAN@list.example>\n";

/** Pastes the list and adds those who can be added, after a look at each row. */
async function paste(sender) {
  const { page, words, look } = sender;
  await tab(sender, "people");
  await page.getByRole("button", { name: words.text("editor-ui-paste"), exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(words.text("editor-ui-paste-text"), { exact: true }).fill(LIST);
  await dialog.getByRole("button", { name: words.text("editor-ui-paste-read"), exact: true }).click();
  await dialog.getByRole("table").waitFor();
  assert.equal(await dialog.locator(".badge.good").count(), 2);
  assert.equal(await dialog.locator(".badge.bad").count(), 2);
  await look("people-paste");
  await dialog.locator(".primary").click();
  await dialog.waitFor({ state: "detached" });
  assert.equal(await page.locator("#canvas [data-field]").count(), 2, "a place to sign for each");
}

for (const [language, width, theme] of [["en", 1280, "light"], ["sl", 390, "dark"]]) {
  test(`a list, a group and a private message: ${language}, ${width}, ${theme}`, async () => {
    const sender = await person(browser, { language, width, theme });
    const { page, words, look } = sender;
    await signedIn(browser, sender);
    await newAgreement(sender, `People ${language}`, 1);
    await paste(sender);
    const region = page.getByRole("region", { name: words.text("editor-ui-people"), exact: true });
    assert.equal(await region.locator(".party").count(), 2);
    await region.getByRole("button", { name: /Lan Lipovec/ }).first().click();
    await region.getByRole("button", { name: words.text("editor-ui-private-message"), exact: true }).click();
    await region.getByLabel(words.text("editor-ui-private-message"), { exact: true }).fill("Only for Lan.");
    await region.getByRole("button", { name: words.text("editor-ui-other-add"), exact: true }).click();
    const other = region.getByRole("group").filter({ has: page.getByRole("combobox") }).last();
    await other.getByLabel(words.text("editor-ui-name"), { exact: true }).fill("Nik Novak");
    await other.getByLabel(words.text("editor-ui-email"), { exact: true }).fill(`nik-${language}@list.example`);
    await region.getByText(words.text("editor-ui-external"), { exact: true }).first().waitFor();
    await other.getByLabel(words.text("editor-ui-person-language"), { exact: true }).selectOption("cs");
    await look("people-group");
    await until("the language of the other one", async () => (await page.evaluate(async () => (await fetch(`/ui/drafts/${location.pathname.split("/")[2]}`)).json())).participants[0]?.others[0]?.language === "cs");
    await sender.leave();
  });
}

for (const [language, width, theme] of [["sl", 390, "light"], ["en", 1280, "dark"]]) {
  test(`a person who was taken out is put back where they stood: ${language}, ${width}, ${theme}`, async () => {
    const sender = await person(browser, { language, width, theme });
    const { page, words, look } = sender;
    await signedIn(browser, sender);
    await newAgreement(sender, `Put back ${language}`, 1);
    await addPerson(sender, { name: "Rok Rus", email: "rok@nazaj.example" });
    const region = page.getByRole("region", { name: words.text("editor-ui-people"), exact: true });
    await region.getByRole("button", { name: words.text("editor-ui-remove", { name: "Rok Rus" }), exact: true }).click();
    await region.getByText(words.text("editor-ui-person-gone", { name: "Rok Rus" })).waitFor();
    await look("people-put-back");
    await region.getByRole("button", { name: words.text("editor-ui-undo"), exact: true }).click();
    await region.getByRole("button", { name: /Rok Rus/ }).first().waitFor();
    assert.equal(await page.locator("#put-back").count(), 0, "once is enough");
    await sender.leave();
  });
}

test("insiders and contacts are offered to the keyboard", async () => {
  const sender = await person(browser);
  const { page, words, look } = sender;
  await signedIn(browser, sender);
  await newAgreement(sender, "Suggestions", 1);
  await page.getByRole("button", { name: words.text("editor-ui-add-person"), exact: true }).click();
  const name = page.getByRole("combobox", { name: words.text("editor-ui-name"), exact: true });
  await name.pressSequentially("ana");
  const list = page.getByRole("listbox", { name: words.text("editor-ui-suggested"), exact: true });
  await list.getByRole("option").first().waitFor();
  await look("people-suggestions");
  await name.press("ArrowDown");
  assert.equal(await name.getAttribute("aria-activedescendant"), await list.getByRole("option", { selected: true }).getAttribute("id"));
  await name.press("Enter");
  const email = page.getByRole("combobox", { name: words.text("editor-ui-email"), exact: true });
  await page.waitForFunction((element) => element.value !== "", await email.elementHandle());
  assert.equal(await name.getAttribute("aria-expanded"), "false");
  await email.fill("");
  await email.pressSequentially("ana");
  await list.getByRole("option").first().waitFor();
  await email.press("Escape");
  assert.equal(await email.inputValue(), "ana", "what is typed stays");
  await sender.leave();
});

test("a link in the wrong hands is stopped, and the right person takes the place", async () => {
  const sender = await person(browser);
  const { page, words } = sender;
  await signedIn(browser, sender);
  await newAgreement(sender, "Astray", 1);
  await page.getByRole("button", { name: words.text("editor-ui-add-person"), exact: true }).click();
  await page.getByLabel(words.text("editor-ui-name"), { exact: true }).fill("Oto Oman");
  await page.getByLabel(words.text("editor-ui-email"), { exact: true }).fill("oto@astray.example");
  await placeField(sender, "signature", 0, { x: 0.3, y: 0.6 });
  const path = await sendIt(sender);
  const stranger = await person(browser, { width: 390 });
  await stranger.page.goto(linkIn(await mailTo("oto@astray.example", "Astray"), "/s/"));
  await stranger.page.getByRole("link", { name: stranger.words.text("sign-not-me"), exact: true }).click();
  await stranger.page.getByLabel(stranger.words.text("sign-not-me-comment")).fill("Oto has left.");
  await onward(stranger.page, () => stranger.page.getByRole("button", { name: stranger.words.text("sign-not-me-go"), exact: true }).click());
  await stranger.page.getByRole("heading", { name: stranger.words.text("sign-misdirected-title"), exact: true }).waitFor();
  await stranger.look("people-not-me-said");
  await stranger.leave();
  await page.goto(path);
  await page.getByText("Oto has left.").first().waitFor();
  await sender.look("people-astray");
  await page.locator(".alerts").getByRole("link", { name: words.text("agreement-do-replace"), exact: true }).click();
  await page.getByLabel(words.text("people-name"), { exact: true }).fill("Pia Pirc");
  await page.getByLabel(words.text("account-email"), { exact: true }).fill("pia@astray.example");
  await onward(page, () => page.getByRole("button", { name: words.text("people-replace-go-invite"), exact: true }).click());
  await page.getByText(words.text("agreement-done-replaced", { person: "Pia Pirc" })).waitFor();
  await mailTo("pia@astray.example", "Astray");
  await sender.leave();
});

test("a contact is imported, taken out and put back", async () => {
  const owner = await person(browser, { width: 390, language: "sl", theme: "dark" });
  const { page, words, look } = owner;
  await signedIn(browser, owner);
  await page.goto("/contacts");
  await page.getByLabel(words.text("contacts-file"), { exact: true }).setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("Ime;E-pošta;Telefon\nRia;ria@import.example;+386 41 234 567\nBad;bad\nSol;sol@import.example;12345678\n") });
  await onward(page, () => page.getByRole("button", { name: words.text("contacts-read"), exact: true }).click());
  await look("contacts-import");
  await onward(page, () => page.locator("form[action='/contacts/import/keep'] .primary").click());
  await page.getByRole("link", { name: "Ria", exact: true }).click();
  await onward(page, () => page.getByRole("button", { name: words.text("contacts-remove"), exact: true }).click());
  assert.equal(await page.getByRole("link", { name: "Ria", exact: true }).count(), 0);
  await onward(page, () => page.getByRole("button", { name: words.text("form-undo"), exact: true }).click());
  await page.getByRole("link", { name: "Ria", exact: true }).waitFor();
  await owner.leave();
});
