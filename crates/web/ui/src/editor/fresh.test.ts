import assert from "node:assert/strict";
import { test } from "node:test";
import { freshFields, oneMoreButton, signaturePlaces } from "./fresh";
import { bindForm } from "./imported";
import { choicesOf, choicesText, copyOf, decimalOf, type Field, type Participant, withOptions } from "./model";

const page = { index: 0, width: 595, height: 842 };
const rect = { x: 100, y: 100, width: 14, height: 14 };
const fresh = (kind: Field["kind"], fields: Field[] = []) => freshFields(kind, page, rect, "ana", fields, (n) => `Choice ${n}`, (n) => `Question ${n}`);

test("a radio button comes with a second one, in a question of its own", () => {
  const first = fresh("radio");
  assert.deepEqual(first.map((field) => field.options), [{ group: "Question 1", on_value: "Choice 1" }, { group: "Question 1", on_value: "Choice 2" }]);
  assert.ok(first[1]!.rect.y >= rect.y + rect.height);
  assert.equal(fresh("radio", first)[0]!.options.group, "Question 2");
  const third = oneMoreButton(first[0]!, first, page, (n) => `Choice ${n}`);
  assert.equal(third.options.on_value, "Choice 3");
  assert.ok(third.rect.y > first[1]!.rect.y);
});

test("a list has something to choose, and what fills itself is not required", () => {
  assert.deepEqual(fresh("dropdown")[0]!.options.choices, [{ value: "Choice 1" }, { value: "Choice 2" }]);
  assert.equal(fresh("signing_date")[0]!.required, false);
  assert.equal(fresh("number")[0]!.required, true);
});

test("choices are written one to a line", () => {
  const choices = choicesOf("SI = Slovenija\n\n  AT \n");
  assert.deepEqual(choices, [{ value: "SI", label: "Slovenija" }, { value: "AT" }]);
  assert.equal(choicesText(choices), "SI = Slovenija\nAT");
});

test("numbers are kept in one form, and what is none is not", () => {
  assert.equal(decimalOf("1 234,50"), "1234.50");
  assert.equal(decimalOf("−3"), "-3");
  for (const wrong of ["", "1e5", "1,2,3", "abc", "."]) assert.equal(decimalOf(wrong), null, wrong);
});

test("what is empty is not asked, and a copy is a field of its own", () => {
  assert.deepEqual(withOptions({ name: "a", decimals: 2 }, { name: "", decimals: undefined, comb: false }), {});
  const [field] = fresh("text");
  const copy = copyOf({ ...field!, options: { name: "a", max_length: 3, origin: { name: "a" } } });
  assert.deepEqual(copy.options, { max_length: 3 });
  assert.ok(copy.id !== field!.id);
});

test("the form in a file belongs to the first party (M-64)", () => {
  const person = (id: string, email: string, order: number): Participant => ({ id, name: id, email, role: "signer", order, method: "email", phone: "", language: null });
  const field = { ...fresh("text")[0]!, participant: null, options: { origin: { name: "a" } } };
  const owner = (people: Participant[]) => bindForm([field], people, "me@example.com")[0]!.participant;
  assert.equal(owner([]), null);
  assert.equal(owner([person("me", "Me@example.com", 1)]), "me");
  assert.equal(owner([person("me", "me@example.com", 1), person("bo", "bo@example.com", 2)]), "bo");
  assert.equal(bindForm([{ ...field, options: {} }], [person("bo", "bo@example.com", 1)], "me@example.com")[0]!.participant, null);
});

test("signatures of many people stand beside each other, over nothing, and no more than there is room for", () => {
  const page = { width: 595, height: 842 };
  const taken = [{ x: 30, y: 740, width: 100, height: 60 }];
  const places = signaturePlaces(5, page, taken);
  assert.equal(places.length, 5);
  const apart = (a: { x: number; y: number; width: number; height: number }, b: { x: number; y: number; width: number; height: number }) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
  const all = [...places, ...taken];
  for (const [at, one] of all.entries()) for (const other of all.slice(at + 1)) assert.ok(apart(one, other));
  for (const { x, y, width, height } of places) assert.ok(x >= 0 && y >= 0 && x + width <= page.width && y + height <= page.height);
  assert.ok(signaturePlaces(1000, page, []).length < 1000);
});
