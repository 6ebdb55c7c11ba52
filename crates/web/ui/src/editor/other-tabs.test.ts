import assert from "node:assert/strict";
import { test } from "node:test";
import { type Channel, farAway, OtherTabs, type Told } from "./other-tabs";

/** Channels of one browser: each hears what the others post. */
class Browser {
  private readonly open: { listeners: ((event: { data: Told }) => void)[] }[] = [];

  channel(): Channel {
    const own = { listeners: [] as ((event: { data: Told }) => void)[] };
    this.open.push(own);
    return {
      postMessage: (told) => { for (const other of this.open) if (other !== own) for (const listener of other.listeners) listener({ data: told }); },
      addEventListener: (_, listener) => { own.listeners.push(listener); },
    };
  }
}

function tab(browser: Browser, name: string, version: number) {
  const heard: string[] = [];
  const listener = { version: () => version, count: (n: number) => { heard.push(`${n} others`); }, newer: () => { heard.push("newer"); }, gone: () => { heard.push("gone"); } };
  return { tabs: new OtherTabs(name, browser.channel(), listener), heard };
}

test("each of two tabs learns of the other, and that it has left", () => {
  const browser = new Browser();
  const first = tab(browser, "a", 1);
  assert.deepEqual(first.heard, []);
  const second = tab(browser, "b", 1);
  assert.deepEqual([first.heard, second.heard], [["1 others"], ["1 others"]]);
  second.tabs.leave();
  assert.equal(first.heard.at(-1), "0 others");
});

test("a newer version is told at once, an older one is none", () => {
  const browser = new Browser();
  const first = tab(browser, "a", 4);
  const second = tab(browser, "b", 5);
  first.tabs.saved();
  assert.ok(!second.heard.includes("newer"));
  second.tabs.saved();
  assert.ok(first.heard.includes("newer"));
});

test("what was sent in one tab is no draft in the others", () => {
  const browser = new Browser();
  const first = tab(browser, "a", 1);
  tab(browser, "b", 1).tabs.gone();
  assert.equal(first.heard.at(-1), "gone");
});

test("of editors elsewhere each person is told once, and tabs of this browser not at all", () => {
  const guests = [
    { tab: "near", name: "Ana", own: true },
    { tab: "phone", name: "Ana", own: true },
    { tab: "tablet", name: "Ana", own: true },
    { tab: "office", name: "Bor", own: false },
  ];
  assert.deepEqual(farAway(guests, (tab) => tab === "near").map((one) => one.tab), ["phone", "office"]);
});
