// "I sign too" (M-46): a user of the organisation signs with their own password at the click (M-77); and declining with a reason.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person } from "../lib/browser.js";
import { linkIn, mailTo, user } from "../lib/demo.js";
import { acceptConsent, clickToSign, field, review, signaturesIn, typed } from "../lib/recipient.js";
import { addPerson, chooseLanguage, fieldsFor, newAgreement, placeField, sendIt, signedIn, standsAs, tab } from "../lib/sender.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test("M-46, M-77: the sender signs too, with the password once more at the click", async () => {
  const sender = await person(browser);
  const { page, words } = sender;
  await signedIn(browser, sender);
  await newAgreement(sender, "Self-signed 46", 1);
  await tab(sender, "people");
  await page.getByRole("button", { name: words.text("editor-ui-i-sign"), exact: true }).click();
  const sheet = await page.locator("#page-0").boundingBox();
  await page.mouse.click(sheet.x + 0.3 * sheet.width, sheet.y + 0.6 * sheet.height);
  const path = await sendIt(sender);
  await standsAs(sender, path, "agreement-waits-for-you");
  await sender.look("agreement-my-turn");
  await page.getByRole("main").getByRole("link", { name: words.text("agreement-do-sign") }).or(page.getByRole("main").getByRole("button", { name: words.text("agreement-do-sign") })).first().click();
  await acceptConsent(sender);
  await field(sender, "button", words.like("sign-kind-signature")).click();
  await typed(sender, "signature");
  const dialog = await review(sender);
  const password = dialog.getByLabel(words.text("sign-password"), { exact: true });
  await password.fill("not the password");
  await dialog.getByRole("button", { name: words.text("sign-click-to-sign") }).click();
  await dialog.getByRole("alert").waitFor();
  assert.notEqual((await dialog.getByRole("alert").innerText()).trim(), "", "a wrong password is said");
  await sender.look("sign-insider-wrong-password");
  await password.fill(user("Ana").password);
  await clickToSign(sender, dialog);
  await standsAs(sender, path, "agreement-is-completed");
  assert.equal(await signaturesIn(page, page.getByRole("link", { name: words.like("agreement-file-signed") }).first()), 2);
  await sender.leave();
});

test("a recipient declines with a reason, and the owner reads it", async () => {
  const sender = await person(browser);
  await signedIn(browser, sender);
  await newAgreement(sender, "Offer 71", 1);
  await chooseLanguage(sender, "sl");
  await addPerson(sender, { name: "Špela Žagar", email: "spela@declines.example" });
  await fieldsFor(sender, "Špela Žagar");
  await placeField(sender, "signature", 0, { x: 0.3, y: 0.6 });
  const path = await sendIt(sender);
  const recipient = await person(browser, { language: "sl", width: 390 });
  const { page, words } = recipient;
  const link = linkIn(await mailTo("spela@declines.example", "Offer 71"), "/s/");
  await page.goto(link);
  await page.getByRole("button", { name: words.text("sign-decline"), exact: true }).click();
  const dialog = page.getByRole("dialog", { name: words.text("sign-decline-title") });
  await dialog.getByLabel(words.text("sign-decline-reason")).fill("Cena ni dogovorjena.");
  await recipient.look("sign-decline");
  await dialog.getByRole("button", { name: words.text("sign-decline-button"), exact: true }).click();
  await page.getByRole("heading", { name: words.text("sign-declined-title") }).waitFor();
  await recipient.look("sign-declined");
  await recipient.leave();
  await standsAs(sender, path, "agreement-is-declined");
  await sender.page.getByText("Cena ni dogovorjena.").first().waitFor();
  await mailTo(user("Ana").email, "Cena ni dogovorjena.");
  await sender.look("agreement-declined");
  await sender.leave();
});
