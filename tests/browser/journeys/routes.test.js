// Every path that the router answers to GET is visited; pages at both widths in both looks, judged by axe-core and by the
// browser's own complaints. A path that is not in the list below fails the test.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { launch, person } from "../lib/browser.js";
import { demo, linkIn, mailTo, messages } from "../lib/demo.js";
import { readable } from "../lib/routes.js";
import { addPerson, newAgreement, placeField, signedIn } from "../lib/sender.js";

let browser;
let facts;
before(async () => {
  browser = await launch();
  facts = await prepared();
});
after(() => browser.close());

/** Pages: how each is called, and where it is. Those that need nobody to be signed in say `guest`. */
const PAGES = {
  "/": [["home", () => "/"]],
  "/activity": [["activity", () => "/activity"]],
  "/agreements": ["all", "drafts", "done", "ended"].map((view) => [`list-${view}`, () => `/agreements?view=${view}`]),
  "/agreements/new": [["new", () => "/agreements/new"]],
  "/agreements/{id}": [["agreement-open", () => facts.open], ["agreement-done", () => facts.done], ["agreement-draft", () => facts.draft], ["agreement-unknown", () => "/agreements/nothing"]],
  "/agreements/{id}/document": [["document", () => `${facts.done}/document`]],
  "/agreements/{id}/edit": [["editor", () => `${facts.draft}/edit`], ["template-editor", () => `/agreements/${facts.template}/edit`]],
  "/agreements/{id}/people/{person}/replace": [["replace", () => facts.replace]],
  "/contacts": [["contacts", () => "/contacts"], ["contacts-nobody", () => "/contacts?q=nobody-is-called-so"]],
  "/contacts/new": [["contact-new", () => "/contacts/new"]],
  "/contacts/{id}": [["contact", () => facts.contact]],
  "/forgot": [["forgot", () => "/forgot", "guest"]],
  "/help/methods": [["methods", () => "/help/methods"]],
  "/help/methods/{name}": ["email", "password", "account", "phone", "pin", "unknown"].map((name) => [`method-${name}`, () => `/help/methods/${name}`]),
  "/help/tags": [["tags", () => "/help/tags"]],
  "/profile": [["profile", () => "/profile"]],
  "/reset/{token}": [["reset-used", () => "/reset/nothing", "guest"]],
  "/s/{token}": [["sign-unknown", () => "/s/nothing", "guest"], ["sign-challenge", () => facts.challenge, "guest"], ["sign-document", () => facts.link, "guest"], ["sign-done", () => facts.signed, "guest"]],
  "/groups": [["groups", () => "/groups"]],
  "/groups/{id}": [["group", () => facts.group]],
  "/groups/{id}/settings/{page}": ["send", "security"].map((page) => [`group-${page}`, () => `${facts.group}/settings/${page}`]),
  "/public/oauth/v2": [["consent", () => facts.consent], ["consent-unknown", () => "/public/oauth/v2?client_id=nobody"]],
  "/s/{token}/not-me": [["not-me", () => `${facts.challenge}/not-me`, "guest"]],
  "/s/{token}/paper": [["paper", () => `${facts.challenge}/paper`, "guest"]],
  "/settings/applications": [["applications", () => "/settings/applications"]],
  "/settings/keys": [["keys", () => "/settings/keys"]],
  "/settings/account": [["account-settings", () => "/settings/account"]],
  "/settings/account/{page}": ["send", "security", "global"].map((page) => [`account-${page}`, () => `/settings/account/${page}`]),
  "/settings/tags": [["own-tags", () => "/settings/tags"]],
  "/settings/seal": [["seal", () => "/settings/seal"]],
  "/settings/webhooks": [["webhooks", () => "/settings/webhooks"]],
  "/settings/webhooks/{id}": [["webhook", () => facts.webhook]],
  "/shared/{agreement}/{token}": [["shared", () => facts.shared, "guest"], ["shared-unknown", () => `${facts.shared.replace(/[^/]+$/, "nothing")}`, "guest"]],
  "/sign-in": [["sign-in", () => "/sign-in", "guest"]],
  "/simulated/outbox": [["outbox", () => "/simulated/outbox"]],
  "/simulated/outbox/{id}": [["outbox-mail", () => `/simulated/outbox/${facts.mail}`]],
  "/system": [["system", () => "/system"]],
  "/templates": [["templates", () => "/templates"]],
  "/templates/new": [["template-new", () => "/templates/new"]],
  "/templates/{id}/use": [["template-use", () => `/templates/${facts.template}/use`]],
  "/verify": [["verify", () => "/verify", "guest"], ["verify-bad-code", () => "/verify?code=x", "guest"]],
  "/verify/{code}": [["verify-record", () => facts.verify, "guest"], ["verify-unknown", () => "/verify/00000-00000-00000-00000", "guest"]],
  "/users": [["users", () => "/users"]],
  "/welcome/{token}": [["welcome", () => facts.welcome, "guest"], ["welcome-used", () => "/welcome/nothing", "guest"]],
};

