/**
 * The document page: consent, the person's own fields on the page images, and the last click.
 * The server renders everything; this places the fields, leads from one to the next, and sends what was filled.
 */
import { RequestError, send } from "../island/request";
import type { Words } from "../island/words";
import { AdoptDialog, type Purpose } from "./adopt";
import { Autosave } from "./autosave";
import { attachmentControl } from "./attachment";
import { type Fault, faulty, type FieldState, fontSizeOf, inReadingOrder, isFilled, masked, missing, nextField, type PageSize, type PlacedField, progress, share, type Value, type Values, zoomFor } from "./fields";
import { type Mark, picture } from "./ink";
import { withdrawal } from "./withdrawal";
import { PageZoom } from "./zoom";

export interface Visit {
  base: string;
  consented: boolean;
  revision: string;
  name: string;
  initials: string;
  pages: PageSize[];
  fields: PlacedField[];
  values: Values;
  state: FieldState;
}

/** What was made here: one signature, one set of initials, and the places where they were put. */
interface Marks { signature: Mark | null; initials: Mark | null; placed: string[] }

export class Ceremony {
  private readonly ordered: PlacedField[];
  private readonly values: Values;
  private readonly marks: Marks;
  private readonly adopt: AdoptDialog;
  private readonly autosave: Autosave;
  private readonly zoom: PageZoom;
  /** How each place was last drawn: what is the same is not touched again, or two hundred of them would be laid out at every key. */
  private readonly drawn = new Map<string, string>();
  private readonly said = new Map<string, string>();
  private readonly drawnMarks = new Map<string, Mark | null>();
  private state: FieldState;
  private current: string | null = null;
  private offered: string | null = null;
  private sending = false;
  private pressed = false;
  private afterPress: (() => void) | null = null;
  private opened: Promise<unknown> = Promise.resolve();

  constructor(private readonly visit: Visit, private readonly words: Words) {
    this.state = visit.state;
    this.ordered = inReadingOrder(visit.fields).filter((field) => document.getElementById(`slot-${field.id}`) !== null);
    this.marks = this.recall();
    const placed = this.marks.placed.filter((id) => visit.fields.some((field) => field.id === id));
    this.values = { ...visit.values, ...Object.fromEntries(placed.map((id) => [id, true])) };
    this.adopt = new AdoptDialog({ signature: visit.name, initials: visit.initials }, words);
    this.zoom = new PageZoom(byId("pages"), () => this.showZoom());
    this.autosave = new Autosave(`${visit.base}/values`, () => this.values, (state) => this.showSaved(state), isOver, () => window.location.reload(), (state) => this.answered(state));
  }

  start(): void {
    for (const field of this.visit.fields) this.place(field);
    byId("pages").classList.add("pages-placed");
    for (const field of this.ordered) this.listen(field);
    this.watchPresses();
    byId("next").addEventListener("click", () => this.goNext());
    byId("review-open").addEventListener("click", () => this.review());
    byId("review-form").addEventListener("submit", (event) => { event.preventDefault(); void this.sign(); });
    byId("fit").addEventListener("click", () => this.unzoom());
    byId("zoom-in").addEventListener("click", () => this.zoom.step(1));
    byId("zoom-out").addEventListener("click", () => this.zoom.step(-1));
    byId("pages").addEventListener("keydown", (event) => this.zoomByKey(event));
    withdrawal();
    for (const dialog of document.querySelectorAll("dialog")) closeByButtons(dialog);
    byId("decline-open").addEventListener("click", () => byId<HTMLDialogElement>("decline").showModal());
    byId("decline-form").addEventListener("submit", (event) => { if (!hasReason()) event.preventDefault(); });
    byId<HTMLFormElement>("consent-form")?.addEventListener("submit", (event) => { event.preventDefault(); void this.consent(); });
    window.addEventListener("pagehide", () => this.autosave.now());
    document.addEventListener("visibilitychange", () => this.autosave.now());
    this.show();
    this.opened = this.sayOpened();
    this.opened.catch(() => {});
    if (this.visit.consented) this.goFirst();
  }

  /** The page, not its address, says that the document was seen. */
  private sayOpened(): Promise<unknown> {
    return send("POST", `${this.visit.base}/opened`);
  }

  // Places on the pages

  private place(field: PlacedField): void {
    const slot = byId(`slot-${field.id}`);
    const page = this.visit.pages[field.page];
    if (!slot || !page) return;
    const { x, y, width, height } = share(field.rect, page);
    Object.assign(slot.style, { left: `${x}%`, top: `${y}%`, width: `${width}%`, height: `${height}%`, fontSize: `calc(${(100 * fontSizeOf(field)) / page.width} * var(--unit))` });
  }

