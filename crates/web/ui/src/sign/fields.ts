/** What is to be filled, in which order, and what is still missing. Pure. */
export type Kind = "signature" | "initials" | "text" | "date" | "checkbox";
export interface Rect { x: number; y: number; width: number; height: number }
export interface PageSize { index: number; width: number; height: number }
export interface PlacedField { id: string; kind: Kind; page: number; rect: Rect; label: string; required: boolean; own: boolean; fontSize: number | null }
export type Values = Record<string, string | boolean>;

/** Own fields as one reads: page by page, line by line, from the left. */
export function inReadingOrder(fields: readonly PlacedField[]): PlacedField[] {
  const own = fields.filter((field) => field.own);
  const middle = (field: PlacedField) => field.rect.y + field.rect.height / 2;
  const sameLine = (a: PlacedField, b: PlacedField) => Math.abs(middle(a) - middle(b)) < Math.min(a.rect.height, b.rect.height) / 2;
  return [...own].sort((a, b) => a.page - b.page || (sameLine(a, b) ? a.rect.x - b.rect.x : middle(a) - middle(b)));
}

export function isFilled(field: PlacedField, values: Values): boolean {
  const value = values[field.id];
  return typeof value === "string" ? value.trim() !== "" : value === true;
}

/** Required fields that are still empty. */
export function missing(fields: readonly PlacedField[], values: Values): PlacedField[] {
  return fields.filter((field) => field.own && field.required && !isFilled(field, values));
}

export interface Progress { done: number; total: number }

export function progress(fields: readonly PlacedField[], values: Values): Progress {
  const required = fields.filter((field) => field.own && field.required);
  return { done: required.length - missing(required, values).length, total: required.length };
}

/** The next one to fill after `current`, going round; when nothing is missing, none. */
export function nextField(ordered: readonly PlacedField[], values: Values, current: string | null): PlacedField | null {
  const open = missing(ordered, values);
  const at = ordered.findIndex((field) => field.id === current);
  return open.find((field) => ordered.indexOf(field) > at) ?? open[0] ?? null;
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