/** Everything else: where it is, of which kind the answer is, and its status where it is not 200. */
const FILES = {
  "/agreements.csv": [() => "/agreements.csv", "text/csv"],
  "/agreements/{id}/documents/{document}": [() => facts.original, "application/octet-stream"],
  "/agreements/{id}/download": [() => `${facts.done}/download`, "application/pdf"],
  "/agreements/{id}/evidence": [() => `${facts.done}/evidence`, "application/json"],
  // No sample has a file that was handed in; the journey over all kinds of fields fetches one.
  "/agreements/{id}/files/{field}": [() => `${facts.done}/files/00000000-0000-0000-0000-000000000000`, "text/html", 404],
  "/agreements/{id}/pulse": [() => `${facts.done}/pulse`, "application/json"],
  "/agreements/{id}/pages/{page}": [() => facts.picture, "image/png"],
  "/agreements/{id}/report": [() => `${facts.done}/report`, "application/pdf"],
  "/agreements/{id}/sign": [() => `${facts.mine}/sign`, "text/html"],
  "/agreements/{id}/values/{format}": [() => `${facts.done}/values/csv`, "text/csv"],
  "/assets/{*name}": [() => facts.asset, "text/css"],
  "/contacts.csv": [() => "/contacts.csv", "text/csv"],
  "/healthz": [() => "/healthz", "text/plain"],
  "/metrics": [() => "/metrics", "text/plain"],
  "/pictures/{agreement}/{page}": [() => facts.apiPicture, "image/png"],
  "/readyz": [() => "/readyz", ""],
  "/s/{token}/document.pdf": [() => `${facts.link}/document.pdf`, "application/pdf"],
  "/s/{token}/pages/{page}": [() => facts.signPicture, "image/png"],
  "/s/{token}/report.pdf": [() => `${facts.signed}/report.pdf`, "application/pdf"],
  "/s/{token}/state": [() => `${facts.link}/state`, "application/json"],
  "/shared/{agreement}/{token}/document.pdf": [() => `${facts.shared}/document.pdf`, "application/pdf"],
  "/simulated/outbox.json": [() => "/simulated/outbox.json", "application/json"],
  "/system/pulse": [() => "/system/pulse", "application/json"],
  "/templates/{id}/pages/{page}": [() => `/templates/${facts.template}/pages/0.png?w=480`, "image/png"],
  "/ui/drafts/{id}/text": [() => `${facts.draft.replace("/agreements/", "/ui/drafts/")}/text?find=a`, "application/json"],
  "/ui/people": [() => "/ui/people?q=a", "application/json"],
  "/ui/drafts/{id}": [() => facts.draft.replace("/agreements/", "/ui/drafts/"), "application/json"],
};

test("the lists name what the router knows, no more and no less", () => {
  const known = [...Object.keys(PAGES), ...Object.keys(FILES)].sort();
  assert.deepEqual(known, readable());
});

for (const [language, width, theme] of [["en", 1280, "light"], ["sl", 390, "dark"], ["cs", 390, "light"], ["en", 1280, "dark"]]) {
  test(`pages: ${language}, ${width}, ${theme}`, async () => {
    const member = await person(browser, { language, width, theme });
    const guest = await person(browser, { language, width, theme });
    await signedIn(browser, member);
    const bad = [];
    for (const [name, address, who] of Object.values(PAGES).flat()) {
      await visit(who === "guest" ? guest : member, name, address()).catch((error) => bad.push(`${name}: ${error.message}`));
    }
    assert.deepEqual(bad, []);
    await guest.leave();
    await member.leave();
  });
}

