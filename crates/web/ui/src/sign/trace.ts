/**
 * A signature from a picture: only its ink is taken over, as strokes like those of a drawn one. The picture itself never leaves the page,
 * so no server reads a stranger's image file. Pure.
 */
import type { InkPoint, Mark } from "./ink";

/** Pixels as a canvas gives them: red, green, blue, opacity. */
export interface Pixels { width: number; height: number; data: ArrayLike<number> }

/** How much darker than its surroundings ink is: shadows and yellow paper are lighter than that. */
const DARKER = 0.8;
/** What is smaller than this share of the largest stroke is dust. */
const DUST = 0.02;
/** So wide a signature becomes; finer than a place of 160 points shows. */
export const WIDEST = 360;
const MOST_RUNS = 2_500;
const MARGIN = 3;
/** A little thicker than a line of pixels, so that no light shows between them. */
const PEN_WIDTH = 1.35;

/** Which pixels are ink: darker than the paper around them. */
export function inkIn(pixels: Pixels): Uint8Array {
  const { width, height } = pixels;
  const light = lightness(pixels);
  const sums = summed(light, width, height);
  const reach = Math.max(8, Math.round(Math.max(width, height) / 16));
  const ink = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const sum = at(sums, width, right, bottom) - at(sums, width, left, bottom) - at(sums, width, right, top) + at(sums, width, left, top);
      const around = sum / ((right - left) * (bottom - top));
      const here = light[y * width + x]!;
      if (here < around * DARKER && here < 200) ink[y * width + x] = 1;
    }
  }
  return withoutDust(ink, width, height);
}

/** From 0 for black to 255 for white; what is transparent is paper. */
function lightness({ width, height, data }: Pixels): Float32Array {
  const light = new Float32Array(width * height);
  for (let i = 0; i < light.length; i++) {
    const opacity = data[4 * i + 3]! / 255;
    const value = 0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!;
    light[i] = 255 - opacity * (255 - value);
  }
  return light;
}

/** The sum of everything above and left of each point, so that the mean of any window costs four reads. */
function summed(light: Float32Array, width: number, height: number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += light[y * width + x]!;
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1]! + row;
    }
  }
  return sums;
}

function at(sums: Float64Array, width: number, x: number, y: number): number {
  return sums[y * (width + 1) + x]!;
}

/** Takes out spots that are tiny beside the largest connected stroke. */
function withoutDust(ink: Uint8Array, width: number, height: number): Uint8Array {
  const part = new Int32Array(ink.length);
  const sizes = [0];
  const stack: number[] = [];
  for (let start = 0; start < ink.length; start++) {
    if (ink[start] === 0 || part[start] !== 0) continue;
    const name = sizes.length;
    let size = 0;
    part[start] = name;
    stack.push(start);
    for (let here = stack.pop(); here !== undefined; here = stack.pop()) {
      size++;
      const [x, y] = [here % width, Math.floor(here / width)];
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const next = (y + dy) * width + x + dx;
          if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height || ink[next] === 0 || part[next] !== 0) continue;
          part[next] = name;
          stack.push(next);
        }
      }
    }
    sizes.push(size);
  }
  const least = Math.max(4, DUST * sizes.reduce((a, b) => Math.max(a, b), 0));
  return ink.map((one, i) => (one === 1 && sizes[part[i]!]! >= least ? 1 : 0));
}

/** The smallest frame around the ink; null where there is none, or so much that it is no signature on paper. */
export function frameOf(ink: Uint8Array, width: number, height: number): { left: number; top: number; right: number; bottom: number } | null {
  let [left, top, right, bottom, count] = [width, height, 0, 0, 0];
  for (let i = 0; i < ink.length; i++) {
    if (ink[i] === 0) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1)];
    count++;
  }
  const usable = count >= 30 && right - left + bottom - top >= 24 && count < 0.5 * width * height;
  return usable ? { left, top, right, bottom } : null;
}

/** The ink as short strokes, line by line. Where they would be too many, the picture is read more coarsely. */
export function traced(pixels: Pixels): Mark | null {
  const { width, height } = pixels;
  const ink = inkIn(pixels);
  const frame = frameOf(ink, width, height);
  if (frame === null) return null;
  for (let step = Math.max(1, (frame.right - frame.left) / WIDEST); ; step *= 1.25) {
    const strokes = runs(ink, width, frame, step);
    if (strokes.length <= MOST_RUNS) {
      const size = (from: number, to: number) => Math.ceil((to - from) / step) + 2 * MARGIN;
      return strokes.length === 0 ? null : { kind: "drawn", strokes, width: size(frame.left, frame.right), height: size(frame.top, frame.bottom) };
    }
  }
}

/** Every row of cells, and in it every run of cells that are mostly ink. */
function runs(ink: Uint8Array, width: number, frame: { left: number; top: number; right: number; bottom: number }, step: number): InkPoint[][] {
  const strokes: InkPoint[][] = [];
  const [across, down] = [Math.ceil((frame.right - frame.left) / step), Math.ceil((frame.bottom - frame.top) / step)];
  for (let row = 0; row < down; row++) {
    let from = -1;
    for (let column = 0; column <= across; column++) {
      const filled = column < across && isInk(ink, width, frame, step, column, row);
      if (filled && from < 0) from = column;
      if (filled || from < 0) continue;
      const y = row + 0.5 + MARGIN;
      const ends = [from + 0.5, Math.max(from + 0.6, column - 0.5)];
      strokes.push(ends.map((x) => ({ x: x + MARGIN, y, width: PEN_WIDTH })));
      from = -1;
    }
  }
  return strokes;
}

function isInk(ink: Uint8Array, width: number, frame: { left: number; top: number; right: number; bottom: number }, step: number, column: number, row: number): boolean {
  const [left, right] = [Math.floor(frame.left + column * step), Math.min(frame.right, Math.ceil(frame.left + (column + 1) * step))];
  const [top, bottom] = [Math.floor(frame.top + row * step), Math.min(frame.bottom, Math.ceil(frame.top + (row + 1) * step))];
  let dark = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) dark += ink[y * width + x]!;
  return dark * 2.5 >= (right - left) * (bottom - top);
}
