// A partner verifies without an account (M-75): a signed file is valid, the same file with other content is not, and both are shown.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, onward, person } from "../lib/browser.js";
import { signedIn } from "../lib/sender.js";

let browser;
let signed;
let code;
before(async () => {
  browser = await launch();
  ({ signed, code } = await finished());
});
after(() => browser.close());

for (const [language, width, theme] of [["en", 1280, "light"], ["sl", 390, "dark"], ["cs", 390, "light"]]) {
  test(`M-75: a file is verified: ${language}, ${width}, ${theme}`, async () => {
    const partner = await person(browser, { language, width, theme });
    const { page, words } = partner;
    await verify(partner, signed, "/verify");
    await page.getByRole("heading", { name: words.text("verify-verdict-valid"), exact: true }).waitFor();
    // What makes the file last may have been added by now, or not yet.
    const timestamps = signed.toString("latin1").split("/DocTimeStamp").length - 1;
    assert.equal(await page.getByText(words.text("verify-badge-valid"), { exact: true }).count(), 2 + timestamps, "the signer and the closing seal");
    await partner.look("verify-valid");

    await verify(partner, withOtherContent(signed), "/verify");
    await page.getByRole("heading", { name: words.text("verify-verdict-altered"), exact: true }).waitFor();
    const before = page.getByRole("img", { name: words.text("verify-before"), exact: true }).last();
    const after = page.getByRole("img", { name: words.text("verify-after"), exact: true }).last();
    for (const picture of [before, after]) assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 0), "the picture is there");
    assert.notEqual(await before.getAttribute("src"), await after.getAttribute("src"));
    assert.ok(await page.locator(".verify-place").count() > 1, "the differences are outlined");
    await partner.look("verify-altered");
    await partner.leave();
  });
}

test("M-75: a code opens what is known without the file, and the file is held against it", async () => {
  const partner = await person(browser);
  const { page, words } = partner;
  await page.goto("/verify");
  await page.getByLabel(words.text("verify-code"), { exact: true }).fill(code.toLowerCase().replaceAll("-", " "));
  await page.getByRole("button", { name: words.text("verify-open"), exact: true }).click();
  await page.waitForURL(`**/verify/${code}`);
  await page.getByText(words.text("verify-state-completed"), { exact: true }).waitFor();
  await partner.look("verify-record");
  await verify(partner, signed);
  await page.getByText(words.like("verify-code-same")).waitFor();
  await partner.leave();
});

test("a file that is no PDF, and one that is too large, are answered at once", async () => {
  const partner = await person(browser);
  const { page, words } = partner;
  await verify(partner, Buffer.from("nothing"), "/verify");
  await page.getByRole("alert").getByText(words.like("verify-cannot")).waitFor();
  await partner.look("verify-refused");
  await page.goto("/verify");
  await page.locator("form[data-verify]").evaluate((form) => { form.dataset.limit = "10"; });
  await page.getByLabel(words.text("verify-choose")).setInputFiles({ name: "large.pdf", mimeType: "application/pdf", buffer: Buffer.from("x".repeat(11)) });
  await page.getByRole("alert").getByText(words.like("verify-too-large")).waitFor();
  await partner.leave();
});

async function verify({ page, words }, buffer, path) {
  if (path) await page.goto(path);
  await onward(page, () => page.getByLabel(words.text("verify-choose")).setInputFiles({ name: "signed.pdf", mimeType: "application/pdf", buffer }));
}

/** The signed file of the demo's finished agreement, and its code. */
async function finished() {
  const owner = await person(browser);
  const { page, words } = owner;
  await signedIn(browser, owner);
  // By its name: other journeys finish agreements of their own beside it.
  await page.goto(`/agreements?${new URLSearchParams({ view: "done", q: "Services agreement 2026-014" })}`);
  await onward(page, () => page.locator(".row-name").first().click());
  const link = page.getByRole("link", { name: words.like("agreement-file-signed") }).first();
  const answer = await page.request.get(await link.getAttribute("href"));
  const address = await page.getByRole("link", { name: words.like("verify-public") }).first().getAttribute("href");
  const signed = await answer.body();
  await owner.leave();
  return { signed, code: address.split("/").at(-1) };
}

/** One more saving, in which the first page shows something else. */
function withOtherContent(file) {
  const text = file.toString("latin1");
  const last = (before) => text.slice(text.lastIndexOf(before) + before.length).match(/\d+/)[0];
  const content = text.match(/\/Contents (\d+) 0 R/)[1];
  const stream = "BT /F1 18 Tf 72 700 Td (Something else) Tj ET";
  const start = text.endsWith("\n") ? text : `${text}\n`;
  const body = `${content} 0 obj\n<< /Length ${stream.length} >>\nstream\n${stream}\nendstream\nendobj\n`;
  const entry = `${String(start.length).padStart(10, "0")} 00000 n \n`;
  const trailer = `trailer\n<< /Size ${last("/Size")} /Root ${last("/Root")} 0 R /Prev ${last("startxref")} >>`;
  return Buffer.from(`${start}${body}xref\n${content} 1\n${entry}${trailer}\nstartxref\n${start.length + body.length}\n%%EOF\n`, "latin1");
}
