/** The pages with their fields: seeing, placing, moving and resizing, by pointer and by keyboard. */
import { memo } from "preact/compat";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { touched } from "./arrange";
import { carried, dropped, nudged, type Point, pointOn, pulled, type Shifted } from "./drag";
import type { Hit } from "./find";
import { type Guide, type Handle, HANDLES } from "./geometry";
import { type Field, type Page, type Participant, type Rect } from "./model";
import { colourOf } from "./people";
import { Icon, KIND_ICONS } from "./pieces";
import type { Editor } from "./store";
import { restore, stepZoom } from "./zoom";

/** Pixels per point at 100 %: a CSS pixel is 1/96 inch, a point 1/72. */
export const FULL = 96 / 72;
const LARGEST_FIT = 1.5;

/** The scale of the pages: the chosen one, or what fills the width. */
function useScale(editor: Editor, box: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current!;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  const widest = Math.max(1, ...editor.pages.map((page) => page.width));
  const room = Math.max(200, width - (width < 600 ? 16 : 56));
  return editor.zoom ?? Math.min(LARGEST_FIT, room / widest);
}

export function Canvas({ editor }: { editor: Editor }) {
  const box = useRef<HTMLDivElement>(null);
  const scale = useScale(editor, box);
  const [shifted, setShifted] = useState<Shifted | null>(null);
  const [ghost, setGhost] = useState<{ page: number; rect: Rect; guides: Guide[] } | null>(null);
  const { content, pages, selection } = editor;
  const [frame, setFrame] = useState<Frame | null>(null);
  const known = useRef<Map<number, Field[]>>(new Map());
  const byPage = useMemo(() => (known.current = grouped(content.fields, known.current)), [content.fields]);
  const hits = useMemo(() => groupedHits(editor.hits), [editor.hits]);
  // Places are shares of their page and follow its size by themselves; only pages near the view are drawn anew, with a finer picture.
  const scales = useRef(new Map<number, number>());
  const scaleOf = (page: number) => {
    if (Math.abs(page - editor.currentPage) <= NEAR || !scales.current.has(page)) scales.current.set(page, scale);
    return scales.current.get(page)!;
  };
  useCurrentPage(editor, box);
  useZoomGestures(editor, box, scale);
  useEffect(() => { if (editor.armed === null) setGhost(null); }, [editor.armed]);
  useDropFromPalette(editor, scale, setGhost);

  const hover = (event: PointerEvent) => {
    if (editor.armed === null || event.pointerType === "touch") return;
    const point = pointOn(event.clientX, event.clientY, pages, true);
    setGhost(point && dropped(editor.armed, point, content.fields, pages, scale, event.altKey));
  };
  const click = (event: MouseEvent) => {
    if (editor.armed === null) return wasFrame(box.current!) ? undefined : clearSelection(editor, event);
    const point = pointOn(event.clientX, event.clientY, pages, true);
    if (point) place(editor, point, scale, event.altKey);
    setGhost(null);
  };
  return (
    <div class={editor.armed ? "canvas canvas-armed" : "canvas"} ref={box} id="canvas" tabIndex={-1} onPointerDown={(event) => drawFrame(editor, event, setFrame)} onPointerMove={hover} onPointerLeave={() => setGhost(null)} onClick={click}>
      {pages.map((page) => (
        <Sheet key={page.index} editor={editor} page={page} scale={scaleOf(page.index)} total={pages.length} fields={byPage.get(page.index) ?? NONE} participants={content.participants}
          selection={selectionOn(byPage.get(page.index), selection)}
          shifted={shifted !== null && touches(shifted, page.index, byPage.get(page.index)) ? shifted : null}
          ghost={ghost?.page === page.index ? ghost : null} frame={frame?.page === page.index ? frame.rect : null} hits={hits.get(page.index) ?? NO_HITS} alone={selection.length === 1 && selectionOn(byPage.get(page.index), selection) !== NOTHING} arming={editor.armed !== null} onShift={setShifted} />
      ))}
    </div>
  );
}

/** So many pages before and after the one in view are kept sharp. */
const NEAR = 4;
const NONE: Field[] = [];
const NO_HITS: Hit[] = [];
const NOTHING: string = "";

/** A frame that is being drawn around fields. */
interface Frame { page: number; rect: Rect }

