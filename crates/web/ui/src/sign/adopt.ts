/** The dialog in which a signature or initials are made: typed in a handwriting face, or drawn. */
import SignaturePad from "signature_pad";
import type { Words } from "../island/words";
import { framed, type Mark, PEN, picture, withWidths } from "./ink";
import { type Pixels, traced } from "./trace";

/** Ways to make one. */
type Way = "type" | "draw" | "picture";

export type Purpose = "signature" | "initials";

/** Wraps the server's `<dialog id="adopt">`; one promise per opening. */
export class AdoptDialog {
  private readonly dialog = byId<HTMLDialogElement>("adopt");
  private readonly canvas = byId<HTMLCanvasElement>("adopt-canvas");
  private readonly input = byId<HTMLInputElement>("adopt-text");
  private readonly preview = byId("adopt-preview");
  private readonly use = byId<HTMLButtonElement>("adopt-use");
  private readonly undo = byId<HTMLButtonElement>("adopt-undo");
  private readonly clear = byId<HTMLButtonElement>("adopt-clear");
  private pad: SignaturePad | null = null;
  private readonly file = byId<HTMLInputElement>("adopt-file");
  private way: Way = "type";
  private fromPicture: Mark | null = null;
  private answer: (mark: Mark | null) => void = () => {};

  constructor(private readonly suggestions: Record<Purpose, string>, private readonly words: Words) {
    // Where nothing can be suggested that the document has letters for, it is drawn.
    if (suggestions.signature === "") this.way = "draw";
    this.input.addEventListener("input", () => this.typed());
    this.undo.addEventListener("click", () => this.takeBack());
    this.clear.addEventListener("click", () => this.wipe());
    for (const radio of this.radios()) radio.addEventListener("change", () => this.choose(radio.value as Way));
    byId("adopt-choose").addEventListener("click", () => this.file.click());
    this.file.addEventListener("change", () => void this.read());
    byId("adopt-form").addEventListener("submit", (event) => { event.preventDefault(); this.finish(this.mark()); });
    byId("adopt-cancel").addEventListener("click", () => this.finish(null));
    this.dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.finish(null); });
    window.addEventListener("resize", () => { if (this.dialog.open) this.fit(); });
  }

  open(purpose: Purpose): Promise<Mark | null> {
    for (const heading of this.dialog.querySelectorAll<HTMLElement>("[data-purpose]")) heading.hidden = heading.dataset["purpose"] !== purpose;
    this.dialog.setAttribute("aria-labelledby", `adopt-title-${purpose}`);
    this.dialog.dataset["for"] = purpose;
    // The browser heeds the limit only for what is typed.
    this.input.value = this.suggestions[purpose].slice(0, this.input.maxLength);
    this.dialog.showModal();
    this.wipe();
    this.showPicture(null);
    this.choose(this.way);
    this.typed();
    if (this.way === "type") this.use.focus();
    return new Promise((resolve) => { this.answer = resolve; });
  }

  private radios(): NodeListOf<HTMLInputElement> {
    return this.dialog.querySelectorAll<HTMLInputElement>("input[name=adopt-mode]");
  }

  private choose(way: Way): void {
    this.way = way;
    for (const radio of this.radios()) radio.checked = radio.value === way;
    for (const one of ["type", "draw", "picture"] as const) byId(`adopt-${one}`).hidden = one !== way;
    if (way === "draw") this.fit();
    this.check();
  }

  /** The picture is read here, in the page; only the strokes of its ink go on. */
  private async read(): Promise<void> {
    const file = this.file.files?.[0];
    this.file.value = "";
    if (!file) return;
    this.complain("");
    const pixels = await pixelsOf(file).catch(() => null);
    const mark = pixels && traced(pixels);
    this.showPicture(mark);
    if (mark === null) this.complain(this.words.text(pixels === null ? "sign-ui-picture-bad" : "sign-ui-picture-empty"));
    else this.use.focus();
  }

  private showPicture(mark: Mark | null): void {
    this.fromPicture = mark;
    byId("adopt-shown").replaceChildren(...(mark ? [picture(mark)] : []));
    byId("adopt-shown").hidden = mark === null;
    this.complain("");
    this.check();
  }

  private complain(message: string): void {
    const place = byId("adopt-problem");
    place.hidden = message === "";
    place.querySelector("[data-text]")!.textContent = message;
  }

  private finish(mark: Mark | null): void {
    this.dialog.close();
    this.answer(mark);
  }

  private mark(): Mark | null {
    if (this.way === "picture") return this.fromPicture;
    if (this.way === "draw") return framed((this.pad?.toData() ?? []).map((group) => withWidths(group.points)));
    const text = this.input.value.trim();
    return text === "" ? null : { kind: "typed", text };
  }

  /** Only something that can be seen can be used. */
  private check(): void {
    this.use.disabled = this.mark() === null;
    const empty = this.pad?.isEmpty() ?? true;
    this.undo.disabled = empty;
    this.clear.disabled = empty;
    this.canvas.parentElement?.classList.toggle("pad-used", !empty);
  }

  private typed(): void {
    this.preview.textContent = this.input.value.trim() || "\u00a0";
    this.check();
  }

  private takeBack(): void {
    const groups = this.pad?.toData() ?? [];
    this.pad?.fromData(groups.slice(0, -1));
    this.check();
  }

  private wipe(): void {
    this.pad?.clear();
    this.check();
  }

  /** Gives the canvas the pixels of its place; what was drawn stays. */
  private fit(): void {
    const ratio = Math.max(1, window.devicePixelRatio || 1);
    const data = this.pad?.toData() ?? [];
    this.canvas.width = this.canvas.clientWidth * ratio;
    this.canvas.height = this.canvas.clientHeight * ratio;
    this.canvas.getContext("2d")?.scale(ratio, ratio);
    this.pad ??= this.newPad();
    this.pad.clear();
    this.pad.fromData(data);
    this.check();
  }

  private newPad(): SignaturePad {
    const penColor = getComputedStyle(this.canvas).color;
    const pad = new SignaturePad(this.canvas, { minWidth: PEN.least, maxWidth: PEN.most, velocityFilterWeight: PEN.weight, penColor });
    pad.addEventListener("endStroke", () => this.check());
    return pad;
  }
}

/** More is of no use: a signature's ink is looked for, not its paper. */
const MOST_PIXELS = 1_200;

async function pixelsOf(file: File): Promise<Pixels> {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, MOST_PIXELS / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
