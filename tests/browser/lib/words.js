// The product's own words, read from its Fluent files: tests look for what a person reads, in the language they read it in.
import { readdirSync, readFileSync } from "node:fs";

const LOCALES = new URL("../../../crates/web/locales/", import.meta.url);

/** Messages of one language: `text(key)` is what stands there, `like(key)` a pattern that takes any argument and any plural. */
export function words(language) {
  const messages = new Map();
  for (const file of readdirSync(new URL(`${language}/`, LOCALES))) {
    read(readFileSync(new URL(`${language}/${file}`, LOCALES), "utf8"), messages);
  }
  const raw = (key) => messages.get(key) ?? fail(`${language} has no word for ${key}`);
  return {
    language,
    text: (key, values = {}) => raw(key).replace(/\{ \$(\w+) \}/g, (_, name) => String(values[name] ?? fail(`${key} needs ${name}`))),
    like: (key, values = {}) => new RegExp(variants(raw(key)).map((text) => pattern(text, values)).join("|")),
  };
}

function read(source, messages) {
  let key = null;
  for (const line of source.split("\n")) {
    const start = /^([a-z][\w-]*) = ?(.*)$/.exec(line);
    if (start) messages.set((key = start[1]), start[2]);
    else if (key && /^[\s}]/.test(line)) messages.set(key, `${messages.get(key)}\n${line}`);
    else key = null;
  }
}

/** The texts of a message that depends on a number; most messages have one. */
function variants(text) {
  const plurals = [...text.matchAll(/^\s*\*?\[\w+\] (.*)$/gm)].map((match) => match[1]);
  return plurals.length > 0 ? plurals : [text];
}

function pattern(text, values) {
  return text
    .split(/\{ \$(\w+) \}/)
    .map((part, index) => (index % 2 === 0 ? escaped(part) : part in values ? escaped(String(values[part])) : ".+"))
    .join("");
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function fail(message) {
  throw new Error(message);
}
