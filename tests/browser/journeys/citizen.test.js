// D3: a citizen with a phone, from the sender's upload to the sealed file; D3.9: five wrong codes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person } from "../lib/browser.js";
import { codeTo, linkIn, mailTo, messages, user } from "../lib/demo.js";
import { acceptConsent, askForCode, clickToSign, draw, enterCode, field, review, signaturesIn, useMark, wrong } from "../lib/recipient.js";
import { addPerson, chooseLanguage, newAgreement, placeField, sendIt, signedIn, standsAs } from "../lib/sender.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const LAST = 6;

test("D3: link by mail, code by SMS, consent, own fields on page 7, drawn signature, Click to Sign, sealed file", async () => {
  const sender = await person(browser);
  const { page } = sender;
  await signedIn(browser, sender);
  await newAgreement(sender, "Loan agreement 42", 8);
  await chooseLanguage(sender, "sl");
  await addPerson(sender, { name: "Živa Šuštar", email: "ziva.sustar@citizen.example", phone: "+386 40 111 222" });
  await placeField(sender, "text", LAST, { x: 0.3, y: 0.42 }, { label: "Kraj" });
  await placeField(sender, "date", LAST, { x: 0.3, y: 0.5 }, { label: "Datum podpisa" });
  await placeField(sender, "checkbox", LAST, { x: 0.3, y: 0.58 }, { label: "Pogoji", required: true });
  await placeField(sender, "initials", LAST, { x: 0.3, y: 0.66 });
  await placeField(sender, "signature", LAST, { x: 0.3, y: 0.8 });
  await page.getByText(sender.words.text("editor-ui-save-saved"), { exact: true }).waitFor();
  await sender.look("editor");
  const path = await sendIt(sender);
  await standsAs(sender, path, "agreement-waits-for");
  await sender.look("agreement-waiting");

  const mail = await mailTo("ziva.sustar@citizen.example", "Loan agreement 42");
  assert.match(mail.subject, /prosi za podpis/, "the invitation is in the recipient's language");
  const citizen = await person(browser, { language: "sl", width: 390 });
  await signAsCitizen(citizen, linkIn(mail, "/s/"));
  await citizen.leave();

  await standsAs(sender, path, "agreement-is-completed");
  await sender.look("agreement-completed");
  const signed = page.getByRole("link", { name: sender.words.like("agreement-file-signed") });
  assert.equal(await signaturesIn(page, signed.first()), 2, "the act's signature and the closing seal");
  await sender.leave();
});

async function signAsCitizen(citizen, link) {
  const { page, words } = citizen;
  await challenge(citizen, link);
  await consent(citizen);

  await page.getByRole("textbox", { name: "Kraj" }).fill("Škofja Loka");
  await page.getByLabel("Datum podpisa").fill("2026-11-22");
  await page.getByRole("checkbox", { name: "Pogoji" }).check();
  await page.getByRole("button", { name: words.like("sign-kind-initials") }).and(page.locator("#pages *")).click();
  await useMark(await draw(citizen, "initials"), words);
  const signature = field(citizen, "button", words.like("sign-kind-signature"));
  await signature.click();
  const dialog = await draw(citizen, "signature");
  await citizen.look("sign-draw");
  await useMark(dialog, words);
  const last = await review(citizen);
  await last.getByText("Škofja Loka").waitFor();
  await citizen.look("sign-review");
  await clickToSign(citizen, last);
  await page.getByRole("heading", { name: words.text("sign-completed-title") }).waitFor({ timeout: 40_000 }).catch(() => page.reload());
  await citizen.look("sign-done");
}

/** Nothing of the document before the code; one wrong code says how many are left (D3.2). */
async function challenge(citizen, link) {
  const { page, words } = citizen;
  const answer = await page.goto(link);
  const html = await answer.text();
  assert.ok(!html.includes("Loan agreement 42") && !html.includes("/pages/"), "nothing of the document before the code");
  const picture = await page.request.get(`${link}/pages/1?w=480`);
  assert.ok(picture.status() >= 400, "no picture before the code");
  await citizen.look("sign-challenge");
  await askForCode(citizen);
  const code = await codeTo("+38640111222");
  assert.match(code, /^\d{6}$/);
  await enterCode(citizen, wrong(code));
  await page.getByRole("alert").getByText(words.text("sign-code-wrong")).waitFor();
  await page.getByText(words.like("sign-attempts-left")).waitFor();
  await citizen.look("sign-challenge-wrong");
  await enterCode(citizen, code);
}

