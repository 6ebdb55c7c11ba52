import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestError } from "../island/request";
import { Saver } from "./save";

/** Timers that run when told to. */
class Hand {
  waiting: { ms: number; run: () => void }[] = [];
  after(ms: number, run: () => void) { const timer = { ms, run }; this.waiting.push(timer); return timer; }
  cancel(timer: unknown) { this.waiting = this.waiting.filter((one) => one !== timer); }
  async tick() { const due = this.waiting; this.waiting = []; for (const one of due) one.run(); await settled(); }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

function saver(answers: (() => Promise<{ version: number }>)[]) {
  const written: [string, number][] = [];
  const hand = new Hand();
  const made = new Saver<string>(1, (content, version) => { written.push([content, version]); return answers.shift()!(); }, () => {}, hand);
  return { made, hand, written };
}
const ok = (version: number) => async () => ({ version });
const fails = (status: number, code = "X") => async () => { throw new RequestError(status, code, "said"); };

test("quick changes are one request with the newest content", async () => {
  const { made, hand, written } = saver([ok(2)]);
  made.change("a");
  made.change("ab");
  assert.equal(made.state, "waiting");
  await hand.tick();
  assert.deepEqual(written, [["ab", 1]]);
  assert.equal(made.state, "saved");
  assert.equal(made.version, 2);
});

test("a change while saving is saved after it, on the new version", async () => {
  let release: (value: { version: number }) => void = () => {};
  const { made, hand, written } = saver([() => new Promise((resolve) => { release = resolve; }), ok(3)]);
  made.change("a");
  await hand.tick();
  made.change("b");
  release({ version: 2 });
  await settled();
  await hand.tick();
  assert.deepEqual(written, [["a", 1], ["b", 2]]);
  assert.equal(made.state, "saved");
});

test("a dead network is tried again and nothing is lost", async () => {
  const { made, hand, written } = saver([fails(0, "OFFLINE"), fails(503), ok(2)]);
  made.change("a");
  await hand.tick();
  assert.equal(made.state, "offline");
  assert.equal(made.pending, true);
  await hand.tick();
  assert.equal(hand.waiting[0]!.ms, 5000);
  await hand.tick();
  assert.equal(made.state, "saved");
  assert.equal(written.length, 3);
});

test("another tab was quicker: no further request until somebody decides", async () => {
  const { made, hand, written } = saver([fails(409, "DRAFT_CHANGED"), ok(8)]);
  made.change("mine");
  await hand.tick();
  assert.equal(made.state, "conflict");
  made.change("mine too");
  assert.equal(hand.waiting.length, 0);
  assert.equal(await made.flush(), false);
  made.overwrite("mine too", 7);
  await hand.tick();
  assert.deepEqual(written[1], ["mine too", 7]);
  assert.equal(made.state, "saved");
});

test("a refusal shows the server's words and waits for the next change", async () => {
  const { made, hand } = saver([fails(422), ok(2)]);
  made.change("wrong");
  await hand.tick();
  assert.deepEqual([made.state, made.message, hand.waiting.length], ["refused", "said", 0]);
  made.change("right");
  await hand.tick();
  assert.equal(made.state, "saved");
});

test("flush saves at once", async () => {
  const { made, written } = saver([ok(2)]);
  made.change("a");
  assert.equal(await made.flush(), true);
  assert.equal(written.length, 1);
  assert.equal(await made.flush(), true);
});

test("while a document is added nothing else is written, and then on the new version", async () => {
  const { made, hand, written } = saver([ok(6)]);
  await made.hold(async () => {
    made.change("typed meanwhile");
    assert.equal(hand.waiting.length, 0);
    return { version: 5 };
  });
  await hand.tick();
  assert.deepEqual(written, [["typed meanwhile", 5]]);
});
