import assert from "node:assert/strict";
import { test } from "node:test";
import { framed, withWidths } from "./ink";

test("a slow line is wide, a quick one thin", () => {
  const slow = withWidths([{ x: 0, y: 0, time: 0 }, { x: 2, y: 0, time: 40 }, { x: 4, y: 0, time: 80 }]);
  const quick = withWidths([{ x: 0, y: 0, time: 0 }, { x: 80, y: 0, time: 16 }, { x: 160, y: 0, time: 32 }]);
  assert.ok(slow[2]!.width > 2 * quick[2]!.width);
  assert.ok(quick[2]!.width >= 1.4);
});

test("points in the same millisecond do not divide by nothing", () => {
  const points = withWidths([{ x: 0, y: 0, time: 5 }, { x: 9, y: 9, time: 5 }]);
  assert.ok(points.every((point) => Number.isFinite(point.width)));
});

test("strokes are cut to their frame", () => {
  const mark = framed([[{ x: 100, y: 50, width: 2 }, { x: 180, y: 90, width: 2 }]]);
  assert.deepEqual(mark, { kind: "drawn", strokes: [[{ x: 4, y: 4, width: 2 }, { x: 84, y: 44, width: 2 }]], width: 88, height: 48 });
});

test("a dot is not a signature", () => {
  assert.equal(framed([]), null);
  assert.equal(framed([[{ x: 5, y: 5, width: 2 }]]), null);
  assert.equal(framed([[{ x: 5, y: 5, width: 2 }, { x: 6, y: 6, width: 2 }]]), null);
});
