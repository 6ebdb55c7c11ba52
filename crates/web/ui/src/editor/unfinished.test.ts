import assert from "node:assert/strict";
import { test } from "node:test";
import type { Participant } from "./model";
import { Unfinished } from "./unfinished";

const memory = () => {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key), kept };
};
const person = (id: string, email: string, order = 1): Participant => ({ id, name: `Name of ${id}`, email, role: "signer", order, method: "phone", phone: "040", language: null });
const place = (id: string, order: number): Participant => ({ id, name: "", email: "", role: "signer", order, method: "email", phone: "", language: null });

test("a reload gives back what was typed for a person without a whole address", () => {
  const storage = memory();
  new Unfinished("/ui/drafts/1", storage).keep([person("a", "ana@example.com"), person("b", "bo")], ["b"]);
  const again = new Unfinished("/ui/drafts/1", storage);
  const restored = again.restore([person("a", "ana@example.com"), place("b", 7)]);
  assert.deepEqual(restored[1], { ...person("b", "bo"), order: 7 });
  assert.equal(again.any, true);
});

test("who is complete is forgotten, and other drafts know nothing", () => {
  const storage = memory();
  const unfinished = new Unfinished("/ui/drafts/1", storage);
  unfinished.keep([person("b", "bo")], ["b"]);
  assert.deepEqual(new Unfinished("/ui/drafts/2", storage).restore([place("b", 1)]), [place("b", 1)]);
  unfinished.keep([person("b", "bo@example.com")], []);
  assert.equal(storage.kept.size, 0);
});

test("a storage that says nonsense is no storage", () => {
  const storage = { ...memory(), getItem: () => "{" };
  assert.equal(new Unfinished("/ui/drafts/1", storage).any, false);
});
