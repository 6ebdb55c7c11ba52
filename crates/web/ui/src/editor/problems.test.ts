import assert from "node:assert/strict";
import { test } from "node:test";
import { type Draft, wholeNumber } from "./model";
import { fromServer, ofTheSeal, problemsOf } from "./problems";

const empty: Draft = {
  version: 1, group: "a", name: "", subject: "", message: "", language: "sl", deadline: null, reminder: "NONE", linkDays: 7,
  pages: [], documents: [], participants: [], fields: [], warnings: [], problems: [],
};
const ready: Draft = {
  ...empty,
  name: "Contract",
  documents: [{ id: "d", name: "contract.pdf", pages: 1 }],
  pages: [{ index: 0, width: 595, height: 842, image: "" }],
  participants: [{ id: "ana", name: "Ana", email: "ana@example.com", role: "signer", order: 1, method: "email", phone: "", language: null }],
  fields: [{ id: "f", kind: "signature", page: 0, rect: { x: 0, y: 0, width: 100, height: 40 }, participant: "ana", required: true, label: "", options: {}, value: null }],
};
const codes = (draft: Draft) => problemsOf(draft, "2026-11-22").map((problem) => problem.code);

test("an empty draft says what comes first", () => assert.deepEqual(codes(empty), ["no-document", "no-people", "no-name"]));
test("a complete draft has no problem", () => assert.deepEqual(codes(ready), []));
test("a signer without a signature is named, an approver needs none", () => {
  assert.deepEqual(codes({ ...ready, fields: [] }), ["no-signature"]);
  const approver = { ...ready.participants[0]!, id: "bo", role: "approver" as const };
  assert.deepEqual(codes({ ...ready, participants: [...ready.participants, approver] }), []);
});
test("somebody has to sign: copies and approvals alone are no agreement", () => {
  assert.deepEqual(codes({ ...ready, fields: [], participants: [{ ...ready.participants[0]!, role: "approver" }] }), ["no-people"]);
  assert.deepEqual(codes({ ...ready, participants: [{ ...ready.participants[0]!, role: "cc" }] }), ["no-people", "field-cc"]);
});
test("fields without an owner are pointed at", () => {
  const problems = problemsOf({ ...ready, fields: [...ready.fields, { ...ready.fields[0]!, id: "g", participant: null }] }, "2026-11-22");
  assert.deepEqual(problems.map((problem) => problem.place), [{ at: "field", id: "g" }]);
});
test("a file that came signed takes a place to sign for each person and answers in its own fields", () => {
  const signed = { ...ready, documents: [{ ...ready.documents[0]!, signed: true }] };
  const [place] = ready.fields;
  const told = (...fields: Draft["fields"]) => codes({ ...signed, fields: [place!, ...fields] });
  const text = { ...place!, id: "t", kind: "text" as const };
  const own = { ...text, options: { origin: { name: "Note" } } };
  assert.deepEqual(told(), []);
  assert.deepEqual(told(own), []);
  assert.deepEqual(told(text), ["field-in-signed-file"]);
  assert.deepEqual(told({ ...place!, id: "s" }), ["field-in-signed-file"]);
  assert.deepEqual(told({ ...own, value: { text: "from the sender" } }), ["field-in-signed-file"]);
  assert.deepEqual(codes({ ...ready, fields: [place!, text] }), []);
});
test("a phone method needs a number that can exist", () => {
  const ana = { ...ready.participants[0]!, method: "phone" as const };
  assert.deepEqual(codes({ ...ready, participants: [ana] }), ["person-phone"]);
  assert.deepEqual(codes({ ...ready, participants: [{ ...ana, phone: "12" }] }), ["person-phone-wrong"]);
  assert.deepEqual(codes({ ...ready, participants: [{ ...ana, phone: "040 123 456" }] }), []);
});
test("a template's places need nobody, but whoever is begun is whole", () => {
  const place = { ...ready.participants[0]!, name: "", email: "", place: "Party 1" };
  const found = (person: typeof place) => problemsOf({ ...ready, participants: [person] }, "2026-11-22", "en", true).map((problem) => problem.code);
  assert.deepEqual(found(place), []);
  assert.deepEqual(found({ ...place, name: "Ana" }), ["person-email"]);
  assert.deepEqual(codes({ ...ready, participants: [place] }), ["person-name", "person-email"]);
});
test("a deadline in the past is said", () => {
  assert.deepEqual(codes({ ...ready, deadline: "2026-11-21" }), ["deadline-past"]);
  assert.deepEqual(codes({ ...ready, deadline: "2026-11-22" }), []);
});
test("people without a name and an address are told apart by their place", () => {
  const nobody = { ...ready.participants[0]!, id: "bo", name: " ", email: "" };
  const problems = problemsOf({ ...ready, participants: [...ready.participants, nobody] }, "2026-11-22");
  assert.deepEqual(problems.map(({ code, values, person }) => [code, values?.["name"], person]), [["person-name", "", 2], ["person-email", "", 2], ["no-signature", "", 2]]);
  assert.equal(problemsOf({ ...ready, fields: [] }, "2026-11-22")[0]?.values?.["name"], "Ana");
});
test("a number of days is whole and within its bounds", () => {
  assert.deepEqual(["1", " 30 ", "365"].map((text) => wholeNumber(text, 1, 365)), [1, 30, 365]);
  for (const text of ["", "0", "366", "-1", "1.5", "7 days", "1e2"]) assert.equal(wholeNumber(text, 1, 365), null, text);
});
test("what the seal lacks leads to its page, or nowhere, and no edit takes it away", () => {
  const lacking = fromServer({ code: "NO_MANDATE", message: "No mandate", href: "/settings/seal" });
  assert.deepEqual(lacking.place, { at: "seal", href: "/settings/seal" });
  assert.deepEqual(fromServer({ code: "NO_MANDATE", message: "No mandate", href: null }).place, { at: "seal", href: null });
  assert.equal(ofTheSeal(lacking), true);
  assert.equal(ofTheSeal(fromServer({ code: "FIELD_OFF_PAGE", message: "", field: "f" })), false);
});
test("whoever may act instead is whole, too, and a copy has nobody instead", () => {
  const person = { ...ready.participants[0]!, others: [{ name: "Bo", email: "bo@example", method: "phone" as const, phone: "", language: null }] };
  const found = problemsOf({ ...ready, participants: [person] }, "2026-11-22");
  assert.deepEqual(found.map((problem) => problem.code), ["person-email-wrong", "person-phone"]);
  assert.deepEqual(found[0]?.place, { at: "other", id: person.id, index: 0, input: "email" });
  const copy = problemsOf({ ...ready, participants: [{ ...person, role: "cc" as const }] }, "2026-11-22");
  assert.ok(!copy.some((problem) => problem.place.at === "other"));
});
