import assert from "node:assert/strict";
import { test } from "node:test";
import { nextStep, within } from "./zoom";

test("steps go up and down, and stop at both ends", () => {
  assert.deepEqual([nextStep(1, 1), nextStep(1.37, 1), nextStep(4, 1)], [1.25, 1.5, 4]);
  assert.deepEqual([nextStep(4, -1), nextStep(1.37, -1), nextStep(1, -1)], [3, 1.25, 1]);
});

test("a pinch ends between the whole page and four times its size", () => {
  assert.deepEqual([within(0.2), within(1.236), within(99)], [1, 1.24, 4]);
});
