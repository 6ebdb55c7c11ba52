import assert from "node:assert/strict";
import { test } from "node:test";
import { aligned, distributed, likeFirst, touched } from "./arrange";
import type { Field, Options, Page } from "./model";

const page = (index: number): Page => ({ index, width: 595, height: 842, image: "" });
const pages = [page(0), page(1)];
const field = (id: string, at: number, x: number, y: number, width = 60, height = 30, options: Options = {}): Field =>
  ({ id, kind: "initials", page: at, rect: { x, y, width, height }, participant: "ana", required: true, label: "", options, value: null });
const xs = (places: ReturnType<typeof aligned>) => Object.fromEntries([...places].map(([id, { rect }]) => [id, rect.x]));
const ys = (places: ReturnType<typeof aligned>) => Object.fromEntries([...places].map(([id, { rect }]) => [id, rect.y]));

test("every edge and middle becomes one line", () => {
  const fields = [field("a", 0, 100, 50), field("b", 0, 300, 90, 100, 40)];
  assert.deepEqual(xs(aligned(fields, "left", pages)), { a: 100, b: 100 });
  assert.deepEqual(xs(aligned(fields, "right", pages)), { a: 340, b: 300 });
  assert.deepEqual(xs(aligned(fields, "centre", pages)), { a: 220, b: 200 });
  assert.deepEqual(ys(aligned(fields, "top", pages)), { a: 50, b: 50 });
  assert.deepEqual(ys(aligned(fields, "bottom", pages)), { a: 100, b: 90 });
  assert.deepEqual(ys(aligned(fields, "middle", pages)), { a: 75, b: 70 });
});

test("fields on two pages come to the same place on both", () => {
  assert.deepEqual(ys(aligned([field("a", 0, 10, 700), field("b", 1, 10, 720)], "top", pages)), { a: 700, b: 700 });
});

test("what the file brought stays, and the others align with it", () => {
  const fixed = field("form", 0, 200, 50, 60, 30, { origin: { name: "Name" } });
  assert.deepEqual(xs(aligned([field("a", 0, 100, 50), fixed], "left", pages)), { a: 200 });
});

test("gaps become equal, of different widths too, and the outer ones stay", () => {
  const fields = [field("c", 0, 300, 0, 40), field("a", 0, 0, 0, 60), field("b", 0, 70, 0, 100)];
  assert.deepEqual(xs(distributed(fields, "x")), { a: 0, b: 130, c: 300 });
});

test("two have nothing to share, and pages are spaced apart from each other", () => {
  assert.equal(distributed([field("a", 0, 0, 0), field("b", 0, 9, 9)], "y").size, 0);
  const two = distributed([field("a", 0, 0, 0), field("b", 0, 0, 40), field("c", 0, 0, 300), field("d", 1, 0, 5)], "y");
  assert.deepEqual(ys(two), { a: 0, b: 150, c: 300 });
});

test("all become as large as the first, within their page and not below what their kind needs", () => {
  const small = { ...field("tick", 0, 300, 300, 14, 14), kind: "checkbox" as const };
  const sized = likeFirst([small, field("b", 0, 590, 835, 5, 5)], pages);
  assert.deepEqual(sized.get("tick")?.rect, small.rect);
  assert.deepEqual(sized.get("b")?.rect, { x: 567, y: 826, width: 28, height: 16 });
});

test("a frame holds what it touches, on its own page", () => {
  const fields = [field("in", 0, 10, 10), field("edge", 0, 95, 95), field("out", 0, 200, 10), field("other", 1, 10, 10)];
  assert.deepEqual(touched({ x: 0, y: 0, width: 100, height: 100 }, 0, fields), ["in", "edge"]);
});
