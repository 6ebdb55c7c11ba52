/** What a field is when it has just been put down: complete enough to be sent. Pure. */
import { fitted } from "./geometry";
import { type Field, isAutomatic, isSwitch, type Kind, newId, type Options, type Rect, SIZES, type Size } from "./model";

/** One field, or for radio buttons two: one alone asks nothing. */
export function freshFields(kind: Kind, page: Size & { index: number }, rect: Rect, participant: string | null, fields: readonly Field[], choice: (n: number) => string, group: (n: number) => string): Field[] {
  const required = !isSwitch(kind) && !isAutomatic(kind) && kind !== "attachment";
  const one = (place: Rect, options: Options): Field => ({ id: newId(), kind, page: page.index, rect: place, participant, required, label: "", options, value: null });
  if (kind === "dropdown" || kind === "list") return [one(rect, { choices: [{ value: choice(1) }, { value: choice(2) }] })];
  if (kind !== "radio") return [one(rect, {})];
  const name = freeGroup(fields, group);
  const below = fitted({ ...rect, y: rect.y + rect.height + 8 }, page, SIZES.radio.least);
  return [rect, below].map((place, index) => one(place, { group: name, on_value: choice(index + 1) }));
}

const MARGIN = 36;
const GAP = 10;

/** Free places for so many signatures on a page, from its foot upwards, row by row; fewer where the page has no more room. */
export function signaturePlaces(count: number, page: Size, taken: readonly Rect[]): Rect[] {
  const { width, height } = SIZES.signature.usual;
  const columns = Math.max(1, Math.floor((page.width - 2 * MARGIN + GAP) / (width + GAP)));
  const meets = (a: Rect, b: Rect) => a.x < b.x + b.width + GAP / 2 && b.x < a.x + a.width + GAP / 2 && a.y < b.y + b.height + GAP / 2 && b.y < a.y + a.height + GAP / 2;
  const rows: Rect[][] = [];
  let left = count;
  for (let y = page.height - MARGIN - height; y >= MARGIN && left > 0; y -= height + GAP) {
    const row = Array.from({ length: columns }, (_, column): Rect => ({ x: MARGIN + column * (width + GAP), y, width, height }));
    const free = row.filter((rect) => !taken.some((other) => meets(rect, other))).slice(0, left);
    left -= free.length;
    rows.unshift(free);
  }
  return rows.flat();
}

/** One more button of the same question, below the last one. */
export function oneMoreButton(field: Field, fields: readonly Field[], page: Size, choice: (n: number) => string): Field {
  const mates = fields.filter((other) => other.kind === field.kind && other.options.group === field.options.group && other.participant === field.participant);
  const last = mates.reduce((a, b) => (b.rect.y > a.rect.y ? b : a), field);
  const values = new Set(mates.map((mate) => mate.options.on_value));
  let n = mates.length + 1;
  while (values.has(choice(n))) n++;
  const rect = fitted({ ...last.rect, y: last.rect.y + last.rect.height + 8 }, page, SIZES[field.kind].least);
  const options: Options = { ...(field.options.group ? { group: field.options.group } : {}), on_value: choice(n) };
  return { ...field, id: newId(), rect, page: last.page, label: "", options, value: null };
}

function freeGroup(fields: readonly Field[], group: (n: number) => string): string {
  const taken = new Set(fields.map((field) => field.options.group));
  let n = 1;
  while (taken.has(group(n))) n++;
  return group(n);
}
