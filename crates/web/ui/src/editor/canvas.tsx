/** The pages with their fields: seeing, placing, moving and resizing, by pointer and by keyboard. */
import { memo } from "preact/compat";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { carried, dropped, nudged, type Point, pointOn, pulled, type Shifted } from "./drag";
import { besides, type Guide, type Handle, HANDLES } from "./geometry";
import { copyOf, type Field, type Page, type Participant, type Rect } from "./model";
import { colourOf } from "./people";
import { Icon, KIND_ICONS } from "./pieces";
import type { Editor } from "./store";

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
  const byPage = useMemo(() => grouped(content.fields), [content.fields]);
  useCurrentPage(editor, box);
  useEffect(() => { if (editor.armed === null) setGhost(null); }, [editor.armed]);
  useDropFromPalette(editor, scale, setGhost);

  const hover = (event: PointerEvent) => {
    if (editor.armed === null || event.pointerType === "touch") return;
    const point = pointOn(event.clientX, event.clientY, pages, true);
    setGhost(point && dropped(editor.armed, point, content.fields, pages, scale, event.altKey));
  };
  const click = (event: MouseEvent) => {
    if (editor.armed === null) return clearSelection(editor, event);
    const point = pointOn(event.clientX, event.clientY, pages, true);
    if (point) place(editor, point, scale, event.altKey);
    setGhost(null);
  };
  return (
    <div class={editor.armed ? "canvas canvas-armed" : "canvas"} ref={box} id="canvas" tabIndex={-1} onPointerMove={hover} onPointerLeave={() => setGhost(null)} onClick={click}>
      {pages.map((page) => (
        <Sheet key={page.index} editor={editor} page={page} scale={scale} total={pages.length} fields={byPage.get(page.index) ?? NONE} participants={content.participants}
          selection={selectionOn(byPage.get(page.index), selection)}
          shifted={shifted !== null && touches(shifted, page.index, byPage.get(page.index)) ? shifted : null}
          ghost={ghost?.page === page.index ? ghost : null} arming={editor.armed !== null} onShift={setShifted} />
      ))}
    </div>
  );
}

const NONE: Field[] = [];
const NOTHING: string = "";

function grouped(fields: readonly Field[]): Map<number, Field[]> {
  const pages = new Map<number, Field[]>();
  for (const field of fields) pages.set(field.page, [...(pages.get(field.page) ?? []), field]);
  return pages;
}

/** A text, so that an unchanged selection does not draw the page again. */
function selectionOn(fields: readonly Field[] | undefined, selection: readonly string[]): string {
  return fields?.filter((field) => selection.includes(field.id)).map((field) => field.id).join(" ") ?? NOTHING;
}

function touches(shifted: Shifted, page: number, fields: readonly Field[] | undefined): boolean {
  return shifted.page === page || (fields ?? []).some((field) => shifted.places.has(field.id));
}

function clearSelection(editor: Editor, event: MouseEvent): void {
  const onField = (event.target as Element).closest("[data-field]");
  if (!onField && editor.selection.length > 0) editor.set({ selection: [] });
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
  arming: boolean;
  onShift: (shifted: Shifted | null) => void;
}

