// Not signing electronically (C-41): from the page before the code to the owner's page and Home; and pages that go on by themselves.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, onward, person } from "../lib/browser.js";
import { linkIn, mailTo } from "../lib/demo.js";
import { addPerson, chooseLanguage, newAgreement, placeField, sendIt, signedIn } from "../lib/sender.js";
import { acceptConsent, askForCode, enterCode } from "../lib/recipient.js";
import { codeTo } from "../lib/demo.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** An agreement with one person who proves who they are by a code. */
async function sent(sender, name, email, phone) {
  await newAgreement(sender, name, 1);
  await addPerson(sender, { name: "Petra Papir", email, phone });
  await placeField(sender, "signature", 0, { x: 0.3, y: 0.3 });
  await chooseLanguage(sender, sender.language);
  return sendIt(sender);
}

for (const [language, width, theme] of [["en", 1280, "light"], ["sl", 390, "dark"]]) {
  test(`paper before the code: ${language}, ${width}, ${theme}`, async () => {
    const phone = language === "en" ? "+386 41 700 001" : "+386 41 700 002";
    const email = `petra-${language}@papir.example`;
    const sender = await person(browser, { language, width: 1280, theme });
    await signedIn(browser, sender);
    const path = await sent(sender, `Paper ${language}`, email, phone);
    const citizen = await person(browser, { language, width, theme });
    const { page, words } = citizen;
    await page.goto(linkIn(await mailTo(email, `Paper ${language}`), "/s/"));
    await citizen.look("paper-door");
    await onward(page, () => page.getByRole("link", { name: words.text("sign-paper-open"), exact: true }).click());
    await citizen.look("paper-ask");
    assert.ok(!(await page.content()).includes(`Paper ${language}`), "the document's name is not for whom nobody knows");
    await page.getByRole("textbox").fill("Glavna 1, Celje");
    await onward(page, () => page.getByRole("button", { name: words.text("sign-paper-button"), exact: true }).click());
    await page.locator("#withdrawn").waitFor();
    await citizen.look("paper-asked-door");

    // The owner's page has heard of it without being loaded again, and offers no reminder.
    const { page: owner, words: theirs } = sender;
    await owner.getByText("Glavna 1, Celje").first().waitFor({ timeout: 40_000 });
    assert.equal(await owner.locator(".agreement-title").getByRole("button", { name: theirs.text("agreement-do-remind"), exact: true }).count(), 0);
    await sender.look("paper-owner");
    await owner.locator(".alerts").getByRole("button", { name: theirs.text("agreement-do-cancel"), exact: true }).click();
    await owner.getByRole("dialog").waitFor();
    await owner.keyboard.press("Escape");
    await owner.goto("/");
    await owner.locator("#attention").getByText(theirs.text("list-why-paper", { person: "Petra Papir" })).first().waitFor();
    await sender.look("paper-home");

    // Behind the code: not asked for consent again, and the way back is one press away.
    await askForCode(citizen);
    await enterCode(citizen, await codeTo(phone));
    const agree = page.getByRole("button", { name: words.text("sign-consent-agree") });
    assert.equal(await agree.isVisible(), false);
    await citizen.look("paper-document");
    await page.getByText(words.text("sign-after-all"), { exact: true }).click();
    await acceptConsent(citizen);
    assert.equal(await page.locator("#after-all").isVisible(), false, "what was decided is asked no more");
    await sender.page.goto(path);
    await citizen.leave();
    await sender.leave();
  });
}
