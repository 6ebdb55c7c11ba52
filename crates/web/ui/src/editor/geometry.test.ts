import assert from "node:assert/strict";
import { test } from "node:test";
import { around, besides, centredOn, copiesForAllPages, fitted, moved, resized, snapMove, snapResize } from "./geometry";
import type { Field, Page } from "./model";

const page = { width: 595, height: 842 };
const field = (id: string, page: number, x: number, y: number): Field =>
  ({ id, kind: "initials", page, rect: { x, y, width: 60, height: 30 }, participant: "ana", required: true, label: "", options: {}, value: null });

test("a field placed at the very corner lies on the page", () => {
  assert.deepEqual(centredOn(594, 841, { width: 150, height: 40 }, page), { x: 445, y: 802, width: 150, height: 40 });
});

test("moving stops at every edge", () => {
  const rect = { x: 10, y: 10, width: 100, height: 20 };
  assert.deepEqual(moved(rect, -50, -50, page), { ...rect, x: 0, y: 0 });
  assert.deepEqual(moved(rect, 1000, 1000, page), { ...rect, x: 495, y: 822 });
});

test("a rectangle larger than the page shrinks to it", () => {
  assert.deepEqual(fitted({ x: -5, y: -5, width: 900, height: 900 }, page), { x: 0, y: 0, width: 595, height: 842 });
});

test("resizing by the west handle keeps the east edge, and stops at the least width", () => {
  const rect = { x: 100, y: 100, width: 100, height: 40 };
  const least = { width: 60, height: 20 };
  assert.deepEqual(resized(rect, "w", 30, 99, page, least), { x: 130, y: 100, width: 70, height: 40 });
  assert.deepEqual(resized(rect, "w", 90, 0, page, least), { x: 140, y: 100, width: 60, height: 40 });
  assert.deepEqual(resized(rect, "w", -500, 0, page, least), { x: 0, y: 100, width: 200, height: 40 });
});

test("resizing by a corner moves two edges", () => {
  const rect = { x: 100, y: 100, width: 100, height: 40 };
  assert.deepEqual(resized(rect, "se", 10, 5, page, { width: 1, height: 1 }), { x: 100, y: 100, width: 110, height: 45 });
  assert.deepEqual(resized(rect, "nw", 10, 5, page, { width: 1, height: 1 }), { x: 110, y: 105, width: 90, height: 35 });
});

test("a move snaps to a neighbour's edge and shows the line", () => {
  const neighbour = { x: 100, y: 100, width: 80, height: 20 };
  const snap = snapMove({ x: 103, y: 300, width: 50, height: 20 }, [neighbour], page, 5);
  assert.equal(snap.dx, -3);
  assert.equal(snap.dy, 0);
  assert.deepEqual(snap.guides, [{ axis: "x", at: 100, from: 100, to: 320 }]);
});

test("a move out of reach does not snap", () => {
  const snap = snapMove({ x: 109, y: 300, width: 50, height: 20 }, [{ x: 100, y: 100, width: 80, height: 20 }], page, 5);
  assert.deepEqual(snap, { dx: 0, dy: 0, guides: [] });
});

test("the middle of the page is a line, too", () => {
  const snap = snapMove({ x: 270, y: 10, width: 51, height: 20 }, [], page, 5);
  assert.equal(snap.dx, 2);
  assert.deepEqual(snap.guides, [{ axis: "x", at: 297.5, from: 0, to: 842 }]);
});

test("a resize snaps only the dragged edge", () => {
  const snap = snapResize({ x: 103, y: 300, width: 78, height: 20 }, "e", [{ x: 100, y: 100, width: 80, height: 20 }], page, 5);
  assert.equal(snap.dx, -1);
  assert.equal(snap.guides.length, 1);
});

test("copies go to every other page, once, and into smaller pages", () => {
  const pages: Page[] = [0, 1, 2].map((index) => ({ index, ...page, image: "" }));
  pages[2] = { index: 2, width: 300, height: 300, image: "" };
  const first = field("a", 0, 500, 800);
  let next = 0;
  const copies = copiesForAllPages(first, pages, [first], (one) => ({ ...one, id: `copy${next += 1}` }));
  assert.deepEqual(copies.map((copy) => [copy.id, copy.page, copy.rect.x, copy.rect.y]), [["copy1", 1, 500, 800], ["copy2", 2, 240, 270]]);
  assert.deepEqual(copiesForAllPages(first, pages.slice(0, 2), [first, copies[0]!], (one) => ({ ...one, id: "again" })), []);
});

test("a duplicate goes below, or above at the foot of the page", () => {
  assert.equal(besides({ x: 10, y: 10, width: 10, height: 10 }, page).y, 28);
  assert.equal(besides({ x: 10, y: 830, width: 10, height: 10 }, page).y, 812);
});

test("the frame around several", () => {
  assert.deepEqual(around([{ x: 1, y: 2, width: 3, height: 4 }, { x: 10, y: 0, width: 5, height: 1 }]), { x: 1, y: 0, width: 14, height: 6 });
});
