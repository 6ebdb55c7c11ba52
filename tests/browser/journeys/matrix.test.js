// One whole journey, from upload to the signed file, in every language, at both widths, in both looks.
import { after, before, test } from "node:test";
import { launch, person } from "../lib/browser.js";
import { linkIn, mailTo } from "../lib/demo.js";
import { acceptConsent, clickToSign, field, review, typed } from "../lib/recipient.js";
import { addPerson, chooseLanguage, newAgreement, placeField, sendIt, signedIn, standsAs } from "../lib/sender.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const language of ["en", "sl", "cs"]) {
  for (const width of [390, 1280]) {
    for (const theme of ["light", "dark"]) {
      test(`send and sign: ${language}, ${width}, ${theme}`, () => journey({ language, width, theme }));
    }
  }
}

async function journey(how) {
  const name = `Matrix ${how.language} ${how.width} ${how.theme}`;
  const email = `${how.language}.${how.width}.${how.theme}@matrix.example`;
  const sender = await person(browser, how);
  await signedIn(browser, sender);
  await newAgreement(sender, name, 2);
  await chooseLanguage(sender, how.language);
  await addPerson(sender, { name: "Řehoř Čížek", email });
  await placeField(sender, "text", 1, { x: 0.35, y: 0.45 }, { label: "Kraj" });
  await placeField(sender, "signature", 1, { x: 0.35, y: 0.6 });
  await sender.look("matrix-editor");
  const path = await sendIt(sender);

  const recipient = await person(browser, how);
  const { page, words } = recipient;
  await page.goto(linkIn(await mailTo(email, name), "/s/"));
  await page.getByRole("heading", { name: words.text("sign-consent-title") }).waitFor();
  await acceptConsent(recipient);
  await page.getByRole("textbox", { name: "Kraj" }).fill("Žďár nad Sázavou");
  await recipient.look("matrix-document");
  await field(recipient, "button", words.like("sign-kind-signature")).click();
  await typed(recipient, "signature");
  const dialog = await review(recipient);
  await recipient.look("matrix-review");
  await clickToSign(recipient, dialog);
  await recipient.look("matrix-done");
  await recipient.leave();
  await standsAs(sender, path, "agreement-is-completed");
  await sender.look("matrix-agreement");
  await sender.leave();
}