async function visit({ page, look }, name, address) {
  const answer = await page.goto(address);
  assert.ok(answer.status() < 500, `${address} answers ${answer.status()}`);
  await page.waitForLoadState("load");
  await look(`page-${name}`);
  // Nothing is wider than the screen, also not what is shown on demand.
  const [wide, room] = await page.evaluate(() => {
    for (const details of document.querySelectorAll("details:not(.menu)")) details.open = true;
    return [document.documentElement.scrollWidth, document.documentElement.clientWidth];
  });
  assert.ok(wide <= room, `${name} is ${wide} wide of ${room}`);
}

test("files and other answers", async () => {
  const member = await person(browser);
  await signedIn(browser, member);
  await member.page.goto(facts.link);
  for (const [path, [address, kind, status = 200]] of Object.entries(FILES)) {
    const answer = await member.page.request.get(address());
    assert.equal(answer.status(), status, `${path}: ${address()}`);
    assert.ok((answer.headers()["content-type"] ?? "").startsWith(kind), `${path} is ${answer.headers()["content-type"]}`);
  }
  await member.leave();
});

/** Addresses of one agreement in each state, of one link at each stage, and of what hangs on them. */
async function prepared() {
  const member = await person(browser);
  await signedIn(browser, member);
  const { page, words } = member;
  await invite(member);
  const found = { ...(await samples(page)), ...(await letters()), ...(await programs(member)) };
  Object.assign(found, await byProgram(found.done.split("/").pop()));
  await page.goto(found.done);
  found.original = await page.getByRole("link", { name: words.like("agreement-file-original") }).getAttribute("href");
  found.verify = await page.getByRole("link", { name: words.like("verify-public") }).first().getAttribute("href");
  found.picture = await page.getByAltText(words.text("agreement-first-page")).getAttribute("src");
  found.asset = await page.locator("link[rel=stylesheet]").first().getAttribute("href");

  await page.locator(`form[action="${found.done}/template"]`).evaluate((form) => form.requestSubmit());
  await page.waitForURL((url) => url.pathname.endsWith("/edit"));
  found.template = new URL(page.url()).pathname.split("/")[2];

  await newAgreement(member, "For the routes", 1);
  await addPerson(member, { name: "Rok Rotar", email: "rok@routes.example" });
  await placeField(member, "text", 0, { x: 0.3, y: 0.5 }, { label: "Place" });
  await placeField(member, "signature", 0, { x: 0.3, y: 0.6 });
  await page.getByRole("button", { name: words.text("editor-ui-i-sign-too"), exact: true }).click();
  await page.getByRole("button", { name: words.text("editor-ui-kind-signature"), exact: true, pressed: true }).waitFor();
  await page.getByRole("radio", { name: words.text("editor-ui-flow-parallel"), exact: true }).check();
  await placeField(member, "signature", 0, { x: 0.7, y: 0.6 });
  await page.getByRole("button", { name: words.like("editor-ui-send-to") }).click();
  await page.waitForURL((url) => /^\/agreements\/[0-9a-f-]+$/.test(url.pathname));
  found.mine = new URL(page.url()).pathname;
  found.link = new URL(linkIn(await mailTo("rok@routes.example", "For the routes"), "/s/")).pathname;
  await page.goto(found.mine);
  found.replace = await page.locator('a[href$="/replace"]').first().getAttribute("href");
  await page.goto("/contacts?q=rok@routes.example");
  found.contact = await page.getByRole("link", { name: "Rok Rotar", exact: true }).getAttribute("href");
  found.group = await group(member);
  const guest = await person(browser);
  await guest.page.goto(found.link);
  found.signPicture = await guest.page.locator("#pages img").first().getAttribute("src");
  await guest.leave();
  await member.leave();
  return found;
}

/** A group with a page of settings of its own. */
async function group({ page, words }) {
  await page.goto("/groups");
  await page.getByLabel(words.text("groups-name"), { exact: true }).fill("Routes");
  await page.getByRole("button", { name: words.text("groups-new-go"), exact: true }).click();
  await page.getByRole("heading", { name: "Routes", exact: true }).waitFor();
  const { pathname } = new URL(page.url());
  await page.goto(`${pathname}/settings/security`);
  await page.getByRole("button", { name: words.text("settings-override"), exact: true }).click();
  await page.getByText(words.text("settings-overrides"), { exact: true }).waitFor();
  return pathname;
}

