// Letters that the document lacks: told of a name before sending, beside its person; of a value as soon as its field is left.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person } from "../lib/browser.js";
import { linkIn, mailTo } from "../lib/demo.js";
import { acceptConsent, draw, field, review, useMark } from "../lib/recipient.js";
import { addPerson, chooseLanguage, fieldsFor, newAgreement, placeField, signedIn, tab } from "../lib/sender.js";

let browser;
before(async () => {
  browser = await launch();
  const first = await person(browser);
  await signedIn(browser, first);
  await first.leave();
});
after(() => browser.close());

for (const [language, width, theme] of [["sl", 390, "light"], ["en", 1280, "dark"]]) {
  test(`a name and a value without letters are told of in time: ${language}, ${width}, ${theme}`, async () => {
    const email = `wang-${language}@letters.example`;
    const sender = await person(browser, { language, width, theme });
    await send(browser, sender, email);
    await sender.leave();

    const mail = await mailTo(email, `Letters ${language}`);
    const recipient = await person(browser, { language, width, theme });
    const { page, words, look } = recipient;
    await page.goto(linkIn(mail, "/s/"));
    await acceptConsent(recipient);
    const note = field(recipient, "textbox", "Note");
    await note.fill("漢字 👍");
    const sentence = words.text("sign-problem-not-writable");
    const said = page.locator(".slots").getByText(sentence, { exact: true });
    assert.equal(await said.count(), 0, "while it is being typed nothing is said");
    await note.blur();
    await said.waitFor();
    await look("letters-field");

    await field(recipient, "button", words.like("sign-kind-signature")).click();
    const dialogue = page.getByRole("dialog", { name: words.text("sign-adopt-signature") });
    assert.ok(await dialogue.getByRole("radio", { name: words.text("sign-adopt-draw"), exact: true }).isChecked(), "the name is not suggested");
    await useMark(await draw(recipient, "signature"), words);
    await page.getByRole("button", { name: words.text("sign-review"), exact: true }).click();
    const dialog = await review(recipient);
    const row = dialog.locator("#review-missing-list li");
    assert.equal(await row.count(), 1);
    assert.equal(await row.locator(".review-fault").innerText(), sentence);
    await look("letters-review");
    await row.getByRole("button").click();
    await note.fill("Hvala");
    await note.blur();
    await said.waitFor({ state: "hidden" });
    await recipient.leave();
  });
}

async function send(browser, sender, email) {
  const { page, words, look, language } = sender;
  await signedIn(browser, sender);
  await newAgreement(sender, `Letters ${language}`, 1);
  await addPerson(sender, { name: "王小明", email });
  const warned = page.locator(".party-warning");
  await warned.waitFor();
  assert.ok((await warned.innerText()).includes(words.text("problem-name-not-writable")));
  await look("letters-person");
  await fieldsFor(sender, "王小明");
  await placeField(sender, "signature", 0, { x: 0.2, y: 0.3 });
  await placeField(sender, "text", 0, { x: 0.2, y: 0.5 }, { label: "Note" });
  await chooseLanguage(sender, language);
  await tab(sender, "message");
  await page.getByRole("button", { name: words.like("editor-ui-send-to") }).click();
  const asked = page.getByRole("dialog", { name: words.text("editor-ui-warned-title") });
  await asked.getByText(words.text("problem-name-not-writable")).waitFor();
  await look("letters-asked");
  await asked.getByRole("button", { name: words.text("editor-ui-warned-send") }).click();
  await page.waitForURL((url) => /^\/agreements\/[^/]+$/.test(url.pathname));
}