/** The fields of each page; a page on which nothing has changed keeps its list, and is not drawn again. */
function grouped(fields: readonly Field[], before: Map<number, Field[]>): Map<number, Field[]> {
  const pages = new Map<number, Field[]>();
  for (const field of fields) {
    const list = pages.get(field.page);
    if (list) list.push(field);
    else pages.set(field.page, [field]);
  }
  for (const [page, list] of pages) {
    const old = before.get(page);
    if (old?.length === list.length && old.every((field, at) => field === list[at])) pages.set(page, old);
  }
  return pages;
}

function groupedHits(hits: readonly Hit[]): Map<number, Hit[]> {
  const pages = new Map<number, Hit[]>();
  for (const hit of hits) pages.set(hit.page, [...(pages.get(hit.page) ?? []), hit]);
  return pages;
}

/** The release that ends a frame is a click, too: it must not clear what the frame has selected. */
function wasFrame(canvas: HTMLElement): boolean {
  const was = canvas.dataset["framed"] !== undefined;
  delete canvas.dataset["framed"];
  return was;
}

/** Dragging over an empty place draws a frame, and what it touches is selected; with Shift, added. A finger scrolls instead. */
function drawFrame(editor: Editor, event: PointerEvent, show: (frame: Frame | null) => void): void {
  const canvas = event.currentTarget as HTMLElement;
  delete canvas.dataset["framed"];
  if (event.button !== 0 || event.pointerType === "touch" || editor.armed !== null) return;
  if ((event.target as Element).closest("[data-field]") || !(event.target as Element).closest("[data-sheet]")) return;
  const from = pointOn(event.clientX, event.clientY, editor.pages, false);
  const sheet = canvas.querySelector(`[data-sheet="${from?.page}"]`);
  if (!from || !sheet) return;
  const before = event.shiftKey ? editor.selection : [];
  let latest: Rect | null = null;
  const move = (now: PointerEvent) => {
    if (latest === null && Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) < DRAG_PIXELS) return;
    const box = sheet.getBoundingClientRect();
    const scale = editor.pages[from.page]!.width / box.width;
    const [x, y] = [(now.clientX - box.left) * scale, (now.clientY - box.top) * scale];
    latest = { x: Math.min(x, from.x), y: Math.min(y, from.y), width: Math.abs(x - from.x), height: Math.abs(y - from.y) };
    show({ page: from.page, rect: latest });
    scrollAtEdge(now);
  };
  const end = (now: PointerEvent) => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", end);
    window.removeEventListener("pointercancel", end);
    show(null);
    if (latest === null || now.type !== "pointerup") return;
    canvas.dataset["framed"] = "yes";
    editor.selectFields([...before, ...touched(latest, from.page, editor.content.fields)]);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", end);
  window.addEventListener("pointercancel", end);
}

/** Ctrl and the wheel zoom around the pointer; whenever the size changes, the point that was meant stays in its place. */
function useZoomGestures(editor: Editor, box: { current: HTMLElement | null }, scale: number): void {
  useEffect(() => {
    const element = box.current!;
    let turned = 0;
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      // The browser would enlarge the whole window.
      event.preventDefault();
      turned += event.deltaY;
      if (Math.abs(turned) < WHEEL_STEP) return;
      stepZoom(editor, turned < 0 ? 1 : -1, { x: event.clientX, y: event.clientY });
      turned = 0;
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, []);
  useLayoutEffect(() => {
    for (const sheet of box.current!.querySelectorAll<HTMLElement>("[data-sheet]")) size(sheet, editor.pages[Number(sheet.dataset["sheet"])], scale);
    if (editor.pinned) restore(box.current!, editor.pinned);
    editor.pinned = null;
  }, [scale, editor.pages]);
}

/** Set on the page itself and not by a property that its fields would inherit: then nothing on it needs its style again. */
function size(sheet: HTMLElement, page: Page | undefined, scale: number): void {
  if (page) Object.assign(sheet.style, { width: `${page.width * scale}px`, height: `${page.height * scale}px` });
}

/** A notch of a wheel is about 100; a touchpad sends many small turns. */
const WHEEL_STEP = 40;

/** A text, so that an unchanged selection does not draw the page again. */
function selectionOn(fields: readonly Field[] | undefined, selection: readonly string[]): string {
  return fields?.filter((field) => selection.includes(field.id)).map((field) => field.id).join(" ") ?? NOTHING;
}

function touches(shifted: Shifted, page: number, fields: readonly Field[] | undefined): boolean {
  return shifted.page === page || (fields ?? []).some((field) => shifted.places.has(field.id));
}

function clearSelection(editor: Editor, event: MouseEvent): void {
  const onField = (event.target as Element).closest("[data-field]");
  // While fields are gathered a tap beside one is a slip, and must not undo the work.
  if (!onField && editor.selection.length > 0 && !editor.gathersByTap) editor.set({ selection: [] });
}

/** Puts the armed kind down for the active person. */
export function place(editor: Editor, point: Point, scale: number, free: boolean): void {
  if (editor.armed === null) return;
  const { page, rect } = dropped(editor.armed, point, editor.content.fields, editor.pages, scale, free);
  editor.addFresh(editor.armed, page, rect);
}

/** Pressing a palette button and moving on to the page carries the field there. */
function useDropFromPalette(editor: Editor, scale: number, setGhost: (ghost: { page: number; rect: Rect; guides: Guide[] } | null) => void): void {
  useEffect(() => {
    const move = (event: PointerEvent) => {
      if (editor.armed === null || !document.documentElement.classList.contains("carrying")) return;
      const point = pointOn(event.clientX, event.clientY, editor.pages, true);
      setGhost(point && dropped(editor.armed, point, editor.content.fields, editor.pages, scale, event.altKey));
    };
    const up = (event: PointerEvent) => {
      if (!document.documentElement.classList.contains("carrying")) return;
      document.documentElement.classList.remove("carrying");
      const point = pointOn(event.clientX, event.clientY, editor.pages, true);
      if (point && overCanvas(event)) place(editor, point, scale, event.altKey);
      else editor.set({ armed: null });
      setGhost(null);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up);
    return () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", up);
    };
  }, [editor, scale]);
}

