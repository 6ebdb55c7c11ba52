/** Bringing several fields into line: aligning, spacing, sizing, and which ones a drawn frame holds. Pure. */
import { fitted, round } from "./geometry";
import { type Field, type Page, type Rect, SIZES } from "./model";

export type Edge = "left" | "centre" | "right" | "top" | "middle" | "bottom";
export const EDGES: readonly Edge[] = ["left", "centre", "right", "top", "middle", "bottom"];
export type Places = Map<string, Pick<Field, "page" | "rect">>;

/** Whether a field may be moved: what an uploaded file brought stays where it is. */
export function isFree(field: Field): boolean {
  return field.options.origin === undefined;
}

/**
 * All on one line: the outermost one decides, for the middle ones the frame around all. Fields on several pages come to the
 * same place on each of them, as initials do. What cannot be moved is what the others align with.
 */
export function aligned(fields: readonly Field[], edge: Edge, pages: readonly Page[]): Places {
  const fixed = fields.filter((field) => !isFree(field));
  const line = lineOf((fixed.length > 0 ? fixed : fields).map((field) => field.rect), edge);
  return places(fields.filter(isFree), pages, (rect) => onLine(rect, edge, line));
}

function lineOf(rects: readonly Rect[], edge: Edge): number {
  const [first, last] = edge === "left" || edge === "centre" || edge === "right"
    ? [Math.min(...rects.map((rect) => rect.x)), Math.max(...rects.map((rect) => rect.x + rect.width))]
    : [Math.min(...rects.map((rect) => rect.y)), Math.max(...rects.map((rect) => rect.y + rect.height))];
  if (edge === "left" || edge === "top") return first;
  return edge === "right" || edge === "bottom" ? last : (first + last) / 2;
}

function onLine(rect: Rect, edge: Edge, line: number): Rect {
  switch (edge) {
    case "left": return { ...rect, x: line };
    case "centre": return { ...rect, x: line - rect.width / 2 };
    case "right": return { ...rect, x: line - rect.width };
    case "top": return { ...rect, y: line };
    case "middle": return { ...rect, y: line - rect.height / 2 };
    case "bottom": return { ...rect, y: line - rect.height };
  }
}

/** The same gap between neighbours, page by page; the outer two stay. Fewer than three on a page have nothing to share. */
export function distributed(fields: readonly Field[], axis: "x" | "y"): Places {
  const length = axis === "x" ? "width" : "height";
  const found: Places = new Map();
  for (const page of new Set(fields.map((field) => field.page))) {
    const row = fields.filter((field) => field.page === page && isFree(field)).sort((a, b) => a.rect[axis] - b.rect[axis]);
    const [first, last] = [row[0], row.at(-1)];
    if (row.length < 3 || !first || !last) continue;
    const room = last.rect[axis] + last.rect[length] - first.rect[axis];
    const gap = (room - row.reduce((sum, field) => sum + field.rect[length], 0)) / (row.length - 1);
    let at = first.rect[axis];
    for (const field of row) {
      found.set(field.id, { page, rect: { ...field.rect, [axis]: round(at) } });
      at += field.rect[length] + gap;
    }
    // The steps between are rounded; the last one has not moved.
    found.set(last.id, { page, rect: last.rect });
  }
  return found;
}

/** All as large as the one that was selected first, but never smaller than their kind can be. */
export function likeFirst(fields: readonly Field[], pages: readonly Page[]): Places {
  const first = fields[0];
  if (!first) return new Map();
  return places(fields.filter(isFree), pages, (rect) => ({ ...rect, width: first.rect.width, height: first.rect.height }));
}

/** Moves all by the same way, each within its own page. */
export function shiftedBy(fields: readonly Field[], dx: number, dy: number, pages: readonly Page[]): Places {
  return places(fields.filter(isFree), pages, (rect) => ({ ...rect, x: rect.x + dx, y: rect.y + dy }));
}

function places(fields: readonly Field[], pages: readonly Page[], change: (rect: Rect) => Rect): Places {
  const found: Places = new Map();
  for (const field of fields) {
    const page = pages[field.page];
    if (page) found.set(field.id, { page: field.page, rect: fitted(change(field.rect), page, SIZES[field.kind].least) });
  }
  return found;
}

/** What a frame drawn over a page touches. */
export function touched(frame: Rect, page: number, fields: readonly Field[]): string[] {
  const crosses = ({ x, y, width, height }: Rect) =>
    x < frame.x + frame.width && frame.x < x + width && y < frame.y + frame.height && frame.y < y + height;
  return fields.filter((field) => field.page === page && crosses(field.rect)).map((field) => field.id);
}
