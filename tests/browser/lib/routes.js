// What the router knows, read from its source: every path with the methods it answers.
import { readdirSync, readFileSync } from "node:fs";

const SOURCES = new URL("../../../crates/web/src/", import.meta.url);

/** Paths that answer GET, except those under /api, which has no pages. */
export function readable() {
  return [...new Set(sources().flatMap((source) => routes(source)))].filter((path) => !path.startsWith("/api")).sort();
}

function sources() {
  return readdirSync(SOURCES, { recursive: true }).filter((name) => name.endsWith(".rs")).map((name) => readFileSync(new URL(name, SOURCES), "utf8"));
}

function routes(source) {
  const constants = new Map([...source.matchAll(/const (\w+): &(?:'static )?str = "([^"]+)"/g)].map(([, name, text]) => [name, text]));
  return [...source.matchAll(/\.route\(\s*(?:"([^"]+)"|(\w+))\s*,/g)]
    .filter((match) => /\bget\(/.test(handlers(source, match.index + match[0].length)))
    .map(([, literal, name]) => literal ?? constants.get(name) ?? fail(`no path is known for ${name}`));
}

/** The text up to the parenthesis that closes `.route(`. */
function handlers(source, from) {
  let depth = 1;
  let at = from;
  for (; at < source.length && depth > 0; at += 1) {
    if (source[at] === "(") depth += 1;
    else if (source[at] === ")") depth -= 1;
  }
  return source.slice(from, at);
}

function fail(message) {
  throw new Error(message);
}
