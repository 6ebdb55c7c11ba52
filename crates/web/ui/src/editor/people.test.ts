import assert from "node:assert/strict";
import { test } from "node:test";
import type { Participant, Role } from "./model";
import { callingCode, chosen, colourOf, compacted, flowOf, fromList, internationalNumber, looksLikeEmail, monogram, movedPerson, readableNumber, sharesAddress, withFlow } from "./people";

const person = (id: string, order: number, role: Role = "signer", email = `${id}@example.com`): Participant =>
  ({ id, name: id, email, role, order, method: "email", phone: "", language: null });
const orders = (list: Participant[]) => list.map((one) => one.order);

test("numbers as people write them become E.164", () => {
  assert.equal(internationalNumber("040 123 456", "386"), "+38640123456");
  assert.equal(internationalNumber("00386 40 123-456", "420"), "+38640123456");
  assert.equal(internationalNumber("+420 601 123 456", "386"), "+420601123456");
  assert.equal(internationalNumber("601 123 456", "420"), "+420601123456");
});

test("without a country to assume, the code must be there", () => {
  assert.equal(internationalNumber("040 123 456", null), null);
  assert.equal(internationalNumber("+386 40 123 456", null), "+38640123456");
});

test("the country is that of the first language which has one", () => {
  assert.equal(callingCode(null, "en", "sl"), "386");
  assert.equal(callingCode("cs", "sl"), "420");
  assert.equal(callingCode(null, "en"), null);
});

test("what cannot be a number is refused", () => {
  for (const text of ["", "12", "+0123456789", "call me", "+386 40 123 456 789 012 345"]) assert.equal(internationalNumber(text, "386"), null, text);
});

test("numbers are grouped for reading", () => {
  assert.equal(readableNumber("+38640123456"), "+386 40 123 456");
  assert.equal(readableNumber("+420601123456"), "+420 601 123 456");
});

test("addresses: slips are caught, odd but valid ones pass", () => {
  for (const good of ["ana@example.com", "o'neil+x@mail.example.co", "ž@example.si"]) assert.ok(looksLikeEmail(good), good);
  for (const bad of ["ana", "ana@", "ana@example", "a na@example.com", "ana@example.com, bo@example.com", "<ana@example.com>"]) assert.ok(!looksLikeEmail(bad), bad);
});

test("the same address twice is seen whatever its case (A-20, D11)", () => {
  const list = [person("a", 1, "signer", "Office@example.com"), person("b", 2, "signer", "office@example.com "), person("c", 3)];
  assert.deepEqual(list.map((one) => sharesAddress(list, one)), [true, true, false]);
});

test("the way round is read from the turns, and copies have none", () => {
  assert.equal(flowOf([person("a", 1), person("b", 2)]), "sequence");
  assert.equal(flowOf([person("a", 1), person("b", 1)]), "parallel");
  assert.equal(flowOf([person("a", 1), person("b", 1), person("c", 2)]), "mixed");
  assert.equal(flowOf([person("a", 1), person("b", 1, "cc")]), "sequence");
});

test("choosing a way numbers the turns", () => {
  const list = [person("a", 1), person("x", 1, "cc"), person("b", 1), person("c", 2)];
  assert.deepEqual(orders(withFlow(list, "sequence")), [1, 1, 2, 3]);
  assert.deepEqual(orders(withFlow(list, "parallel")), [1, 1, 1, 1]);
  assert.deepEqual(orders(compacted([person("a", 2), person("b", 5), person("c", 5), person("d", 9)])), [1, 2, 2, 3]);
});

test("in a sequence the turns follow the list", () => {
  const list = movedPerson([person("a", 1), person("b", 2), person("c", 3)], "c", 0, "sequence");
  assert.deepEqual(list.map((one) => [one.id, one.order]), [["c", 1], ["a", 2], ["b", 3]]);
});

test("colours go round, strangers have none", () => {
  const list = Array.from({ length: 9 }, (_, index) => person(`p${index}`, index + 1));
  assert.deepEqual([colourOf(list, "p0"), colourOf(list, "p7"), colourOf(list, "p8"), colourOf(list, "gone"), colourOf(list, null)], [1, 8, 1, 0, 0]);
});

test("monograms", () => {
  assert.equal(monogram("Žan Novak Čop", "1"), "ŽČ");
  assert.equal(monogram("ana", "1"), "A");
  assert.equal(monogram("  ", "2"), "2");
});

test("a list becomes people: those who can be reached and are not there yet", () => {
  const row = (number: number, email: string, more: object = {}) => ({ number, name: "Ana", email, phone: "", language: "", fault: "", leftOut: false, ...more });
  const rows = [row(1, "ana@x.si", { phone: "+38641234567", language: "cs" }), row(2, "p1@EXAMPLE.com"), row(3, "bad", { leftOut: true, fault: "No." }), row(4, "bor@x.si", { fault: "The number …" })];
  const added = fromList(rows, [person("p1", 1)], "phone", "sl");
  assert.deepEqual(added.map((one) => [one.email, one.method, one.phone, one.language]), [["ana@x.si", "phone", "+38641234567", "cs"], ["bor@x.si", "phone", "", null]]);
});

test("who is chosen brings a language only where it differs", () => {
  const found = { name: "", email: "ana@x.si", phone: "", language: "sl", company: "", internal: false };
  assert.deepEqual(chosen(found, "sl"), { name: "ana@x.si", email: "ana@x.si", phone: "", language: null });
  assert.equal(chosen({ ...found, language: "cs" }, "sl").language, "cs");
});
