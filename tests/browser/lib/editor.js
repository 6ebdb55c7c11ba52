// What tests of many fields and of speed share: fields put into a draft at once, a slow machine, tasks that hold a page up, a finger.
import assert from "node:assert/strict";

/** The draft as the server has it. */
async function draftOf({ page }) {
  return page.evaluate(async () => (await fetch(`/ui/drafts/${location.pathname.split("/")[2]}`)).json());
}

export async function fieldsOf(sender) {
  return (await draftOf(sender)).fields;
}

/** Puts fields into the draft as an editor does that has placed them all, and opens it again. `make` gets the first person's place. */
export async function withFields(sender, make) {
  const { page, words } = sender;
  await page.getByText(words.text("editor-ui-save-saved"), { exact: true }).first().waitFor();
  const draft = await draftOf(sender);
  const fields = make(draft.participants[0].id).map((field) => ({ id: crypto.randomUUID(), required: true, label: "", options: {}, value: null, ...field }));
  const status = await page.evaluate(async (body) => {
    const answer = await fetch(`/ui/drafts/${location.pathname.split("/")[2]}`, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    return answer.status;
  }, { ...draft, fields });
  assert.equal(status, 200);
  // Pictures of a hundred pages need not be there yet.
  await page.reload({ waitUntil: "domcontentloaded" });
  await page.locator("[data-field]").first().waitFor({ state: "attached" });
}

/** A processor so many times slower. `detach` ends it. */
export async function slowed(page, times) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: times });
  return session;
}

/** Tasks of 50 ms and more, in which a page answers nobody: `take` gives those since the last time, in milliseconds. */
export async function longTasks(page) {
  await page.evaluate(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((entry) => Math.round(entry.duration)))).observe({ type: "longtask" });
  });
  return { take: () => page.evaluate(() => window.tasks.splice(0)) };
}

/** What the page's main thread computes, in milliseconds of its own time: waiting for a busy machine is not counted. `take` gives it since the last time. */
export async function computed(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  let before = 0;
  const take = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const now = 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
    const spent = Math.round(now - before);
    before = now;
    return spent;
  };
  await take();
  return { take };
}

/** One finger, from here to there. */
export async function touch(page, from, to, steps = 8) {
  const session = await page.context().newCDPSession(page);
  const point = (share) => [{ x: from[0] + (to[0] - from[0]) * share, y: from[1] + (to[1] - from[1]) * share }];
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: point(0) });
  for (let step = 1; step <= steps; step += 1) await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: point(step / steps) });
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await session.detach();
}

/** Two fingers around a point, from so far apart to so far apart. */
export async function pinch(page, [x, y], from, to, steps = 10) {
  const session = await page.context().newCDPSession(page);
  const points = (share) => {
    const apart = (from + (to - from) * share) / 2;
    return [{ x: x - apart, y, id: 1 }, { x: x + apart, y, id: 2 }];
  };
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: points(0) });
  for (let step = 1; step <= steps; step += 1) {
    await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: points(step / steps) });
    await page.waitForTimeout(16);
  }
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await session.detach();
}