function overCanvas(event: PointerEvent): boolean {
  const box = document.getElementById("canvas")?.getBoundingClientRect();
  return box !== undefined && event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
}

/** Follows scrolling, so that strip and keyboard know which page is meant. */
function useCurrentPage(editor: Editor, box: { current: HTMLElement | null }): void {
  useEffect(() => {
    const element = box.current!;
    const shares = new Map<number, number>();
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) shares.set(Number((entry.target as HTMLElement).dataset["sheet"]), entry.isIntersecting ? entry.intersectionRect.height : 0);
      const best = [...shares].reduce((a, b) => (b[1] > a[1] + 1 ? b : a), [editor.currentPage, shares.get(editor.currentPage) ?? 0] as [number, number]);
      if (best[0] !== editor.currentPage) editor.set({ currentPage: best[0] });
    }, { root: null, threshold: [0, 0.2, 0.4, 0.6, 0.8, 1] });
    for (const sheet of element.querySelectorAll("[data-sheet]")) observer.observe(sheet);
    return () => observer.disconnect();
  }, [editor.pages]);
}

interface SheetProps {
  editor: Editor;
  page: Page;
  scale: number;
  total: number;
  fields: Field[];
  participants: Participant[];
  selection: string;
  shifted: Shifted | null;
  ghost: { rect: Rect; guides: Guide[] } | null;
  frame: Rect | null;
  hits: Hit[];
  alone: boolean;
  arming: boolean;
  onShift: (shifted: Shifted | null) => void;
}

const Sheet = memo(function Sheet({ editor, page, scale, total, fields, participants, selection, shifted, ghost, frame, hits, alone, onShift }: SheetProps) {
  const { words } = editor;
  const arriving = shifted === null ? [] : [...shifted.places].filter(([id, place]) => place.page === page.index && !fields.some((field) => field.id === id));
  const visitors = arriving.map(([id]) => editor.content.fields.find((field) => field.id === id)).filter((field) => field !== undefined);
  const guides = ghost?.guides ?? (shifted?.page === page.index ? shifted.guides : []);
  const selected = selection.split(" ");
  return (
    <section class="sheet paper" data-sheet={page.index} id={`page-${page.index}`} aria-label={words.text("editor-ui-page", { page: page.index + 1, total })}>
      <img class="sheet-image" src={imageAt(page, scale)} alt="" width={Math.round(page.width)} height={Math.round(page.height)} loading={page.index === 0 ? "eager" : "lazy"} draggable={false} />
      {[...fields, ...visitors].map((field) => {
        const rect = shifted?.places.get(field.id)?.rect ?? field.rect;
        const away = (shifted?.places.get(field.id)?.page ?? page.index) !== page.index;
        return <FieldBox key={field.id} editor={editor} page={page} field={field} rect={rect} away={away} scale={scale} participants={participants} selected={selected.includes(field.id)} pullable={alone} onShift={onShift} />;
      })}
      {hits.map(({ rect }, at) => <span key={at} class="hit" data-hit={`${rect.x},${rect.y}`} aria-hidden="true" style={share(rect, page)} />)}
      {frame && <span class="marquee" aria-hidden="true" style={share(frame, page)} />}
      {ghost && editor.armed && <div class={`field-box field-box-ghost kind-${editor.armed} who-${colourOf(participants, editor.person)}`} style={share(ghost.rect, page)} />}
      {guides.length > 0 && (
        <svg class="guides" viewBox={`0 0 ${page.width} ${page.height}`} aria-hidden="true">
          {guides.map((guide) => guide.axis === "x"
            ? <line key={`x${guide.at}`} x1={guide.at} x2={guide.at} y1={guide.from - 6} y2={guide.to + 6} />
            : <line key={`y${guide.at}`} y1={guide.at} y2={guide.at} x1={guide.from - 6} x2={guide.to + 6} />)}
        </svg>
      )}
      <span class="sheet-number" aria-hidden="true">{page.index + 1} / {total}</span>
    </section>
  );
});

