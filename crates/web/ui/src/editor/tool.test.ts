import assert from "node:assert/strict";
import { test } from "node:test";
import { picked } from "./model";

test("a second click puts a tool down", () => {
  assert.equal(picked(null, false, "text"), "text");
  assert.equal(picked("text", false, "text"), null);
  assert.equal(picked("text", false, "date"), "date");
});

test("a tool that lies ready by itself is not switched off by the first click on it", () => {
  assert.equal(picked("signature", true, "signature"), "signature");
});
