/**
 * What a pointer does to fields on the pages: carrying several, pulling a handle, or bringing a new one from the palette.
 * It reads where pages are from the document, and computes with `geometry`.
 */
import { isFree, type Places, shiftedBy } from "./arrange";
import { around, fitted, type Guide, type Handle, moved, resized, round, snapMove, snapResize } from "./geometry";
import { type Field, type Kind, type Page, type Rect, SIZES } from "./model";

/** Where fields are while the pointer is down. */
export interface Shifted { places: Places; page: number; guides: Guide[] }

export interface Point { page: number; x: number; y: number }

const SNAP_PIXELS = 6;

/** The page under the pointer, or the nearest one, and the place on it in points. */
export function pointOn(clientX: number, clientY: number, pages: readonly Page[], strict: boolean): Point | null {
  for (const sheet of document.querySelectorAll<HTMLElement>("[data-sheet]")) {
    const box = sheet.getBoundingClientRect();
    const inside = clientY >= box.top && clientY <= box.bottom && (!strict || (clientX >= box.left && clientX <= box.right));
    const page = pages[Number(sheet.dataset["sheet"])];
    if (inside && page) {
      const scale = page.width / box.width;
      return { page: page.index, x: (clientX - box.left) * scale, y: (clientY - box.top) * scale };
    }
  }
  return null;
}

/** Carries the selected fields of one page; the one that was grabbed decides on which page they land. */
export function carried(grabbed: Field, group: readonly Field[], from: Point, to: Point, all: readonly Field[], pages: readonly Page[], scale: number, free: boolean): Shifted {
  const page = pages[to.page]!;
  const moving = group.filter((field) => field.page === grabbed.page && isFree(field));
  if (moving.length === 0) return { places: new Map(), page: to.page, guides: [] };
  const frame = around(moving.map((field) => field.rect));
  const wished = { ...frame, x: frame.x + to.x - from.x, y: frame.y + to.y - from.y };
  const others = neighbours(all, to.page, moving);
  const snap = free ? { dx: 0, dy: 0, guides: [] } : snapMove(wished, others, page, SNAP_PIXELS / scale);
  const target = fitted({ ...wished, x: wished.x + snap.dx, y: wished.y + snap.dy }, page);
  const [dx, dy] = [round(target.x - frame.x), round(target.y - frame.y)];
  // Fields on other pages go the same way there, as long as nothing changes its page.
  const elsewhere = to.page === grabbed.page ? group.filter((field) => field.page !== grabbed.page) : [];
  const places = shiftedBy(elsewhere, dx, dy, pages);
  for (const { id, rect } of moving) places.set(id, { page: to.page, rect: fitted({ ...rect, x: rect.x + dx, y: rect.y + dy }, page) });
  return { places, page: to.page, guides: snap.guides };
}

export function pulled(field: Field, handle: Handle, dx: number, dy: number, all: readonly Field[], pages: readonly Page[], scale: number, free: boolean): Shifted {
  const page = pages[field.page]!;
  const least = SIZES[field.kind].least;
  const wished = resized(field.rect, handle, dx, dy, page, least);
  const snap = free ? { dx: 0, dy: 0, guides: [] } : snapResize(wished, handle, neighbours(all, field.page, [field]), page, SNAP_PIXELS / scale);
  const rect = resized(field.rect, handle, dx + snap.dx, dy + snap.dy, page, least);
  return { places: new Map([[field.id, { page: field.page, rect }]]), page: field.page, guides: snap.guides };
}

/** Where a fresh field would lie if the pointer let go here. */
export function dropped(kind: Kind, to: Point, all: readonly Field[], pages: readonly Page[], scale: number, free: boolean): { page: number; rect: Rect; guides: Guide[] } {
  const page = pages[to.page]!;
  const size = SIZES[kind].usual;
  const wished = { x: to.x - size.width / 2, y: to.y - size.height / 2, ...size };
  const snap = free ? { dx: 0, dy: 0, guides: [] } : snapMove(wished, neighbours(all, to.page, []), page, SNAP_PIXELS / scale);
  return { page: to.page, rect: fitted({ ...wished, x: wished.x + snap.dx, y: wished.y + snap.dy }, page, SIZES[kind].least), guides: snap.guides };
}

/** Arrow keys: one point, or ten with Shift; with Alt they resize. Null for any other key. */
export function nudged(event: KeyboardEvent, field: Field, page: Page): Rect | null {
  const step = event.shiftKey ? 10 : 1;
  const [dx, dy] = ({ ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] } as Record<string, [number, number]>)[event.key] ?? [0, 0];
  if (dx === 0 && dy === 0) return null;
  return event.altKey ? resized(field.rect, "se", dx, dy, page, SIZES[field.kind].least) : moved(field.rect, dx, dy, page);
}

function neighbours(all: readonly Field[], page: number, except: readonly Field[]): Rect[] {
  return all.filter((field) => field.page === page && !except.some((other) => other.id === field.id)).map((field) => field.rect);
}
