/** Where a field comes to lie beside words that were found on the pages. Pure. */
import { fitted } from "./geometry";
import { type Kind, type Page, type Rect, SIZES } from "./model";

/** Words on a page, as the server found them. */
export interface Hit { page: number; rect: Rect }
export type Beside = "over" | "right" | "below" | "above";
export const BESIDE: readonly Beside[] = ["right", "over", "below", "above"];

const GAP = 6;

/**
 * The place of a field of this kind for one hit. Over the words and right of them it stands on their foot, as what is written by hand does;
 * the offsets go to the right and up, as those of anchor text in the API do.
 */
export function placeAt(hit: Hit, kind: Kind, beside: Beside, right: number, up: number, page: Page): Rect {
  const { width, height } = SIZES[kind].usual;
  const words = hit.rect;
  const foot = words.y + words.height;
  const x = beside === "right" ? words.x + words.width + GAP : words.x;
  const y = beside === "below" ? foot + GAP : beside === "above" ? words.y - GAP - height : foot - height;
  return fitted({ x: x + right, y: y - up, width, height }, page, SIZES[kind].least);
}