/** A few widths only, so that the server's cache serves every zoom. */
export function imageAt(page: Page, scale: number): string {
  const pixels = page.width * scale * Math.min(2, window.devicePixelRatio || 1);
  const width = [160, 480, 828, 1240, 1800, 2480].find((step) => step >= pixels) ?? 2480;
  return `${page.image}${page.image.includes("?") ? "&" : "?"}w=${width}`;
}

/** A place in per cent of its page: right at every size. */
function share(rect: Rect, page: Page) {
  return { left: `${(100 * rect.x) / page.width}%`, top: `${(100 * rect.y) / page.height}%`, width: `${(100 * rect.width) / page.width}%`, height: `${(100 * rect.height) / page.height}%` };
}

interface FieldBoxProps {
  editor: Editor;
  page: Page;
  field: Field;
  rect: Rect;
  away: boolean;
  scale: number;
  participants: Participant[];
  selected: boolean;
  /** One field alone shows handles: several are sized together, in the panel. */
  pullable: boolean;
  onShift: (shifted: Shifted | null) => void;
}

/** One field on the page: a button for those who use keys, something to grab for those who point. */
const FieldBox = memo(function FieldBox({ editor, page, field, rect, away, scale, participants, selected, pullable, onShift }: FieldBoxProps) {
  const { words } = editor;
  const owner = participants.find((person) => person.id === field.participant);
  const name = owner ? owner.name || owner.email || owner.place || words.text("editor-ui-person-n", { n: participants.indexOf(owner) + 1 }) : words.text("editor-ui-nobody");
  const kind = words.text(`editor-ui-kind-${field.kind}`);
  const title = words.text("editor-ui-field-name", { kind: field.label || kind, name, page: field.page + 1, x: rect.x, y: rect.y });
  const low = rect.height * scale < 26;
  const fixed = field.options.origin !== undefined;
  const classes = ["field-box", fixed && "field-box-fixed", `kind-${field.kind}`, `who-${colourOf(participants, field.participant)}`, selected && "field-box-selected", away && "field-box-away", low && "field-box-low", field.required || "field-box-optional"];
  return (
    <div class={classes.filter(Boolean).join(" ")} data-field={field.id} role="button" tabIndex={0} aria-pressed={selected} aria-label={title} style={share(rect, page)}
      onPointerDown={(event) => grab(editor, field, scale, event, onShift)}
      onClick={(event) => tap(editor, field, event)}
      onKeyDown={(event) => press(editor, field, event)}
      onFocus={(event) => { if (event.currentTarget.matches(":focus-visible") && !editor.gathering && !editor.selection.includes(field.id)) editor.set({ selection: [field.id] }); }}>
      <span class="field-box-kind" aria-hidden="true"><Icon editor={editor} name={KIND_ICONS[field.kind]} /><span>{field.label || kind}</span></span>{" "}
      <span class="field-box-owner" aria-hidden="true">{name}</span>
      {selected && pullable && !field.options.origin && HANDLES.map((handle) => <span key={handle} class={`handle handle-${handle}`} data-handle={handle} />)}
    </div>
  );
});

const DRAG_PIXELS = 3;

