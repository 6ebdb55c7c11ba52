/** How large the pages are shown: steps, and which point of a page stays where it is meanwhile. */
import { FULL } from "./canvas";
import type { Editor } from "./store";

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
/** A hair of difference is none: fitting the width gives numbers with many digits. */
const HAIR = 0.01;

/** The next step in this direction from what is shown now; at the end of the steps none. */
export function nextZoom(now: number, direction: 1 | -1): number | undefined {
  return direction > 0 ? ZOOMS.find((zoom) => zoom > now + HAIR) : [...ZOOMS].reverse().find((zoom) => zoom < now - HAIR);
}

/** A point of the window that lies over a page, as a share of that page. */
export interface Pinned { page: number; right: number; down: number; x: number; y: number }

export function pinned(x: number, y: number): Pinned | null {
  const sheets = [...document.querySelectorAll<HTMLElement>("[data-sheet]")];
  const sheet = sheets.find((one) => y <= one.getBoundingClientRect().bottom) ?? sheets.at(-1);
  if (!sheet) return null;
  const box = sheet.getBoundingClientRect();
  return { page: Number(sheet.dataset["sheet"]), right: (x - box.left) / box.width, down: (y - box.top) / box.height, x, y };
}

/** Scrolls so that the point lies where it lay. */
export function restore(canvas: HTMLElement, point: Pinned): void {
  const box = canvas.querySelector(`[data-sheet="${point.page}"]`)?.getBoundingClientRect();
  if (box) canvas.scrollBy(box.left + point.right * box.width - point.x, box.top + point.down * box.height - point.y);
}

/** What the pages measure now, 1 for 100 %. */
export function shownZoom(editor: Editor): number {
  const sheet = document.querySelector<HTMLElement>("[data-sheet='0']");
  return (sheet?.clientWidth ?? 0) / (editor.pages[0]?.width ?? 1) / FULL;
}

/** One step larger or smaller; the point under the pointer, or else the middle of the view, stays. */
export function stepZoom(editor: Editor, direction: 1 | -1, at?: { x: number; y: number }): void {
  const next = nextZoom(shownZoom(editor), direction);
  if (next !== undefined) zoomTo(editor, next * FULL, at);
}

/** `null` fits the width. */
export function zoomTo(editor: Editor, zoom: number | null, at?: { x: number; y: number }): void {
  const box = document.getElementById("canvas")?.getBoundingClientRect();
  const point = at ?? (box && { x: box.left + box.width / 2, y: box.top + box.height / 2 });
  editor.pinned = point ? pinned(point.x, point.y) : null;
  editor.set({ zoom });
  editor.say(zoom === null ? editor.words.text("editor-ui-zoom-fitted") : editor.words.text("editor-ui-zoom-now", { percent: Math.round((100 * zoom) / FULL) }));
}
