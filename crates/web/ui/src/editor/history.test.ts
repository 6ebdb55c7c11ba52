import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "./history";

test("undo goes back, redo goes forth, a new change forgets the future", () => {
  const history = new History("a");
  history.push("b", "", 0);
  history.push("c", "", 0);
  history.undo();
  assert.equal(history.present, "b");
  history.redo();
  assert.equal(history.present, "c");
  history.undo();
  history.push("d", "", 0);
  assert.equal(history.canRedo, false);
  history.undo();
  history.undo();
  assert.equal(history.present, "a");
  assert.equal(history.canUndo, false);
});

test("typing one word is one step, a pause begins another", () => {
  const history = new History("");
  history.push("A", "name", 0);
  history.push("An", "name", 300);
  history.push("Ana", "name", 600);
  history.push("Ana N", "name", 9000);
  history.undo();
  assert.equal(history.present, "Ana");
  history.undo();
  assert.equal(history.present, "");
});

test("another key is another step, and after undo the same key is, too", () => {
  const history = new History(0);
  history.push(1, "x", 0);
  history.push(2, "y", 1);
  history.undo();
  history.push(3, "x", 2);
  history.undo();
  assert.equal(history.present, 1);
});

test("a reset leaves nothing to undo", () => {
  const history = new History(0);
  history.push(1, "", 0);
  history.reset(5);
  history.undo();
  assert.equal(history.present, 5);
});
