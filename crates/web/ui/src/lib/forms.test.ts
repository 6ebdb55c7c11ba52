import assert from "node:assert/strict";
import { test } from "node:test";
import { knownZone } from "./forms";

test("a browser that hides its zone leaves the guess by language", () => {
  for (const hidden of ["UTC", "Etc/UTC", "Etc/GMT+2", "GMT", "", undefined]) assert.equal(knownZone(hidden), null);
});
test("a browser's own zone is taken", () => assert.equal(knownZone("Europe/Ljubljana"), "Europe/Ljubljana"));
