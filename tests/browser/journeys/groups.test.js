// A group with rules of its own: its administrator's path to them, and what a sender sees who sends from it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person } from "../lib/browser.js";
import { addPerson, newAgreement, signedIn } from "../lib/sender.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const [language, width] of [["en", 1280], ["sl", 390]]) {
  test(`a_66_a_90_a_96 a group demands a code, and the editor follows it at once: ${language}, ${width}`, async () => {
    const admin = await person(browser, { language, width });
    await signedIn(browser, admin);
    const name = `Strict ${language}`;
    await strictGroup(admin, name);
    await editorFollows(admin, name);
    await admin.leave();
  });
}

/** Groups › group › Group settings › Send settings › override › a method is demanded, and the telephone is the default. */
async function strictGroup({ page, words, look }, name) {
  await page.goto("/groups");
  await page.getByLabel(words.text("groups-name"), { exact: true }).fill(name);
  await page.getByRole("button", { name: words.text("groups-new-go"), exact: true }).click();
  await page.getByLabel(words.text("groups-user"), { exact: true }).selectOption({ index: 0 });
  await page.getByRole("button", { name: words.text("groups-add-go"), exact: true }).click();
  await page.getByText(words.text("settings-done-member")).waitFor();
  await page.getByRole("link", { name: words.text("groups-settings"), exact: true }).click();
  assert.ok(await page.getByLabel(words.text("setting-method-required"), { exact: true }).isDisabled(), "inherited: shown, not to be changed");
  await page.getByRole("button", { name: words.text("settings-override"), exact: true }).click();
  await page.getByLabel(words.text("setting-method-required"), { exact: true }).check();
  await page.getByLabel(words.text("setting-method-default"), { exact: true }).selectOption("phone");
  const inner = page.getByLabel(words.text("setting-internal-default"), { exact: true });
  assert.equal(await inner.isVisible(), false, "A-70");
  await page.getByLabel(words.text("setting-internal-differs"), { exact: true }).check();
  assert.ok(await inner.isVisible());
  await page.getByRole("button", { name: words.text("form-save"), exact: true }).click();
  await page.getByText(words.text("settings-done-saved")).waitFor();
  await look("group-send-settings");
}

async function editorFollows(admin, name) {
  const { page, words, look } = admin;
  await newAgreement(admin, `From ${name}`, 1);
  await addPerson(admin, { name: "Rok Rotar", email: "rok@groups.example" });
  const method = page.getByLabel(words.text("editor-ui-method"), { exact: true });
  assert.equal(await method.inputValue(), "email");
  await page.getByLabel(words.text("editor-ui-sending-group"), { exact: true }).selectOption({ label: name });
  assert.equal(await method.inputValue(), "phone", "A-96: whoever has what was usual gets what is usual here");
  await look("group-editor");
  assert.deepEqual(await method.locator("option").evaluateAll((options) => options.map((option) => option.value)), ["phone", "password"], "A-72: the default first, no e-mail");
  await page.getByLabel(words.text("editor-ui-sending-group"), { exact: true }).selectOption({ index: 0 });
  assert.equal(await method.inputValue(), "email");
}