/** Fields are inert until consent (C-40); then the first own field is in view with the focus in it (M-55). */
async function consent(citizen) {
  const { page, words } = citizen;
  await page.getByRole("heading", { name: words.text("sign-consent-title") }).waitFor();
  assert.equal(await page.locator(".slots[inert]").count(), await page.locator(".slots").count(), "fields are inert before consent");
  await page.getByRole("textbox", { name: "Kraj" }).focus();
  assert.ok(await page.evaluate(() => document.activeElement?.closest(".slots") === null), "and take no focus");
  await citizen.look("sign-consent");
  await acceptConsent(citizen);
  const first = page.getByRole("textbox", { name: "Kraj" });
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label")?.startsWith("Kraj"));
  const box = await first.boundingBox();
  assert.ok(box.y >= 0 && box.y + box.height <= 844, `the first own field is in view (${JSON.stringify(box)})`);
  await citizen.look("sign-document");
}

test("D3.9: five wrong codes end the agreement; only the owner is told; copy as new", async () => {
  const sender = await person(browser);
  await signedIn(browser, sender);
  await newAgreement(sender, "Guarantee 9", 1);
  await chooseLanguage(sender, "sl");
  await addPerson(sender, { name: "Miha Zupan", email: "miha@citizen.example", phone: "+386 40 111 333" });
  await placeField(sender, "signature", 0, { x: 0.3, y: 0.6 });
  const path = await sendIt(sender);
  const mail = await mailTo("miha@citizen.example", "Guarantee 9");

  const stranger = await person(browser, { language: "sl", width: 390 });
  const { page, words } = stranger;
  await page.goto(linkIn(mail, "/s/"));
  await askForCode(stranger);
  const code = await codeTo("+38640111333");
  for (let time = 1; time <= 5; time += 1) await enterCode(stranger, wrong(code));
  await page.getByRole("heading", { name: words.text("sign-cancelled-title") }).waitFor();
  await stranger.look("sign-cancelled");
  await page.goto(linkIn(mail, "/s/"));
  await page.getByRole("heading", { name: words.text("sign-cancelled-title") }).waitFor();
  await stranger.leave();

  const text = await standsAs(sender, path, "agreement-is-auto-cancelled");
  assert.match(text, /Miha Zupan/, "the owner reads who it was (A-53)");
  await sender.look("agreement-auto-cancelled");
  await mailTo(user("Ana").email, "Guarantee 9");
  const told = (await messages()).filter((one) => one.to === "miha@citizen.example" && one.subject.includes("Guarantee 9"));
  assert.equal(told.length, 1, "the recipient has the invitation and nothing else (A-54)");

  await copyAsNew(sender);
  assert.equal(await sender.page.getByLabel(sender.words.text("editor-ui-agreement-name")).inputValue() !== "", true);
  await sender.page.getByText("Miha Zupan").first().waitFor();
  await sender.leave();
});

async function copyAsNew({ page, words }) {
  const copy = page.getByRole("main").getByRole("button", { name: words.text("agreement-do-copy") });
  if (!(await copy.first().isVisible())) await page.locator("main summary", { has: page.locator("svg") }).first().click();
  await copy.first().click();
  await page.waitForURL("**/agreements/*/edit");
}

test("M-82: the owner extends the link of an open agreement; the same link works", async () => {
  const sender = await person(browser);
  const { page, words } = sender;
  await signedIn(browser, sender);
  await newAgreement(sender, "Extension 5", 1);
  await chooseLanguage(sender, "sl");
  await addPerson(sender, { name: "Tone Potočnik", email: "tone@citizen.example" });
  await placeField(sender, "signature", 0, { x: 0.3, y: 0.6 });
  await sendIt(sender);
  const mail = await mailTo("tone@citizen.example", "Extension 5");
  await page.reload();
  await page.getByLabel(words.text("agreement-for", { person: "Tone Potočnik" })).click();
  await page.getByRole("button", { name: words.text("agreement-do-extend") }).click();
  const dialog = page.getByRole("dialog", { name: words.like("agreement-extend-title", { person: "Tone Potočnik" }) });
  await dialog.getByLabel(words.text("agreement-extend-days")).fill("10");
  await sender.look("agreement-extend");
  await dialog.getByRole("button", { name: words.text("agreement-extend-go"), exact: true }).click();
  await page.getByText(words.like("agreement-done-extended")).waitFor();
  const recipient = await person(browser, { language: "sl", width: 390 });
  await recipient.page.goto(linkIn(mail, "/s/"));
  await recipient.page.getByRole("heading", { name: recipient.words.text("sign-consent-title") }).waitFor();
  await recipient.leave();
  await sender.leave();
});
