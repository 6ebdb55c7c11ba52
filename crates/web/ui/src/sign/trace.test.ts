import assert from "node:assert/strict";
import { test } from "node:test";
import { type Pixels, traced } from "./trace";

/** Paper with a light of its own at each place, and ink where `dark` says so. */
function paper(width: number, height: number, dark: (x: number, y: number) => boolean, light = (_x: number, _y: number) => 240): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = dark(x, y) ? light(x, y) * 0.3 : light(x, y);
      data.set([value, value, value, 255], 4 * (y * width + x));
    }
  }
  return { width, height, data };
}

/** The strokes that were found; none is a failure. */
function strokesOf(pixels: Pixels) {
  const mark = traced(pixels);
  if (mark?.kind !== "drawn") throw new Error("no ink was found");
  return mark;
}

const bar = (x: number, y: number) => x >= 20 && x < 120 && y >= 40 && y < 46;

test("ink becomes strokes in a frame of its own, one for each line of it", () => {
  const mark = strokesOf(paper(200, 100, bar));
  assert.deepEqual([mark.width, mark.height, mark.strokes.length], [106, 12, 6]);
  assert.deepEqual(mark.strokes[0], [{ x: 3.5, y: 3.5, width: 1.35 }, { x: 102.5, y: 3.5, width: 1.35 }]);
});

test("a shadow over the photo is not ink", () => {
  const shadow = (x: number) => 240 - x * 0.7;
  const mark = strokesOf(paper(200, 100, bar, shadow));
  assert.deepEqual([mark.width, mark.height], [106, 12]);
});

test("dust beside the signature is left out", () => {
  const mark = strokesOf(paper(200, 100, (x, y) => bar(x, y) || (x >= 180 && x < 182 && y >= 5 && y < 8)));
  assert.equal(mark.width, 106);
});

test("an empty sheet, a black one and a single speck hold no signature", () => {
  assert.equal(traced(paper(200, 100, () => false)), null);
  assert.equal(traced(paper(200, 100, () => true)), null);
  assert.equal(traced(paper(200, 100, (x, y) => x === 5 && y === 5)), null);
});

test("what is transparent is paper", () => {
  const sheet = paper(200, 100, bar);
  const data = Uint8ClampedArray.from(sheet.data);
  for (let i = 0; i < 200 * 100; i++) if (!bar(i % 200, Math.floor(i / 200))) data.set([0, 0, 0, 0], 4 * i);
  assert.equal(strokesOf({ ...sheet, data }).width, 106);
});

test("a large and busy picture stays within what the server takes", () => {
  const busy = (x: number, y: number) => x > 10 && x < 1390 && y > 10 && y < 790 && (x % 7 < 3) && (y % 5 < 3);
  const joined = (x: number, y: number) => busy(x, y) || (y === 400 && x > 10 && x < 1390) || (x === 700 && y > 10 && y < 790);
  const mark = strokesOf(paper(1400, 800, (x, y) => joined(x, y) || (x % 7 === 0 && y > 10 && y < 790 && x > 10 && x < 1390)));
  assert.ok(mark.strokes.length > 0 && mark.strokes.length <= 2_500);
});
