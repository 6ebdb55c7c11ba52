/** What is to be filled, in which order, and what is still missing. Pure. */
export type Kind = "attachment" | "checkbox" | "company" | "date" | "dropdown" | "email" | "initials" | "list" | "multiline" | "name" | "number" | "radio" | "signature" | "signing_date" | "text" | "title";
export interface Rect { x: number; y: number; width: number; height: number }
export interface PageSize { index: number; width: number; height: number }
export interface Choice { value: string; label: string }
export interface PlacedField {
  id: string;
  kind: Kind;
  page: number;
  rect: Rect;
  label: string;
  required: boolean;
  own: boolean;
  fontSize: number | null;
  /** The question that a radio button or checkbox belongs to. */
  group: string | null;
  /** Fills itself: the server says with what. */
  automatic: boolean;
  /** Others look at it: the server is asked at once. */
  watched: boolean;
  mask: string;
  choices: Choice[];
}
export type Value = string | boolean | string[];
export type Values = Record<string, Value>;
export interface Fault { code: string; message: string }
/** What the server says of the fields: it alone calculates, and knows what is shown. */
export interface FieldState { hidden: string[]; disabled: string[]; values: Record<string, string>; problems: Record<string, Fault> }

export const NO_STATE: FieldState = { hidden: [], disabled: [], values: {}, problems: {} };

/** Own fields as one reads: page by page, line by line, from the left. */
export function inReadingOrder(fields: readonly PlacedField[]): PlacedField[] {
  const own = fields.filter((field) => field.own);
  const middle = (field: PlacedField) => field.rect.y + field.rect.height / 2;
  const sameLine = (a: PlacedField, b: PlacedField) => Math.abs(middle(a) - middle(b)) < Math.min(a.rect.height, b.rect.height) / 2;
  return [...own].sort((a, b) => a.page - b.page || (sameLine(a, b) ? a.rect.x - b.rect.x : middle(a) - middle(b)));
}

export function isFilled(field: PlacedField, values: Values): boolean {
  const value = values[field.id];
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === "string" ? value.trim() !== "" : value === true;
}

/** What is asked for now: own, not hidden, not filled by itself. */
export function asked(fields: readonly PlacedField[], state: FieldState): PlacedField[] {
  return fields.filter((field) => field.own && !field.automatic && !state.hidden.includes(field.id) && !state.disabled.includes(field.id));
}

/** Required fields that are still empty; of radio buttons the first of their group. */
export function missing(fields: readonly PlacedField[], values: Values, state: FieldState = NO_STATE): PlacedField[] {
  const open = asked(fields, state);
  return required(open).filter((field) => !mates(field, open).some((mate) => isFilled(mate, values)));
}

/** What does not fit although something is in it, or something is missing in its group. */
export function faulty(fields: readonly PlacedField[], values: Values, state: FieldState): PlacedField[] {
  const open = missing(fields, values, state);
  const faults = fields.filter((field) => field.own && state.problems[field.id] !== undefined);
  return faults.filter((field) => state.problems[field.id]!.code !== "required" && !open.includes(field));
}

/** The required fields, each group of radio buttons by its first one. */
function required(fields: readonly PlacedField[]): PlacedField[] {
  const counts = (field: PlacedField) => (field.kind === "radio" ? mates(field, fields).some((mate) => mate.required) && mates(field, fields)[0] === field : field.required);
  return fields.filter(counts);
}

function mates(field: PlacedField, fields: readonly PlacedField[]): PlacedField[] {
  return field.kind === "radio" && field.group !== null ? fields.filter((other) => other.group === field.group) : [field];
}

export interface Progress { done: number; total: number }

export function progress(fields: readonly PlacedField[], values: Values, state: FieldState = NO_STATE): Progress {
  const total = required(asked(fields, state)).length;
  return { done: total - missing(fields, values, state).length, total };
}

/** The next one to fill after `current`, going round; when nothing is missing, none. */
export function nextField(ordered: readonly PlacedField[], values: Values, current: string | null, state: FieldState = NO_STATE): PlacedField | null {
  const open = [...missing(ordered, values, state), ...faulty(ordered, values, state)];
  const at = ordered.findIndex((field) => field.id === current);
  const inOrder = ordered.filter((field) => open.includes(field));
  return inOrder.find((field) => ordered.indexOf(field) > at) ?? inOrder[0] ?? null;
}

/** The text as the mask writes it, as far as it fits: fixed characters come by themselves. Runs once over the text. */
export function masked(mask: string, text: string): string {
  let typed = 0;
  let written = "";
  for (let at = 0; at < mask.length && typed < text.length; at++) {
    const sign = mask[at]!;
    if (sign === "9" || sign === "A" || sign === "*") {
      const letter = text[typed]!;
      const fits = (sign !== "A" && /\d/.test(letter)) || (sign !== "9" && /\p{L}/u.test(letter));
      if (!fits) return written + text.slice(typed);
      written += letter;
      typed++;
    } else {
      const fixed = sign === "\\" ? mask[++at] ?? "\\" : sign;
      written += fixed;
      if (text[typed] === fixed) typed++;
    }
  }
  return written + text.slice(typed);
}

/** A place in per cent of its page, so that it holds at every width. */
export function share(rect: Rect, page: { width: number; height: number }): Rect {
  const percent = (part: number, whole: number) => Math.round((10_000 * part) / whole) / 100;
  return { x: percent(rect.x, page.width), y: percent(rect.y, page.height), width: percent(rect.width, page.width), height: percent(rect.height, page.height) };
}

/** The size of the letters in a field, in points: as given, else what fits the height, as the sealed document will show it. */
export function fontSizeOf(field: PlacedField): number {
  return field.fontSize ?? Math.max(6, Math.min(12, field.rect.height * 0.66));
}

const READABLE_PIXELS = 16;
const LEAST_READABLE_PIXELS = 12;
const LARGEST_ZOOM = 4;

/** How much a page is enlarged so that a finger and an eye can fill the field; 1 where it is large enough already. */
export function zoomFor(field: PlacedField, page: PageSize, pageWidthPixels: number, viewWidthPixels: number): number {
  const scale = pageWidthPixels / page.width;
  const letters = fontSizeOf(field) * scale;
  if (letters >= LEAST_READABLE_PIXELS) return 1;
  const fitting = (viewWidthPixels - 24) / (field.rect.width * scale);
  const wanted = Math.max(LEAST_READABLE_PIXELS / letters, Math.min(READABLE_PIXELS / letters, fitting));
  return Math.max(1, Math.min(LARGEST_ZOOM, Math.round(wanted * 100) / 100));
}
