/** Moving, resizing and aligning rectangles on a page: pure arithmetic in points, origin at the top left. */
import { type Field, type Page, type Rect, SIZES, type Size } from "./model";

export type Handle = "n" | "ne" | "e" | "se" | "s" | "sw" | "w" | "nw";
export const HANDLES: readonly Handle[] = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];

/** A line on which something came to lie: vertical for axis `x`, horizontal for axis `y`. */
export interface Guide { axis: "x" | "y"; at: number; from: number; to: number }
export interface Snap { dx: number; dy: number; guides: Guide[] }

/** A tenth of a point is finer than any eye and keeps numbers readable. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function rounded(rect: Rect): Rect {
  return { x: round(rect.x), y: round(rect.y), width: round(rect.width), height: round(rect.height) };
}

function between(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, Math.max(low, high)));
}

/** The nearest rectangle that lies wholly on the page and is not smaller than `least`. */
export function fitted(rect: Rect, page: Size, least: Size = { width: 1, height: 1 }): Rect {
  const width = between(rect.width, least.width, page.width);
  const height = between(rect.height, least.height, page.height);
  return rounded({ x: between(rect.x, 0, page.width - width), y: between(rect.y, 0, page.height - height), width, height });
}

export function centredOn(x: number, y: number, size: Size, page: Size): Rect {
  return fitted({ x: x - size.width / 2, y: y - size.height / 2, ...size }, page);
}

export function moved(rect: Rect, dx: number, dy: number, page: Size): Rect {
  return fitted({ ...rect, x: rect.x + dx, y: rect.y + dy }, page);
}

/** The smallest rectangle around all of these; moving several fields moves this one. */
export function around(rects: readonly Rect[]): Rect {
  const left = Math.min(...rects.map((rect) => rect.x));
  const top = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Drags one edge or corner; the opposite one stays where it is. */
export function resized(rect: Rect, handle: Handle, dx: number, dy: number, page: Size, least: Size): Rect {
  let { x, y, width, height } = rect;
  if (handle.includes("e")) width = between(width + dx, least.width, page.width - x);
  if (handle.includes("s")) height = between(height + dy, least.height, page.height - y);
  if (handle.includes("w")) {
    const right = x + width;
    x = between(x + dx, 0, right - least.width);
    width = right - x;
  }
  if (handle.includes("n")) {
    const bottom = y + height;
    y = between(y + dy, 0, bottom - least.height);
    height = bottom - y;
  }
  return rounded({ x, y, width, height });
}

/** Where a moved rectangle would click into line with its neighbours or the page's middle, within `reach` points. */
export function snapMove(rect: Rect, others: readonly Rect[], page: Size, reach: number): Snap {
  return snap(rect, edges(rect, "x"), edges(rect, "y"), others, page, reach);
}

/** The same for a resize: only the dragged edges look for a line. */
export function snapResize(rect: Rect, handle: Handle, others: readonly Rect[], page: Size, reach: number): Snap {
  const x = handle.includes("w") ? [rect.x] : handle.includes("e") ? [rect.x + rect.width] : [];
  const y = handle.includes("n") ? [rect.y] : handle.includes("s") ? [rect.y + rect.height] : [];
  return snap(rect, x, y, others, page, reach);
}

function edges(rect: Rect, axis: "x" | "y"): number[] {
  const [start, length] = axis === "x" ? [rect.x, rect.width] : [rect.y, rect.height];
  return [start, start + length / 2, start + length];
}

function snap(rect: Rect, x: number[], y: number[], others: readonly Rect[], page: Size, reach: number): Snap {
  const dx = nearest(x, others.flatMap((other) => edges(other, "x")).concat(page.width / 2), reach);
  const dy = nearest(y, others.flatMap((other) => edges(other, "y")).concat(page.height / 2), reach);
  const shifted = { ...rect, x: rect.x + dx, y: rect.y + dy };
  const guides = [
    ...lines("x", x.map((value) => value + dx), shifted, others, page),
    ...lines("y", y.map((value) => value + dy), shifted, others, page),
  ];
  return { dx, dy, guides };
}

function nearest(own: number[], targets: number[], reach: number): number {
  let best = 0;
  let distance = reach;
  for (const target of targets) {
    for (const value of own) {
      if (Math.abs(target - value) < distance) {
        distance = Math.abs(target - value);
        best = target - value;
      }
    }
  }
  return best;
}

function lines(axis: "x" | "y", own: number[], rect: Rect, others: readonly Rect[], page: Size): Guide[] {
  const across = axis === "x" ? "y" : "x";
  const same = (a: number, b: number) => Math.abs(a - b) < 0.05;
  const found = new Map<number, Guide>();
  const middle = axis === "x" ? page.width / 2 : page.height / 2;
  for (const at of own) {
    const partners = others.filter((other) => edges(other, axis).some((edge) => same(edge, at)));
    const ends = [rect, ...partners].flatMap((one) => edges(one, across));
    if (partners.length > 0) found.set(round(at), { axis, at: round(at), from: Math.min(...ends), to: Math.max(...ends) });
    if (same(middle, at)) found.set(round(at), { axis, at: round(at), from: 0, to: axis === "x" ? page.height : page.width });
  }
  return [...found.values()];
}

/** Copies of a field for every other page that has none like it; on smaller pages the copy moves inside. */
export function copiesForAllPages(field: Field, pages: readonly Page[], fields: readonly Field[], copy: (field: Field) => Field): Field[] {
  const taken = new Set(fields.filter((other) => alike(other, field)).map((other) => other.page));
  return pages
    .filter((page) => page.index !== field.page && !taken.has(page.index))
    .map((page) => ({ ...copy(field), page: page.index, rect: fitted(field.rect, page, SIZES[field.kind].least) }));
}

function alike(a: Field, b: Field): boolean {
  return a.kind === b.kind && a.participant === b.participant
    && Math.abs(a.rect.x - b.rect.x) < 1 && Math.abs(a.rect.y - b.rect.y) < 1;
}

/** A duplicate a little lower, so that it can be seen; at the page's foot, a little higher. */
export function besides(rect: Rect, page: Size): Rect {
  const step = rect.height + 8;
  const below = rect.y + step + rect.height <= page.height;
  return fitted({ ...rect, y: rect.y + (below ? step : -step) }, page);
}