/** Press, move, let go: selects, carries or resizes. A finger first selects, so that the page can still be scrolled. */
function grab(editor: Editor, field: Field, scale: number, event: PointerEvent, onShift: (shifted: Shifted | null) => void): void {
  if (event.button !== 0 || editor.armed !== null) return;
  delete (event.currentTarget as HTMLElement).dataset["carried"];
  const wasSelected = editor.selection.includes(field.id);
  if (event.shiftKey || event.metaKey || event.ctrlKey) {
    event.preventDefault();
    return editor.toggleField(field.id);
  }
  if (event.pointerType === "touch" && !wasSelected) return;
  if (editor.gathersByTap && !wasSelected) return;
  if (!wasSelected) select(editor, field);
  const element = event.currentTarget as HTMLElement;
  const handle = (event.target as HTMLElement).dataset["handle"] as Handle | undefined;
  const from = pointOn(event.clientX, event.clientY, editor.pages, false);
  if (!from) return;
  event.preventDefault();
  element.focus({ preventScroll: true });
  element.setPointerCapture(event.pointerId);
  const group = editor.selected;
  let latest: Shifted | null = null;
  const move = (now: PointerEvent) => {
    if (latest === null && Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) < DRAG_PIXELS) return;
    const to = pointOn(now.clientX, now.clientY, editor.pages, false) ?? from;
    latest = handle
      ? pulled(field, handle, (now.clientX - event.clientX) / scale, (now.clientY - event.clientY) / scale, editor.content.fields, editor.pages, scale, now.altKey)
      : carried(field, group, from, to, editor.content.fields, editor.pages, scale, now.altKey);
    onShift(latest);
    scrollAtEdge(now);
  };
  const end = (now: PointerEvent) => {
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", end);
    element.removeEventListener("pointercancel", end);
    if (latest && now.type === "pointerup") {
      element.dataset["carried"] = "yes";
      editor.placeFields(latest.places);
    }
    onShift(null);
  };
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
}

function select(editor: Editor, field: Field): void {
  editor.set({ selection: [field.id], ...(field.participant ? { person: field.participant } : {}) });
}

/** A finger selects when it lifts: what it then finds under itself must not be what the selection has brought there. */
function tap(editor: Editor, field: Field, event: MouseEvent): void {
  const element = event.currentTarget as HTMLElement;
  // The release that ends a carrying is a click, too.
  const carriedHere = element.dataset["carried"] !== undefined;
  delete element.dataset["carried"];
  if (editor.gathersByTap && editor.armed === null && !carriedHere) return editor.toggleField(field.id);
  if (event.shiftKey || event.metaKey || event.ctrlKey || editor.armed !== null || editor.selection.includes(field.id)) return;
  select(editor, field);
  window.setTimeout(() => element.scrollIntoView({ block: "nearest" }), 50);
}

/** Carrying a field to the upper or lower edge of the pages scrolls them. */
function scrollAtEdge(event: PointerEvent): void {
  const canvas = document.getElementById("canvas");
  const box = canvas?.getBoundingClientRect();
  if (!canvas || !box) return;
  const edge = 36;
  if (event.clientY < box.top + edge) canvas.scrollBy(0, -14);
  else if (event.clientY > Math.min(box.bottom, window.innerHeight) - edge) canvas.scrollBy(0, 14);
}

function press(editor: Editor, field: Field, event: KeyboardEvent): void {
  const page = editor.pages[field.page];
  const group = editor.selected.length > 0 ? editor.selected : [field];
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    editor.removeSelected();
    editor.set({ focusNext: "#canvas" });
  } else if (event.key === "Escape") {
    editor.set({ selection: [] });
  } else if (event.key === " ") {
    event.preventDefault();
    editor.toggleField(field.id);
  } else if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    editor.duplicateSelected();
  } else if (page && nudged(event, field, page)) {
    event.preventDefault();
    nudge(editor, group, event);
  }
}

function nudge(editor: Editor, group: readonly Field[], event: KeyboardEvent): void {
  const places = new Map<string, { page: number; rect: Rect }>();
  for (const one of group) {
    const rect = nudged(event, one, editor.pages[one.page]!);
    if (rect) places.set(one.id, { page: one.page, rect });
  }
  editor.placeFields(places, `nudge:${group.map((one) => one.id).join()}`);
  const first = places.get(group[0]!.id);
  if (first) editor.say(editor.words.text("editor-ui-at", { x: first.rect.x, y: first.rect.y, width: first.rect.width, height: first.rect.height }));
}
