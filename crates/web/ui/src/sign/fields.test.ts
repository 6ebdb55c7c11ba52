import assert from "node:assert/strict";
import { test } from "node:test";
import { faulty, type FieldState, inReadingOrder, masked, missing, nextField, NO_STATE, type PlacedField, progress, share, zoomFor } from "./fields";

const field = (id: string, page: number, x: number, y: number, more: Partial<PlacedField> = {}): PlacedField =>
  ({ id, kind: "text", page, rect: { x, y, width: 150, height: 18 }, label: id, required: true, own: true, fontSize: null, group: null, automatic: false, watched: false, mask: "", choices: [], ...more });

const form = [
  field("second", 0, 300, 102),
  field("later", 1, 10, 10),
  field("first", 0, 50, 100),
  field("third", 0, 50, 300, { kind: "checkbox", required: false }),
  field("theirs", 0, 0, 0, { own: false }),
];

test("fields go line by line, and only one's own", () => {
  assert.deepEqual(inReadingOrder(form).map((one) => one.id), ["first", "second", "third", "later"]);
});

test("missing: required, own and empty (A-17)", () => {
  assert.deepEqual(missing(form, { first: "Ana", second: "  " }).map((one) => one.id), ["second", "later"]);
  assert.deepEqual(progress(form, { first: "Ana", theirs: true }), { done: 1, total: 3 });
});

test("an unticked box that must be ticked is missing", () => {
  const box = field("box", 0, 0, 0, { kind: "checkbox" });
  assert.equal(missing([box], { box: false }).length, 1);
  assert.equal(missing([box], { box: true }).length, 0);
});

test("next goes on from here, then round, then ends (M-55)", () => {
  const ordered = inReadingOrder(form);
  assert.equal(nextField(ordered, {}, null)?.id, "first");
  assert.equal(nextField(ordered, {}, "first")?.id, "second");
  assert.equal(nextField(ordered, { later: "x" }, "second")?.id, "first");
  assert.equal(nextField(ordered, { first: "a", second: "b", later: "c" }, "first"), null);
});

test("places are shares of the page", () => {
  assert.deepEqual(share({ x: 59.5, y: 421, width: 119, height: 84.2 }, { width: 595, height: 842 }), { x: 10, y: 50, width: 20, height: 10 });
});

test("on a phone the page grows to readable letters, on a desk it stays", () => {
  const page = { index: 0, width: 595, height: 842 };
  assert.equal(zoomFor(field("a", 0, 0, 0), page, 860, 1280), 1);
  const zoom = zoomFor(field("a", 0, 0, 0), page, 374, 390);
  assert.ok(zoom > 1.8 && zoom < 2.3, String(zoom));
  assert.ok(150 * (374 / 595) * zoom <= 390);
});

test("a field wider than the screen is still readable", () => {
  const page = { index: 0, width: 595, height: 842 };
  const wide = field("a", 0, 0, 0, { rect: { x: 0, y: 0, width: 500, height: 18 } });
  const zoom = zoomFor(wide, page, 374, 390);
  assert.ok(11.88 * (374 / 595) * zoom >= 11.9, String(zoom));
});

const said = (state: Partial<FieldState>): FieldState => ({ ...NO_STATE, ...state });

test("of radio buttons one is missing, and any of them answers", () => {
  const buttons = ["a", "b"].map((id, at) => field(id, 0, 10, 20 * at, { kind: "radio", group: "g", required: at === 1 }));
  assert.deepEqual(missing(buttons, {}).map((one) => one.id), ["a"]);
  assert.deepEqual(missing(buttons, { b: true }), []);
  assert.deepEqual(progress(buttons, { b: true }), { done: 1, total: 1 });
});

test("what is hidden or fills itself is not missing", () => {
  const fields = [field("hidden", 0, 0, 0), field("sum", 0, 0, 30, { automatic: true }), field("open", 0, 0, 60)];
  assert.deepEqual(missing(fields, {}, said({ hidden: ["hidden"] })).map((one) => one.id), ["open"]);
});

test("the way leads to what does not fit as well", () => {
  const fields = [field("a", 0, 0, 0), field("b", 0, 0, 30)];
  const state = said({ problems: { b: { code: "too_high", message: "At most 5." }, a: { code: "required", message: "" } } });
  assert.deepEqual(faulty(fields, { a: "1", b: "9" }, state).map((one) => one.id), ["b"]);
  assert.equal(nextField(fields, { a: "1", b: "9" }, "a", state)?.id, "b");
  assert.equal(nextField(fields, { a: "1", b: "4" }, "a", NO_STATE), null);
});

test("a mask puts its own signs in and leaves what does not fit to be mended", () => {
  assert.equal(masked("999-999", "123"), "123");
  assert.equal(masked("999-999", "1234"), "123-4");
  assert.equal(masked("AA 99", "lj12"), "lj 12");
  assert.equal(masked("999", "12x"), "12x");
  assert.equal(masked("\\99", "5"), "95");
});
