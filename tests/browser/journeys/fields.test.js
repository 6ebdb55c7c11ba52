// M-59: a field of every kind, placed and described in the editor, filled on the signing page, sealed; by mouse at 1280, on a phone in Slovenian.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person } from "../lib/browser.js";
import { linkIn, mailTo } from "../lib/demo.js";
import { acceptConsent, clickToSign, field, review, signaturesIn, typed } from "../lib/recipient.js";
import { addPerson, chooseLanguage, newAgreement, placeField, sendIt, signedIn, standsAs } from "../lib/sender.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const how of [{ width: 1280, language: "en" }, { width: 390, language: "sl" }]) {
  test(`M-59: every kind of field, by ${how.language} at ${how.width}`, async () => {
    const name = `Every kind ${how.width}`;
    const address = `kinds-${how.width}@fields.example`;
    const sender = await person(browser, { width: 1280, language: how.language });
    await signedIn(browser, sender);
    await newAgreement(sender, name, 2);
    await chooseLanguage(sender, how.language);
    await addPerson(sender, { name: "Katja Polje", email: address });
    await everyKind(sender);
    await sender.look("editor-every-kind");
    const path = await sendIt(sender);
    const signer = await person(browser, how);
    await fill(signer, linkIn(await mailTo(address, name), "/s/"));
    await signer.leave();
    await standsAs(sender, path, "agreement-is-completed");
    const signed = sender.page.getByRole("link", { name: sender.words.like("agreement-file-signed") });
    assert.equal(await signaturesIn(sender.page, signed.first()), 2);
    const [table] = await Promise.all([sender.page.waitForEvent("download"), sender.page.getByRole("link", { name: sender.words.like("agreement-file-values-csv") }).first().click()]);
    const parts = [];
    for await (const part of await table.createReadStream()) parts.push(part);
    const csv = Buffer.concat(parts).toString("utf8");
    assert.match(csv, /48\.56/, "the calculated sum");
    assert.match(csv, /podpis\.txt/, "the name of the file that was handed in");
    await sender.leave();
  });
}

/** One of each in two columns; the last ones under "more kinds". */
async function everyKind(sender) {
  const { page, words } = sender;
  const option = (key) => page.getByLabel(words.text(`editor-ui-${key}`), { exact: true });
  const more = async () => {
    const details = page.getByText(words.text("editor-ui-more-options"), { exact: true });
    if (!(await option("option-name").isVisible())) await details.click();
  };
  const place = async (kind, column, row, label) => {
    const hidden = page.getByText(words.text("editor-ui-more-kinds"), { exact: true });
    const tool = page.getByRole("group", { name: words.text("editor-ui-palette"), exact: true }).getByRole("button", { name: words.text(`editor-ui-kind-${kind}`), exact: true });
    if (!(await tool.isVisible())) await hidden.click();
    await placeField(sender, kind, 0, { x: column === 0 ? 0.25 : 0.7, y: 0.06 + 0.1 * row }, { label });
  };
  await place("name", 0, 0, "Ime");
  await place("signing_date", 1, 0, "Dan podpisa");
  await place("number", 0, 1, "Cena");
  await more();
  await option("option-name").fill("cena");
  await option("min").fill("1");
  await place("number", 1, 1, "Kos");
  await more();
  await option("option-name").fill("kos");
  await place("number", 0, 2, "Skupaj");
  await option("formula").fill("round(cena * kos * 1.22, 2)");
  await place("text", 1, 2, "Koda");
  await more();
  await option("mask").fill("AA-9999");
  await place("dropdown", 0, 3, "Država");
  await option("choices").fill("SI = Slovenija\nCZ = Češko");
  await place("list", 1, 3, "Jeziki");
  await option("choices").fill("sl\ncs\nen");
  await place("multiline", 0, 4, "Opombe");
  await place("date", 1, 4, "Rojstvo");
  await place("checkbox", 0, 5, "Drugo");
  await place("text", 1, 5, "Kaj drugega");
  await more();
  await option("when").selectOption("show");
  const other = option("test-field");
  await other.selectOption({ label: `Drugo (${words.text("editor-ui-kind-checkbox")})` });
  await place("radio", 0, 6, "Kartica");
  await option("group").fill("Plačilo");
  await place("email", 1, 6, "Naslov");
  await place("company", 0, 7, "Podjetje");
  await place("title", 1, 7, "Funkcija");
  await place("attachment", 0, 8, "Potrdilo");
  await place("initials", 1, 8);
  await place("signature", 0, 9);
}

async function fill(signer, link) {
  const { page, words } = signer;
  await page.goto(link);
  await acceptConsent(signer);
  const text = (label) => page.locator("#pages").getByRole("textbox", { name: new RegExp(`^${label}`) });
  const shown = (label) => page.locator("#pages").getByRole("status", { name: new RegExp(`^${label}`) });
  await signer.look("sign-every-kind");
  assert.equal(await text("Ime").inputValue(), "Katja Polje");
  assert.match(await shown("Dan podpisa").innerText(), /20\d\d/);
  assert.match(await shown("Naslov").innerText(), /@fields\.example$/);

  // A number that is too small is said beside its field once it is left.
  await text("Cena").fill("0,5");
  await text("Kos").fill("2");
  await page.getByText(words.text("sign-problem-too-low", { limit: "1" }), { exact: true }).waitFor();
  await signer.look("sign-every-kind-wrong");
  await text("Cena").fill("19,90");
  await page.waitForFunction(() => [...document.querySelectorAll("output")].some((one) => /48[.,]56/.test(one.textContent)));

  await text("Koda").pressSequentially("lj1234");
  assert.equal(await text("Koda").inputValue(), "lj-1234", "the mask puts its own signs in");
  await page.getByLabel(/^Država/).selectOption("CZ");
  await page.getByLabel(/^Jeziki/).selectOption(["sl", "en"]);
  await text("Opombe").fill("prva\ndruga");
  await page.getByLabel(/^Rojstvo/).fill("1990-02-28");

  // What is shown only on a tick is not there before, and is asked for after.
  assert.equal(await text("Kaj drugega").count(), 0);
  await page.getByRole("checkbox", { name: /^Drugo/ }).check();
  await text("Kaj drugega").waitFor();
  await text("Kaj drugega").fill("Še to");

  // Keys alone choose a button of a group.
  const first = page.getByRole("radio").first();
  await first.focus();
  await page.keyboard.press("Space");
  assert.ok(await first.isChecked());
  await page.keyboard.press("ArrowDown");
  assert.ok(await page.getByRole("radio").nth(1).isChecked());

  await text("Podjetje").fill("Polja d.o.o.");
  await text("Funkcija").fill("Direktorica");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), field(signer, "button", /Potrdilo/).click()]);
  await chooser.setFiles({ name: "podpis.txt", mimeType: "text/plain", buffer: Buffer.from("potrdilo") });
  await field(signer, "button", /podpis\.txt/).waitFor();
  await field(signer, "button", words.like("sign-kind-initials")).click();
  await typed(signer, "initials");
  await field(signer, "button", words.like("sign-kind-signature")).click();
  await typed(signer, "signature");
  const last = await review(signer);
  for (const said of ["48", "Češko", "sl, en", "Še to", "podpis.txt"]) await last.getByText(said, { exact: false }).first().waitFor();
  await signer.look("sign-every-kind-review");
  await clickToSign(signer, last);
}
