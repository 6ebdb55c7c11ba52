// D11: two people on one mailbox, each with a telephone of their own: every link and code works for its own place only.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person } from "../lib/browser.js";
import { codeTo, linkIn, messages, until } from "../lib/demo.js";
import { acceptConsent, askForCode, clickToSign, enterCode, field, review, typed } from "../lib/recipient.js";
import { addPerson, chooseLanguage, fieldsFor, newAgreement, placeField, sendIt, signedIn, standsAs } from "../lib/sender.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const ADDRESS = "dvojina@family.example";
const PEOPLE = [{ name: "Ivan Breznik", phone: "+386 40 222 111" }, { name: "Nada Breznik", phone: "+386 40 222 222" }];

test("D11: the same address twice", async () => {
  const sender = await person(browser);
  await signedIn(browser, sender);
  await newAgreement(sender, "Joint account 11", 2);
  await chooseLanguage(sender, "sl");
  for (const one of PEOPLE) await addPerson(sender, { ...one, email: ADDRESS });
  await sender.page.getByText(sender.words.text("editor-ui-same-address")).first().waitFor();
  await sender.page.getByRole("radio", { name: sender.words.text("editor-ui-flow-parallel"), exact: true }).check();
  for (const [index, one] of PEOPLE.entries()) {
    await fieldsFor(sender, one.name);
    await placeField(sender, "signature", 1, { x: 0.25 + 0.4 * index, y: 0.7 });
  }
  await sender.look("editor-two-people");
  const path = await sendIt(sender);
  const links = await invitations();
  assert.notEqual(links[0], links[1], "each has a link of their own");

  const [ivan, nada] = await Promise.all(PEOPLE.map(() => person(browser, { language: "sl", width: 390 })));
  await ivan.page.goto(links[0]);
  await nada.page.goto(links[1]);
  await askForCode(ivan);
  const first = await codeTo(PEOPLE[0].phone);
  await askForCode(nada);
  const second = await codeTo(PEOPLE[1].phone);

  await enterCode(nada, first);
  await nada.page.getByRole("alert").getByText(nada.words.text("sign-code-wrong")).waitFor();
  await enterCode(nada, second);
  await enterCode(ivan, first);
  for (const [index, one] of [ivan, nada].entries()) await signs(one, PEOPLE[index], PEOPLE[1 - index]);
  await ivan.leave();
  await nada.leave();
  await standsAs(sender, path, "agreement-is-completed");
  await sender.leave();
});

/** The links of both invitations, in the order of the people. */
async function invitations() {
  const mails = await until("two invitations", async () => {
    const found = (await messages()).filter((one) => one.to === ADDRESS);
    return found.length >= 2 && found;
  });
  return PEOPLE.map(({ name }) => linkIn(mails.find((mail) => mail.text.includes(name)), "/s/"));
}

/** Only the own place can be filled; the other one says whose it is. */
async function signs(one, who, other) {
  const { page, words } = one;
  await acceptConsent(one);
  const own = field(one, "button", words.like("sign-kind-signature"));
  assert.equal(await own.count(), 1, "one own place to sign");
  await page.goto(page.url());
  if (who === PEOPLE[0]) await page.locator("#pages").getByText(words.text("sign-other", { kind: words.text("sign-kind-signature"), name: other.name })).waitFor();
  await own.click();
  await typed(one, "signature");
  await clickToSign(one, await review(one));
}