/** A user whose invitation stays open. */
async function invite({ page, words }) {
  await page.goto("/users");
  await page.getByLabel(words.text("account-name"), { exact: true }).fill("Rezka Rus");
  await page.getByLabel(words.text("account-email"), { exact: true }).fill("rezka@demo.example");
  await page.getByRole("button", { name: words.text("settings-invite-go") }).click();
  await page.getByText(words.text("settings-invited", { email: "rezka@demo.example" })).waitFor();
}

/** A program that users may let act for them, and one that is told of what happens from here on. */
async function programs({ page, words }) {
  await page.goto("/settings/applications");
  await page.getByLabel(words.text("settings-key-name"), { exact: true }).fill("ERP");
  await page.getByLabel(words.text("settings-application-redirect"), { exact: true }).fill("https://erp.example/back");
  await page.getByLabel(words.like("settings-scope-agreement-read")).check();
  await page.getByRole("button", { name: words.text("settings-application-go"), exact: true }).click();
  const client = await page.locator("#fresh-client").inputValue();
  const listener = createServer((request, answer) => {
    answer.setHeader("x-adobesign-clientid", request.headers["x-adobesign-clientid"]);
    answer.end();
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  listener.unref();
  await page.goto("/settings/webhooks");
  await page.getByLabel(words.text("settings-key-name"), { exact: true }).fill("ERP");
  await page.getByLabel(words.text("settings-webhook-url"), { exact: true }).fill(`http://127.0.0.1:${listener.address().port}/`);
  await page.getByRole("button", { name: words.text("settings-webhook-go"), exact: true }).click();
  await page.locator("#fresh-key").waitFor();
  const wish = new URLSearchParams({ response_type: "code", client_id: client, redirect_uri: "https://erp.example/back", scope: "agreement_read" });
  return { consent: `/public/oauth/v2?${wish}`, webhook: await page.getByRole("link", { name: "ERP", exact: true }).getAttribute("href") };
}

/** What only a program asks for: leave to read for somebody else, and pictures of pages at addresses of their own. */
async function byProgram(agreement) {
  const ask = async (path, body) => {
    const headers = { authorization: `Bearer ${demo.integrationKey}`, "content-type": "application/json" };
    const terms = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
    const answer = await fetch(`${demo.address}/api/rest/v6/agreements/${agreement}${path}`, terms);
    assert.ok(answer.ok, `${path} answers ${answer.status}`);
    return answer.json();
  };
  await ask("/members/share", { shareCreationInfo: [{ email: "reader@routes.example" }] });
  const letter = await mailTo("reader@routes.example", "/shared/");
  const pictures = await ask("/documents/imageUrls");
  const { url } = pictures.originalDocumentsImageUrlsInfo[0].documentImageUrlsList[0].imageURLs[0];
  const picture = new URL(url);
  return { shared: new URL(linkIn(letter, "/shared/")).pathname, apiPicture: picture.pathname + picture.search };
}

/** The demo's own agreements: a draft, one that waits, one that is done. */
async function samples(page) {
  const of = async (name) => {
    // Searched for: other journeys have filled the first page.
    await page.goto(`/agreements?${new URLSearchParams({ view: "all", q: name })}`);
    const href = await page.getByRole("link", { name, exact: true }).getAttribute("href");
    return href.replace(/\/edit$/, "");
  };
  return { draft: await of("Smlouva o dílo 7/2026"), open: await of("Pogodba o najemu št. 27"), done: await of("Services agreement 2026-014") };
}

/** Links that came by mail. */
async function letters() {
  const path = (mail, start) => new URL(linkIn(mail, start)).pathname;
  return {
    welcome: path(await mailTo("rezka@demo.example", "/welcome/"), "/welcome/"),
    challenge: path(await mailTo("ziva@stranka.example", "najemu"), "/s/"),
    signed: path(await mailTo("eva@customer.example", "Services agreement"), "/s/"),
    mail: (await messages()).find((one) => one.html).id,
  };
}
