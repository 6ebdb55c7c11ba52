import assert from "node:assert/strict";
import { test } from "node:test";
import { placeAt } from "./find";

const page = { index: 0, width: 595, height: 842, image: "" };
const hit = { page: 0, rect: { x: 100, y: 200, width: 50, height: 12 } };

test("a field stands on the foot of the words it lies over, and of those it stands beside", () => {
  assert.deepEqual(placeAt(hit, "text", "over", 0, 0, page), { x: 100, y: 192, width: 170, height: 20 });
  assert.deepEqual(placeAt(hit, "text", "right", 0, 0, page), { x: 156, y: 192, width: 170, height: 20 });
});

test("below and above keep clear of the words", () => {
  assert.equal(placeAt(hit, "signature", "below", 0, 0, page).y, 218);
  assert.equal(placeAt(hit, "signature", "above", 0, 0, page).y, 150);
});

test("offsets go to the right and up, and never off the page", () => {
  assert.deepEqual(placeAt(hit, "text", "over", 10, 5, page), { x: 110, y: 187, width: 170, height: 20 });
  assert.deepEqual(placeAt(hit, "text", "over", 5_000, -5_000, page), { x: 425, y: 822, width: 170, height: 20 });
});
