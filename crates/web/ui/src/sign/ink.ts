/** A signature as vectors: what the pad recorded becomes strokes with widths, cut to their frame, and a picture for the page. Pure, except for `picture`. */
export interface InkPoint { x: number; y: number; width: number }
export interface RawPoint { x: number; y: number; time: number; pressure?: number }
export type Mark =
  | { kind: "drawn"; strokes: InkPoint[][]; width: number; height: number }
  | { kind: "typed"; text: string };

export interface Pen { least: number; most: number; weight: number }
export const PEN: Pen = { least: 0.7, most: 2.4, weight: 0.7 };

const MARGIN = 4;
const SMALLEST_TRAVEL = 12;

/** The slower the hand, the wider the line: the same rule by which the pad draws on its canvas. */
export function withWidths(points: readonly RawPoint[], pen: Pen = PEN): InkPoint[] {
  let velocity = 0;
  return points.map((point, index) => {
    const before = points[index - 1];
    const now = before ? Math.hypot(point.x - before.x, point.y - before.y) / Math.max(1, point.time - before.time) : 0;
    velocity = pen.weight * now + (1 - pen.weight) * velocity;
    return { x: point.x, y: point.y, width: hundredth(2 * Math.max(pen.most / (velocity + 1), pen.least)) };
  });
}

/** Moves the strokes to a frame of their own; null when nobody could call it a signature. */
export function framed(strokes: readonly InkPoint[][]): Mark | null {
  const points = strokes.flat();
  if (points.length < 2) return null;
  const left = Math.min(...points.map((point) => point.x)) - MARGIN;
  const top = Math.min(...points.map((point) => point.y)) - MARGIN;
  const width = Math.max(...points.map((point) => point.x)) - left + MARGIN;
  const height = Math.max(...points.map((point) => point.y)) - top + MARGIN;
  if (width + height - 4 * MARGIN < SMALLEST_TRAVEL) return null;
  const moved = strokes.map((stroke) => stroke.map((point) => ({ x: hundredth(point.x - left), y: hundredth(point.y - top), width: point.width })));
  return { kind: "drawn", strokes: moved, width: hundredth(width), height: hundredth(height) };
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}

const SVG = "http://www.w3.org/2000/svg";

/** The mark as an image for a place on the page; it carries no text of its own, the place is labelled. */
export function picture(mark: Mark): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", mark.kind === "drawn" ? "ink" : "ink ink-typed");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("preserveAspectRatio", "xMinYMid meet");
  if (mark.kind === "drawn") {
    svg.setAttribute("viewBox", `0 0 ${mark.width} ${mark.height}`);
    svg.append(...(evenWidth(mark.strokes) ?? mark.strokes.flatMap((stroke) => segments(stroke))));
  } else {
    svg.setAttribute("viewBox", `0 0 ${typedWidth(mark.text)} 40`);
    svg.append(typed(mark.text));
  }
  return svg;
}

/** Strokes of one width are one path: those of a picture are thousands, and lie in every place that is signed. */
function evenWidth(strokes: readonly InkPoint[][]): SVGElement[] | null {
  const width = strokes[0]?.[0]?.width;
  if (strokes.length < 2 || width === undefined || !strokes.every((stroke) => stroke.length > 1 && stroke.every((point) => point.width === width))) return null;
  const d = strokes.map((stroke) => `M${stroke.map((point) => `${point.x} ${point.y}`).join("L")}`).join("");
  return [element("path", { d, "stroke-width": width })];
}

function segments(stroke: readonly InkPoint[]): SVGElement[] {
  const first = stroke[0];
  if (stroke.length === 1 && first) return [element("circle", { cx: first.x, cy: first.y, r: first.width / 2, class: "ink-dot" })];
  return stroke.slice(1).map((point, index) => {
    const before = stroke[index]!;
    return element("line", { x1: before.x, y1: before.y, x2: point.x, y2: point.y, "stroke-width": (before.width + point.width) / 2 });
  });
}

function typed(text: string): SVGElement {
  const node = element("text", { x: 2, y: 29 });
  node.textContent = text;
  return node;
}

/** Wide enough for the handwriting face at 32 units; measured where there is a canvas. */
function typedWidth(text: string): number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return 4 + text.length * 14;
  context.font = "32px Caveat, cursive";
  return Math.ceil(context.measureText(text).width) + 10;
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
