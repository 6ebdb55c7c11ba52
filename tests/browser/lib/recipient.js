// What a recipient does, step by step, by what is written on the screen.
import assert from "node:assert/strict";
import { onward } from "./browser.js";
import { codeTo } from "./demo.js";

export async function acceptConsent({ page, words }) {
  await page.getByRole("button", { name: words.text("sign-consent-agree") }).click();
  await page.getByRole("region", { name: words.text("sign-dock") }).waitFor();
}

/** Asks for a code and enters it. */
export async function proveByPhone(recipient, number, seen = 0) {
  const { page, words } = recipient;
  await askForCode(recipient);
  await enterCode(recipient, await codeTo(number, seen));
}

/** The first code, and the page on which it is entered. */
export async function askForCode({ page, words }) {
  await onward(page, () => page.getByRole("button", { name: words.text("sign-send-code"), exact: true }).click());
}

export async function enterCode({ page, words }, code) {
  await page.getByLabel(words.text("sign-code"), { exact: true }).fill(code);
  await onward(page, () => page.getByRole("button", { name: words.text("sign-confirm-code"), exact: true }).click());
}

/** A six-digit code that is not this one. */
export function wrong(code) {
  return String((Number(code) + 1) % 1_000_000).padStart(6, "0");
}

/** A field on the pages, by its name. */
export function field({ page }, role, name) {
  return page.locator("#pages").getByRole(role, { name });
}

/** Signature or initials drawn with the pointer. */
export async function draw({ page, words }, kind) {
  const dialog = page.getByRole("dialog", { name: words.text(`sign-adopt-${kind}`) });
  await dialog.getByRole("radio", { name: words.text("sign-adopt-draw"), exact: true }).check();
  const box = await dialog.getByRole("img", { name: words.text("sign-adopt-canvas") }).boundingBox();
  await page.mouse.move(box.x + 0.15 * box.width, box.y + 0.6 * box.height);
  await page.mouse.down();
  for (let step = 1; step <= 12; step += 1) {
    await page.mouse.move(box.x + (0.15 + 0.055 * step) * box.width, box.y + (0.55 + (step % 2 === 0 ? -0.2 : 0.2)) * box.height, { steps: 2 });
  }
  await page.mouse.up();
  return dialog;
}

export async function useMark(dialog, words) {
  await dialog.getByRole("button", { name: words.text("sign-adopt-use") }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Signature or initials as they are suggested, in handwriting. */
export async function typed({ page, words }, kind) {
  const dialog = page.getByRole("dialog", { name: words.text(`sign-adopt-${kind}`) });
  await useMark(dialog, words);
}

/** The review, once everything is filled: it opens by itself, or by its button. */
export async function review({ page, words }) {
  const dialog = page.getByRole("dialog", { name: words.text("sign-review-title") });
  await dialog.waitFor({ timeout: 5000 }).catch(() => page.getByRole("button", { name: words.text("sign-review"), exact: true }).click());
  await dialog.waitFor();
  return dialog;
}

export async function clickToSign({ page, words }, dialog) {
  await dialog.getByRole("button", { name: words.text("sign-click-to-sign") }).click();
  await page.waitForFunction(() => document.querySelector("main")?.dataset.page === "done", null, { timeout: 40_000 });
}

/** A download as bytes, and how many signatures of which kind it carries. */
export async function signaturesIn(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const stream = await download.createReadStream();
  const parts = [];
  for await (const part of stream) parts.push(part);
  const text = Buffer.concat(parts).toString("latin1");
  assert.ok(text.startsWith("%PDF-"), "a PDF comes down");
  return (text.match(/\/ETSI\.CAdES\.detached/g) ?? []).length;
}
