// One browser for a test file; every page in it is watched for what the console and the content security policy complain of.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterEach } from "node:test";
import { chromium } from "playwright-core";
import { demo } from "./demo.js";
import { words } from "./words.js";

const OUT = new URL("../out/", import.meta.url).pathname;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LOCALES = { en: "en-GB", sl: "sl-SI", cs: "cs-CZ" };
const HEIGHTS = { 390: 844, 1280: 900 };

const SLOW = Number(process.env.TIMEOUT ?? 30_000);
const present = new Set();

mkdirSync(OUT, { recursive: true });

/** Who has not left by the end of a test was stopped by a failure: their screen is kept as a picture. */
afterEach(async () => {
  for (const one of present) {
    await one.page.screenshot({ path: `${OUT}failed-${Date.now()}.png` }).catch(() => {});
    if (one.complaints.length > 0) console.error(one.complaints);
    await one.context.close();
  }
  present.clear();
});

/** Starts the browser of a test file. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
}

/** Pages go on by themselves when something has happened; one that loads itself anew at this very moment is gone to once more. */
function patient(page) {
  const go = page.goto.bind(page);
  page.goto = (address, options) => go(address, options).catch((error) => {
    if (!/interrupted by another navigation/.test(error.message)) throw error;
    return go(address, options);
  });
  return page;
}

/**
 * A person before a screen: a browser context of their own, with their language, width and look.
 * `look(name)` takes a picture and lets axe judge; `leave()` fails when anything was complained of on the way.
 */
export async function person(browser, { language = "en", width = 1280, theme = "light", state } = {}) {
  const phone = width < 600;
  const context = await browser.newContext({
    baseURL: demo.address,
    locale: LOCALES[language],
    timezoneId: "Europe/Ljubljana",
    colorScheme: theme,
    viewport: { width, height: HEIGHTS[width] },
    hasTouch: phone,
    isMobile: phone,
    deviceScaleFactor: 1,
    reducedMotion: "reduce",
    storageState: state,
  });
  context.setDefaultTimeout(SLOW);
  const complaints = [];
  await watch(context, complaints);
  const page = patient(await context.newPage());
  const look = (name) => examine(page, `${name}-${language}-${width}-${theme}`);
  const entry = { context, page, complaints };
  present.add(entry);
  const leave = async () => {
    present.delete(entry);
    await context.close();
    assert.deepEqual(complaints, [], "complaints of the browser");
  };
  return { context, page, words: words(language), language, width, theme, phone, complaints, look, leave };
}

/** Does what leads to another document, and waits until that one is there: the old one may still take what is meant for the new one. */
export async function onward(page, act) {
  await page.evaluate(() => { document.documentElement.dataset.old = "yes"; });
  await act();
  await page.waitForFunction(() => document.readyState === "complete" && !("old" in document.documentElement.dataset));
}

/** Collects console errors, uncaught exceptions and violations of the content security policy. */
async function watch(context, complaints) {
  await context.exposeBinding("reportViolation", ({ page }, text) => complaints.push(`${page.url()}: ${text}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => window.reportViolation(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  context.on("console", (message) => {
    if (message.type() === "error" && !expected(message)) complaints.push(`${message.location().url}: ${message.text()}`);
  });
  context.on("weberror", (error) => complaints.push(`${error.page()?.url()}: ${error.error()?.stack ?? error.error()}`));
}

/** The browser notes every answer from 400 up; such an answer to a form or a script is what the tests ask for, and they look at it. */
function expected(message) {
  return /^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text());
}

/**
 * A picture of the whole page. A browser that is short of processor or memory now and then answers that it cannot draw one
 * this time; the page is not to blame, so it is asked again, and what a third attempt cannot do is a failure.
 */
async function picture(page, name, attempts = 3) {
  try {
    await page.screenshot({ path: `${OUT}${name}.png`, fullPage: true, animations: "disabled" });
  } catch (error) {
    if (attempts === 1 || !error.message.includes("Unable to capture screenshot")) throw error;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await picture(page, name, attempts - 1);
  }
}

/** A picture of the whole page, and axe-core's judgement of it. */
async function examine(page, name) {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await picture(page, name);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = await page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} (${node.any.map((check) => check.message).join(" ").slice(0, 200)})`).join(" | ")}`);
  }, RULES);
  assert.deepEqual(found, [], `axe on ${name} (${page.url()})`);
}
