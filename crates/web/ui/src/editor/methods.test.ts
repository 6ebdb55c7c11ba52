import assert from "node:assert/strict";
import { test } from "node:test";
import { afterMove, entries, type Group, isAllowed, mayAskPin, offered, rulesOf } from "./methods";

const group: Group = {
  code: "a",
  name: "Sales",
  external: { methods: ["phone", "password"], default: "phone", mayChange: true },
  internal: { methods: ["email"], default: "email", mayChange: false },
};

test("A-82: a preset follows the address, what was chosen stays if it may", () => {
  assert.equal(afterMove("phone", group.external, group.internal), "email");
  assert.equal(afterMove("email", group.internal, group.external), "phone");
  const both = { ...group.internal, methods: ["email" as const, "password" as const], mayChange: true };
  assert.equal(afterMove("password", group.external, both), "password");
  assert.equal(afterMove("password", group.external, group.internal), "email");
});

test("A-77, A-78: the list has what is enabled, or the default alone; what is not allowed any more stays visible", () => {
  assert.deepEqual(offered(group.external, "phone"), ["phone", "password"]);
  assert.deepEqual(offered(group.external, "email"), ["email", "phone", "password"]);
  assert.deepEqual(offered(group.internal, "email"), ["email"]);
  assert.equal(isAllowed(group.external, "email"), false);
  assert.equal(isAllowed({ ...group.external, mayChange: false }, "password"), false);
});

test("A-49: what costs something with each use is marked in the list, and nothing else", () => {
  const words = { text: (key: string, values?: Record<string, string | number>) => `${key}${values ? `(${values["method"]})` : ""}` };
  assert.deepEqual(entries(["email", "phone"], ["phone"], words), [
    { code: "email", name: "editor-ui-method-email" },
    { code: "phone", name: "editor-ui-method-premium(editor-ui-method-phone)" },
  ]);
});

test("A-96: the rules are those of the group that is chosen", () => {
  const other: Group = { ...group, code: "b", external: { methods: ["email"], default: "email", mayChange: true } };
  assert.equal(rulesOf([group, other], "b", false).default, "email");
  assert.equal(rulesOf([group, other], "a", false).default, "phone");
  assert.equal(rulesOf([], "a", true).mayChange, true);
});

test("A-103: a PIN is offered where the group has enabled it", () => {
  const groups = [group, { ...group, code: "b", pin: true }];
  assert.equal(mayAskPin(groups, "a"), false);
  assert.equal(mayAskPin(groups, "b"), true);
  assert.equal(mayAskPin([], "b"), false);
});