const Sheet = memo(function Sheet({ editor, page, scale, total, fields, participants, selection, shifted, ghost, onShift }: SheetProps) {
  const { words } = editor;
  const arriving = shifted === null ? [] : [...shifted.places].filter(([id, place]) => place.page === page.index && !fields.some((field) => field.id === id));
  const visitors = arriving.map(([id]) => editor.content.fields.find((field) => field.id === id)).filter((field) => field !== undefined);
  const guides = ghost?.guides ?? (shifted?.page === page.index ? shifted.guides : []);
  const selected = selection.split(" ");
  return (
    <section class="sheet paper" data-sheet={page.index} id={`page-${page.index}`} aria-label={words.text("editor-ui-page", { page: page.index + 1, total })} style={{ width: `${page.width * scale}px`, height: `${page.height * scale}px` }}>
      <img class="sheet-image" src={imageAt(page, scale)} alt="" width={Math.round(page.width)} height={Math.round(page.height)} loading={page.index === 0 ? "eager" : "lazy"} draggable={false} />
      {[...fields, ...visitors].map((field) => {
        const rect = shifted?.places.get(field.id)?.rect ?? field.rect;
        const away = (shifted?.places.get(field.id)?.page ?? page.index) !== page.index;
        return <Mark key={field.id} editor={editor} field={field} rect={rect} away={away} scale={scale} participants={participants} selected={selected.includes(field.id)} onShift={onShift} />;
      })}
      {ghost && editor.armed && <div class={`mark mark-ghost kind-${editor.armed} who-${colourOf(participants, editor.person)}`} style={box(ghost.rect, scale)} />}
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
  const width = [160, 480, 828, 1240, 1800].find((step) => step >= pixels) ?? 1800;
  return `${page.image}${page.image.includes("?") ? "&" : "?"}w=${width}`;
}

function box(rect: Rect, scale: number) {
  return { left: `${rect.x * scale}px`, top: `${rect.y * scale}px`, width: `${rect.width * scale}px`, height: `${rect.height * scale}px` };
}

interface MarkProps {
  editor: Editor;
  field: Field;
  rect: Rect;
  away: boolean;
  scale: number;
  participants: Participant[];
  selected: boolean;
  onShift: (shifted: Shifted | null) => void;
}

/** One field on the page: a button for those who use keys, something to grab for those who point. */
function Mark({ editor, field, rect, away, scale, participants, selected, onShift }: MarkProps) {
  const { words } = editor;
  const owner = participants.find((person) => person.id === field.participant);
  const name = owner ? owner.name || owner.email || owner.place || words.text("editor-ui-person-n", { n: participants.indexOf(owner) + 1 }) : words.text("editor-ui-nobody");
  const kind = words.text(`editor-ui-kind-${field.kind}`);
  const title = words.text("editor-ui-field-name", { kind: field.label || kind, name, page: field.page + 1, x: rect.x, y: rect.y });
  const low = rect.height * scale < 26;
  const fixed = field.options.origin !== undefined;
  const classes = ["mark", fixed && "mark-fixed", `kind-${field.kind}`, `who-${colourOf(participants, field.participant)}`, selected && "mark-selected", away && "mark-away", low && "mark-low", field.required || "mark-optional"];
  return (
    <div class={classes.filter(Boolean).join(" ")} data-field={field.id} role="button" tabIndex={0} aria-pressed={selected} aria-label={title} style={box(rect, scale)}
      onPointerDown={(event) => grab(editor, field, scale, event, onShift)}
      onClick={(event) => tap(editor, field, event.currentTarget)}
      onKeyDown={(event) => press(editor, field, event)}
      onFocus={(event) => { if (event.currentTarget.matches(":focus-visible") && !editor.selection.includes(field.id)) editor.set({ selection: [field.id] }); }}>
      <span class="mark-kind" aria-hidden="true"><Icon editor={editor} name={KIND_ICONS[field.kind]} /><span>{field.label || kind}</span></span>{" "}
      <span class="mark-owner" aria-hidden="true">{name}</span>
      {selected && !field.options.origin && HANDLES.map((handle) => <span key={handle} class={`handle handle-${handle}`} data-handle={handle} />)}
    </div>
  );
}

const DRAG_PIXELS = 3;

/** Press, move, let go: selects, carries or resizes. A finger first selects, so that the page can still be scrolled. */
function grab(editor: Editor, field: Field, scale: number, event: PointerEvent, onShift: (shifted: Shifted | null) => void): void {
  if (event.button !== 0 || editor.armed !== null) return;
  const wasSelected = editor.selection.includes(field.id);
  if (event.shiftKey || event.metaKey || event.ctrlKey) return toggle(editor, field, event);
  if (event.pointerType === "touch" && !wasSelected) return;
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
    if (latest && now.type === "pointerup") editor.placeFields(latest.places);
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
function tap(editor: Editor, field: Field, element: HTMLElement): void {
  if (editor.armed !== null || editor.selection.includes(field.id)) return;
  select(editor, field);
  window.setTimeout(() => element.scrollIntoView({ block: "nearest" }), 50);
}

function toggle(editor: Editor, field: Field, event: Event): void {
  event.preventDefault();
  const selection = editor.selection.includes(field.id) ? editor.selection.filter((id) => id !== field.id) : [...editor.selection, field.id];
  editor.set({ selection });
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
  } else if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey) && page) {
    event.preventDefault();
    editor.addCopies(group.map((one) => ({ ...copyOf(one), rect: besides(one.rect, editor.pages[one.page] ?? page) })));
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
