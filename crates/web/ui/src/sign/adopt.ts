/** The dialog in which a signature or initials are made: typed in a handwriting face, or drawn. */
import SignaturePad from "signature_pad";
import { framed, type Mark, PEN, withWidths } from "./ink";

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
  private drawing = false;
  private answer: (mark: Mark | null) => void = () => {};

  constructor(private readonly suggestions: Record<Purpose, string>) {
    this.input.addEventListener("input", () => this.typed());
    this.undo.addEventListener("click", () => this.takeBack());
    this.clear.addEventListener("click", () => this.wipe());
    for (const radio of this.radios()) radio.addEventListener("change", () => this.choose(radio.value === "draw"));
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
    this.choose(this.drawing);
    this.typed();
    if (!this.drawing) this.use.focus();
    return new Promise((resolve) => { this.answer = resolve; });
  }

  private radios(): NodeListOf<HTMLInputElement> {
    return this.dialog.querySelectorAll<HTMLInputElement>("input[name=adopt-mode]");
  }

  private choose(drawing: boolean): void {
    this.drawing = drawing;
    for (const radio of this.radios()) radio.checked = (radio.value === "draw") === drawing;
    byId("adopt-type").hidden = drawing;
    byId("adopt-draw").hidden = !drawing;
    if (drawing) this.fit();
    this.check();
  }

  private finish(mark: Mark | null): void {
    this.dialog.close();
    this.answer(mark);
  }

  private mark(): Mark | null {
    if (this.drawing) return framed((this.pad?.toData() ?? []).map((group) => withWidths(group.points)));
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

function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