  private listen(field: PlacedField): void {
    const control = this.control(field);
    if (!control || field.automatic) return;
    control.addEventListener("focus", () => this.enter(field));
    if (field.kind === "signature" || field.kind === "initials") {
      control.addEventListener("click", () => void this.apply(field, field.kind as Purpose));
      return;
    }
    if (field.kind === "attachment") {
      const changed = (name: string, state: FieldState | null) => { this.values[field.id] = name; if (state) this.answered(state); else this.autosave.change(true); this.show(); };
      attachmentControl(this.visit.base, field, control, this.words, () => String(this.values[field.id] ?? ""), changed, (message) => this.showFault(field, message));
      return;
    }
    control.addEventListener(control instanceof HTMLSelectElement || field.kind === "checkbox" ? "change" : "input", () => this.take(field, control));
    if (field.kind === "radio") control.addEventListener("click", () => this.untick(field, control as HTMLInputElement));
    // Until a field is left, half a number is no fault.
    control.addEventListener("blur", () => this.showFaults());
    control.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Enter" || control instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      this.goNext();
    });
  }

  /** Takes over what stands in the control now. */
  private take(field: PlacedField, control: HTMLElement): void {
    if (control instanceof HTMLSelectElement) {
      const chosen = [...control.selectedOptions].map((option) => option.value);
      return this.set(field, field.kind === "list" ? chosen : chosen[0] ?? "");
    }
    const input = control as HTMLInputElement;
    if (field.kind === "radio") {
      for (const mate of this.ordered.filter((other) => other.group === field.group && other.kind === "radio")) this.values[mate.id] = mate.id === field.id;
      return this.set(field, true);
    }
    if (field.kind === "checkbox") return this.set(field, input.checked);
    const atEnd = input.selectionStart === input.value.length;
    if (field.mask !== "" && atEnd && input.value.length > String(this.values[field.id] ?? "").length) input.value = masked(field.mask, input.value);
    this.set(field, input.value);
  }

  /** A second press on a chosen button takes the choice back, where nothing must be chosen. */
  private untick(field: PlacedField, input: HTMLInputElement): void {
    const required = this.ordered.some((mate) => mate.group === field.group && mate.required);
    if (input.dataset["was"] === "on" && !required) {
      input.checked = false;
      this.set(field, false);
    }
    for (const mate of this.ordered.filter((other) => other.group === field.group)) {
      const button = this.control(mate) as HTMLInputElement | null;
      if (button) button.dataset["was"] = button.checked ? "on" : "off";
    }
  }

  private control(field: PlacedField): HTMLElement | null {
    return byId(`f-${field.id}`);
  }

  /** A field is entered: remembered as the place from which "next" goes on, and enlarged where it is too small. */
  private enter(field: PlacedField): void {
    this.current = field.id;
    const written = !["signature", "initials", "checkbox", "radio", "attachment"].includes(field.kind);
    // Nothing may move between the press and the release, or the click falls beside.
    if (!this.pressed) this.enlarge(field);
    else if (written) this.afterPress = () => this.enlarge(field);
  }

  private enlarge(field: PlacedField): void {
    const pages = byId("pages");
    const page = this.visit.pages[field.page];
    const sheet = byId(`slot-${field.id}`).closest<HTMLElement>(".page");
    if (!page || !sheet) return;
    const unzoomed = sheet.clientWidth / this.zoom.factor;
    const signs = field.kind === "signature" || field.kind === "initials";
    const needed = signs ? 1 : zoomFor(field, page, unzoomed, pages.clientWidth);
    if (this.zoom.set(Math.max(this.zoom.chosen, needed))) this.reveal(field, "auto");
  }

  private watchPresses(): void {
    document.addEventListener("mousedown", () => { this.pressed = true; }, { capture: true });
    document.addEventListener("mouseup", () => window.setTimeout(() => {
      this.pressed = false;
      this.afterPress?.();
      this.afterPress = null;
    }), { capture: true });
  }

  private showZoom(): void {
    const { factor } = this.zoom;
    byId("pages").dataset["zoom"] = String(factor);
    byId("fit").hidden = factor === 1;
    byId("zoom-now").textContent = this.words.text("sign-ui-zoom-now", { percent: Math.round(100 * factor) });
  }

  /** Only while the focus is on the pages and not in what is typed into (WCAG 2.1.4). */
  private zoomByKey(event: KeyboardEvent): void {
    const typing = (event.target as Element).closest("input:not([type=checkbox], [type=radio]), textarea, select") !== null;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !["+", "=", "-", "0"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "0") this.unzoom();
    else this.zoom.step(event.key === "-" ? -1 : 1);
  }

  private unzoom(): void {
    const field = this.ordered.find((one) => one.id === this.current);
    this.zoom.chosen = 1;
    if (this.zoom.set(1) && field) this.reveal(field, "auto");
  }

  private reveal(field: PlacedField, behavior: ScrollBehavior = calm() ? "auto" : "smooth"): void {
    const slot = byId(`slot-${field.id}`);
    const wide = slot.clientWidth > byId("pages").clientWidth - 24;
    slot.scrollIntoView({ block: "center", inline: wide ? "start" : "center", behavior });
  }

  private go(field: PlacedField, behavior?: ScrollBehavior): void {
    const before = this.zoom.factor;
    this.control(field)?.focus({ preventScroll: true });
    if (before === this.zoom.factor) this.reveal(field, behavior);
  }

  /** The person's first open field in view, with the focus in it (M-55). */
  private goFirst(): void {
    const first = nextField(this.ordered, this.values, null, this.state) ?? this.ordered.find((field) => !field.automatic);
    if (first) this.go(first, "auto");
  }

  private goNext(): void {
    const here = this.ordered.find((field) => field.id === this.current);
    // The place to sign at which somebody stands is opened, once, and not passed by.
    if (here && (here.kind === "signature" || here.kind === "initials") && this.offered !== here.id && !isFilled(here, this.values)) {
      this.offered = here.id;
      void this.apply(here, here.kind);
      return;
    }
    const next = nextField(this.ordered, this.values, this.current, this.state);
    if (next) this.go(next);
    else this.review();
  }

  // Filling

  private set(field: PlacedField, value: Value): void {
    this.values[field.id] = value;
    this.autosave.change(field.watched || field.group !== null);
    this.show();
  }

  /** What the server makes of the values is shown as it says. */
  private answered(state: FieldState): void {
    this.state = state;
    this.show();
    this.showFaults();
  }

  /** The first tap makes a signature; the next ones put the same one down; a tap on a filled place changes it everywhere. */
  private async apply(field: PlacedField, purpose: Purpose): Promise<void> {
    const known = this.marks[purpose];
    if (known === null || isFilled(field, this.values)) {
      const mark = await this.adopt.open(purpose);
      this.control(field)?.focus({ preventScroll: true });
      if (mark === null) return;
      this.marks[purpose] = mark;
    }
    this.marks.placed = [...new Set([...this.marks.placed, field.id])];
    this.remember();
    this.set(field, true);
    if (nextField(this.ordered, this.values, null, this.state) === null) this.review();
    else this.goNext();
  }

  // Showing

  private show(): void {
    const { done, total } = progress(this.visit.fields, this.values, this.state);
    const complete = done === total && faulty(this.ordered, this.values, this.state).length === 0;
    byId("progress-text").textContent = total === 0 ? this.words.text("sign-ui-nothing-required") : complete ? this.words.text("sign-ui-all-done") : done === total ? this.words.text("sign-ui-open-fields") : this.words.text("sign-ui-progress", { done, total });
    const bar = byId<HTMLProgressElement>("progress-bar");
    bar.max = Math.max(1, total);
    bar.value = total === 0 ? 1 : done;
    byId("next").hidden = complete;
    byId("review-open").classList.toggle("primary", complete);
    for (const field of this.ordered) this.showField(field);
  }

  private showField(field: PlacedField): void {
    const filled = isFilled(field, this.values);
    const mark = field.kind === "signature" || field.kind === "initials" ? this.marks[field.kind] : null;
    const looks = [filled, this.state.hidden.includes(field.id), this.state.disabled.includes(field.id), this.state.values[field.id] ?? "", field.kind === "attachment" ? this.values[field.id] : ""].join("\n");
    if (this.drawn.get(field.id) === looks && this.drawnMarks.get(field.id) === mark) return;
    this.drawn.set(field.id, looks);
    this.drawnMarks.set(field.id, mark);
    this.drawField(field, filled, mark);
  }

  private drawField(field: PlacedField, filled: boolean, mark: Mark | null): void {
    const slot = byId(`slot-${field.id}`);
    slot.classList.toggle("slot-filled", filled);
    slot.hidden = this.state.hidden.includes(field.id);
    const control = this.control(field);
    if (field.automatic) {
      const text = this.state.values[field.id] ?? "";
      if (control && control.textContent !== text) control.textContent = text;
      return;
    }
    if (control && "disabled" in control) (control as HTMLInputElement).disabled = this.state.disabled.includes(field.id);
    if (field.kind === "attachment") {
      const name = String(this.values[field.id] ?? "");
      slot.querySelector(".slot-file")!.textContent = name || this.words.text("sign-ui-attach");
      control?.setAttribute("aria-label", `${name || this.words.text("sign-ui-attach")}: ${slot.dataset["name"] ?? ""}`);
      return;
    }
    if (field.kind !== "signature" && field.kind !== "initials") return;
    const holder = slot.querySelector(".slot-ink")!;
    if (filled && mark !== null) holder.replaceChildren(picture(mark));
    else holder.replaceChildren();
    const state = this.words.text(filled ? "sign-ui-state-filled" : "sign-ui-state-empty");
    this.control(field)?.setAttribute("aria-label", `${slot.dataset["name"] ?? ""}, ${state}`);
  }

  /** What does not fit is said beside its field once it has been left. */
  private showFaults(): void {
    const faults = faulty(this.ordered, this.values, this.state);
    for (const field of this.ordered) {
      const typing = document.activeElement === this.control(field) && typeof this.values[field.id] === "string";
      const fault = faults.includes(field) && !typing ? this.state.problems[field.id] : undefined;
      this.showFault(field, fault?.message ?? "");
    }
  }

  private showFault(field: PlacedField, message: string): void {
    if ((this.said.get(field.id) ?? "") === message) return;
    this.said.set(field.id, message);
    const place = byId(`e-${field.id}`);
    if (!place) return;
    place.hidden = message === "";
    place.textContent = message;
    this.control(field)?.setAttribute("aria-invalid", String(message !== ""));
  }

  private showSaved(state: "saved" | "saving" | "offline"): void {
    const place = byId("saved");
    place.textContent = this.words.text(`sign-ui-save-${state}`);
    place.classList.toggle("saved-late", state === "offline");
  }

  // Consent and the end

  private async consent(): Promise<void> {
    const form = byId<HTMLFormElement>("consent-form");
    const version = (form.elements.namedItem("version") as HTMLInputElement).value;
    try {
      await send("POST", `${this.visit.base}/consent`, new URLSearchParams({ version }));
    } catch (error) {
      this.complain("consent-problem", error);
      return;
    }
    // What was said before, and the way back from it, are settled with it.
    for (const id of ["consent", "after-all", "withdrawn"]) {
      const settled = document.getElementById(id);
      if (settled) settled.hidden = true;
    }
    byId("dock").hidden = false;
    for (const layer of document.querySelectorAll<HTMLElement>(".slots[inert]")) layer.inert = false;
    this.goFirst();
  }

  /** What was filled, once more and in words; and what is missing, as links. */
  private review(): void {
    const open = [...missing(this.ordered, this.values, this.state), ...faulty(this.ordered, this.values, this.state)];
    byId("review-missing").hidden = open.length === 0;
    byId("review-missing-list").replaceChildren(...open.map((field) => this.link(field)));
    byId("review-list").replaceChildren(...this.ordered.filter((field) => this.isSaid(field)).map((field) => this.line(field)));
    byId<HTMLButtonElement>("sign").disabled = open.length > 0;
    byId("review-problem").hidden = true;
    const dialog = byId<HTMLDialogElement>("review");
    if (!dialog.open) dialog.showModal();
    byId(open.length > 0 ? "review-title" : document.getElementById("password") ? "password" : "sign").focus();
  }

  /** Whether the review has something to say of it. */
  private isSaid(field: PlacedField): boolean {
    if (this.state.hidden.includes(field.id)) return false;
    return field.automatic ? (this.state.values[field.id] ?? "") !== "" : isFilled(field, this.values);
  }

  private link(field: PlacedField): HTMLElement {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = this.nameOf(field);
    button.addEventListener("click", () => { byId<HTMLDialogElement>("review").close(); this.go(field); });
    item.append(button);
    // What is not empty but does not fit looks filled: it is said why it stands here.
    const fault = this.state.problems[field.id];
    if (fault && fault.code !== "required" && isFilled(field, this.values)) {
      const why = document.createElement("span");
      why.className = "review-fault";
      why.textContent = fault.message;
      item.append(why);
    }
    return item;
  }

  private line(field: PlacedField): HTMLElement {
    const item = document.createElement("div");
    const name = document.createElement("dt");
    const value = document.createElement("dd");
    name.textContent = this.nameOf(field);
    const mark = field.kind === "signature" || field.kind === "initials" ? this.marks[field.kind] : null;
    if (mark) {
      value.append(picture(mark), hiddenText(this.words.text("sign-ui-state-filled")));
    } else {
      value.textContent = this.valueText(field);
    }
    item.append(name, value);
    return item;
  }

  private nameOf(field: PlacedField): string {
    return byId(`slot-${field.id}`).dataset["name"] ?? field.label;
  }

  private valueText(field: PlacedField): string {
    if (field.automatic) return this.state.values[field.id] ?? "";
    const value = this.values[field.id];
    const label = (chosen: string) => field.choices.find((choice) => choice.value === chosen)?.label ?? chosen;
    if (Array.isArray(value)) return value.map(label).join(", ");
    if (field.kind === "dropdown") return label(String(value));
    if (field.kind === "checkbox" || field.kind === "radio") return this.words.text("sign-ui-ticked");
    if (field.kind !== "date") return String(value);
    const date = new Date(`${String(value)}T12:00:00`);
    return Number.isNaN(date.getTime()) ? String(value) : date.toLocaleDateString(this.words.language, { day: "numeric", month: "long", year: "numeric" });
  }

  private async sign(): Promise<void> {
    if (this.sending) return;
    this.setSending(true);
    await this.autosave.settled();
    if (missing(this.ordered, this.values, this.state).length > 0 || faulty(this.ordered, this.values, this.state).length > 0) {
      this.setSending(false);
      return this.review();
    }
    const used = (purpose: Purpose) => (this.ordered.some((field) => field.kind === purpose && isFilled(field, this.values)) ? this.marks[purpose] : null);
    try {
      await this.opened.catch(() => this.sayOpened());
      const password = (document.getElementById("password") as HTMLInputElement | null)?.value ?? null;
      const act = { values: this.values, signature: used("signature"), initials: used("initials"), revision: this.visit.revision, password };
      const { location } = await send<{ location: string }>("POST", `${this.visit.base}/sign`, act);
      this.forget();
      window.location.assign(location);
    } catch (error) {
      this.setSending(false);
      if (isOver(error)) window.location.reload();
      else this.complain("review-problem", error);
      const said = error instanceof RequestError ? error.details["problems"] : undefined;
      if (said) this.answered({ ...this.state, problems: said as Record<string, Fault> });
      if (error instanceof RequestError && error.code.includes("PASSWORD")) byId("password").focus();
    }
  }

  private setSending(sending: boolean): void {
    this.sending = sending;
    const button = byId<HTMLButtonElement>("sign");
    button.setAttribute("aria-disabled", String(sending));
    button.classList.toggle("busy", sending);
  }

  private complain(place: string, error: unknown): void {
    const element = byId(place);
    element.hidden = false;
    element.querySelector("[data-text]")!.textContent = (error instanceof RequestError && error.message) || this.words.text("sign-ui-offline");
  }

  // The drawn signature outlives a reload of this tab, not the visit.

  private get key(): string { return `podpis:${this.visit.base}`; }

  private recall(): Marks {
    const none: Marks = { signature: null, initials: null, placed: [] };
    try {
      return { ...none, ...(JSON.parse(sessionStorage.getItem(this.key) ?? "{}") as Partial<Marks>) };
    } catch {
      return none;
    }
  }

  private remember(): void {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.marks));
    } catch {
      // Without storage the signature is only asked for again after a reload.
    }
  }

  private forget(): void {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Nothing was stored.
    }
  }
}

/** What is refused because the agreement or the visit has gone on: the page itself says where it stands. */
export function isOver(error: unknown): boolean {
  const codes = ["AGREEMENT_ENDED", "ALREADY_ACTED", "IDENTITY_NOT_PROVED", "LINK_EXPIRED", "NOT_FOUND", "NOT_YOUR_TURN"];
  return error instanceof RequestError && codes.includes(error.code);
}

/** Said in the page's language; the browser's own complaint would speak the browser's. */
function hasReason(): boolean {
  const reason = byId<HTMLTextAreaElement>("reason");
  const missing = reason.value.trim() === "";
  byId("reason-problem").hidden = !missing;
  if (missing) {
    reason.setAttribute("aria-invalid", "true");
    reason.focus();
  } else {
    reason.removeAttribute("aria-invalid");
  }
  return !missing;
}

function closeByButtons(dialog: HTMLDialogElement): void {
  for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());
}

function hiddenText(text: string): HTMLElement {
  const span = document.createElement("span");
  span.className = "visually-hidden";
  span.textContent = text;
  return span;
}

function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
