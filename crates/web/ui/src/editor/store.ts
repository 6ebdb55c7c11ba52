/**
 * The editor's state and everything that can be done to it. Components read it and call it; it talks to the server
 * through `Saver` and a few requests, and tells its listener after every change.
 */
import { afterMove, type Group, type MethodRules, rulesOf } from "./methods";
import { RequestError, send } from "../island/request";
import type { Words } from "../island/words";
import { aligned, distributed, type Edge, isFree, likeFirst, type Places } from "./arrange";
import { type Beside, type Hit, placeAt } from "./find";
import { narrow } from "./pieces";
import { besides, copiesForAllPages } from "./geometry";
import { History } from "./history";
import { freshFields, signaturePlaces } from "./fresh";
import { bindForm } from "./imported";
import { type Content, contentOf, copyOf, type Draft, type Field, type Kind, type Method, newId, type Page, type Participant, picked, type ServerProblem, type SourceDocument, type Warning, withChange } from "./model";
import { acting, compacted, type Flow, flowOf, movedPerson, withFlow } from "./people";
import { fromServer, ofTheSeal, type Problem, problemsOf } from "./problems";
import { type Channel, type Guest, OtherTabs, watchGuests, watchServer } from "./other-tabs";
import { Saver } from "./save";
import { Unfinished } from "./unfinished";
import type { Pinned } from "./zoom";
import { upload } from "./upload";

/** What the page tells its editor beside the draft. */
export interface Setup {
  url: string;
  maxBytes: number;
  me: { name: string; email: string };
  languages: { code: string; name: string }[];
  reminders: { code: string; name: string }[];
  today: string;
  sprite: string;
  linkDays: [number, number];
  /** The methods that cost something with each use. */
  premiumMethods: Method[];
  /** The groups that one sends from. */
  groups: Group[];
  /** Only in the editor of a template: the form that uses it, and the name of the sender's place. */
  template: { href: string; owner: string } | null;
}

export interface Sending {
  id: string;
  file: File;
  state: "sending" | "reading" | "failed" | "password";
  sent: number;
  message: string;
  code: string;
}

export type Tab = "documents" | "people" | "pages" | "message" | "check";
export type Dialog = { kind: "preview" } | { kind: "conflict" } | { kind: "warned" } | { kind: "paste" } | { kind: "remove-document"; document: SourceDocument } | null;

export class Editor {
  pages: Page[];
  documents: SourceDocument[];
  /** What the server said of the newest saved draft. */
  warnings: Warning[];
  selection: string[] = [];
  armed: Kind | null = null;
  /** The tool lies ready although nobody has clicked it. */
  private offered = false;
  person: string | null;
  openPerson: string | null = null;
  uploads: Sending[] = [];
  tab: Tab = "documents";
  dialog: Dialog = null;
  /** Who was taken out last, and the draft as it was left: while nothing else has changed, they can be put back where they were. */
  takenOut: { name: string; content: Content } | null = null;
  /** A tap takes fields in and out of the selection: fingers have no Shift. */
  gathersByTap = false;
  /** The tool stays in the hand after a field was placed. */
  keepsTool = false;
  showProblems = false;
  serverProblems: Problem[] = [];
  sending = false;
  notice = "";
  spoken = "";
  zoom: number | null = null;
  /** What stays where it is when the pages next change their size. */
  pinned: Pinned | null = null;
  /** Fields are being gathered by keyboard: the focus goes on without changing the selection. */
  gathering = false;
  /** Words that were found on the pages. */
  hits: Hit[] = [];
  currentPage = 0;
  /** An element to focus after the next drawing, as a CSS selector. */
  focusNext: string | null = null;
  private readonly url: string;
  private readonly unfinished: Unfinished;
  private readonly history: History<Content>;
  private readonly saver: Saver<Content>;
  private listener: () => void = () => {};
  /** How many other tabs of this browser have the draft open, and whether that was read. */
  others = 0;
  /** Who has it open in another browser, on another device. */
  guests: Guest[] = [];
  /** The draft has come from elsewhere a moment ago, or is none any more. */
  elsewhere: "changed" | "gone" | null = null;
  private readonly tabs: OtherTabs;
  private queue: Promise<void> = Promise.resolve();

  constructor(read: Draft, readonly setup: Setup, readonly words: Words) {
    this.url = setup.url;
    this.unfinished = new Unfinished(setup.url);
    const draft = { ...read, participants: this.unfinished.restore(read.participants) };
    this.pages = draft.pages;
    this.documents = draft.documents;
    this.warnings = draft.warnings;
    this.serverProblems = draft.problems.map(fromServer);
    this.passwords = new Set(read.participants.filter((person) => person.passwordSet).map((person) => person.id));
    this.history = new History(contentOf(draft));
    this.person = draft.participants[0]?.id ?? null;
    this.tab = draft.documents.length > 0 ? "pages" : "documents";
    const clock = { after: (ms: number, run: () => void) => window.setTimeout(run, ms), cancel: (timer: unknown) => window.clearTimeout(timer as number) };
    this.saver = new Saver(draft.version, (content, version) => this.put(content, version), () => this.saveChanged(), clock);
    this.tabs = this.listenToOtherTabs();
  }

  // What components read

  get content(): Content { return this.history.present; }
  get canUndo(): boolean { return this.history.canUndo; }
  get canRedo(): boolean { return this.history.canRedo; }
  get saveState() { return this.saver.state; }
  get saveMessage(): string { return this.saver.message; }
  get incomplete(): boolean { return this.unfinished.any; }
  get unsaved(): boolean { return this.saver.pending; }
  get flow(): Flow { return this.chosenFlow ?? flowOf(this.content.participants); }
  get isTemplate(): boolean { return this.setup.template !== null; }
  get signers(): Participant[] { return acting(this.content.participants); }
  /** In the order in which they were selected. */
  get selected(): Field[] {
    const known = new Map(this.content.fields.map((field) => [field.id, field]));
    return this.selection.map((id) => known.get(id)).filter((field) => field !== undefined);
  }

  get problems(): Problem[] {
    return [...this.ownProblems, ...this.serverProblems];
  }

  /** What this page sees by itself. */
  private get ownProblems(): Problem[] {
    const participants = this.content.participants.map((person) => ({ ...person, passwordSet: this.passwords.has(person.id) }));
    const draft: Draft = { ...this.content, participants, version: 0, pages: this.pages, documents: this.documents, warnings: this.warnings, problems: [] };
    return problemsOf(draft, this.setup.today, this.words.language, this.isTemplate);
  }

  listen(listener: () => void): void { this.listener = listener; }

  /** Changes what only this page knows: selection, tool, panels. */
  set(change: Partial<Pick<Editor, "selection" | "armed" | "person" | "openPerson" | "tab" | "dialog" | "showProblems" | "notice" | "spoken" | "zoom" | "currentPage" | "focusNext" | "hits" | "others" | "guests" | "elsewhere">>): void {
    if (change.armed !== undefined) this.offered = false;
    if (change.selection !== undefined && change.selection.length < 2) this.gathering = false;
    Object.assign(this, change);
    this.listener();
  }

  /** A click on a tool. */
  pickTool(kind: Kind): void {
    this.set({ armed: picked(this.armed, this.offered, kind), tab: "pages" });
  }

  /** Lays a tool ready for this person: the next click on a page is theirs. */
  offerTool(kind: Kind, person: string): void {
    this.set({ armed: kind, person, tab: "pages", selection: [] });
    this.offered = true;
  }

  // Editing

  /** Changes the draft: one step of undo per key and moment, saved by itself. */
  edit(change: Partial<Content>, key = ""): void {
    const next = { ...this.content, ...change };
    this.history.push({ ...next, fields: bindForm(next.fields, next.participants, this.setup.me.email) }, key, Date.now());
    this.serverProblems = this.serverProblems.filter(ofTheSeal);
    this.afterEdit();
  }

  undo(): void {
    this.history.undo();
    this.afterEdit();
  }

  redo(): void {
    this.history.redo();
    this.afterEdit();
  }

  private afterEdit(): void {
    const ids = new Set(this.content.fields.map((field) => field.id));
    this.selection = this.selection.filter((id) => ids.has(id));
    if (!this.signers.some((person) => person.id === this.person)) this.person = this.signers.at(-1)?.id ?? null;
    this.saver.change(this.content);
    this.listener();
  }

  // Fields

  addField(field: Field): void {
    this.edit({ fields: [...this.content.fields, field] });
    this.set({ selection: [field.id], armed: null, focusNext: `[data-field="${field.id}"]` });
  }

  /** A new field of this kind for the active person; radio buttons come in pairs. */
  addFresh(kind: Kind, page: number, rect: Field["rect"]): void {
    const size = this.pages[page];
    if (!size) return;
    const fresh = freshFields(kind, size, rect, this.person, this.content.fields, (n) => this.words.text("editor-ui-choice-n", { n }), (n) => this.words.text("editor-ui-group-n", { n }));
    const first = fresh[0]!;
    this.edit({ fields: [...this.content.fields, ...fresh] });
    if (this.keepsTool && this.armed !== null) return this.say(this.words.text("editor-ui-kept-tool-placed"));
    this.set({ selection: [first.id], armed: null, focusNext: `[data-field="${first.id}"]` });
  }

  changeField(id: string, change: Partial<Field>, key = ""): void {
    this.edit({ fields: withChange(this.content.fields, id, change) }, key && `${key}:${id}`);
  }

  /** Puts several fields where a drag or the arrow keys have moved them. */
  placeFields(places: Map<string, Pick<Field, "page" | "rect">>, key = ""): void {
    // What the file brought stays where it is.
    this.edit({ fields: this.content.fields.map((field) => (isFree(field) && places.has(field.id) ? { ...field, ...places.get(field.id) } : field)) }, key);
  }

  changeSelected(change: Partial<Field>): void {
    const chosen = new Set(this.selection);
    this.edit({ fields: this.content.fields.map((field) => (chosen.has(field.id) ? { ...field, ...change } : field)) });
  }

  removeSelected(): void {
    const gone = new Set(this.selection);
    this.edit({ fields: this.content.fields.filter((field) => !gone.has(field.id)) });
    this.say(this.words.count("editor-ui-removed", gone.size));
  }

  // Several at once: each of these is one step of undo

  /** These and no others, however many; the focus may then walk over them without changing that. */
  selectFields(ids: readonly string[]): void {
    this.set({ selection: [...new Set(ids)] });
    this.gathering = ids.length > 0;
    this.say(this.words.count("editor-ui-several", this.selection.length));
  }

  /** From here on a tap gathers; the end of it leaves what was gathered selected. */
  gatherByTap(on: boolean): void {
    this.gathersByTap = on;
    this.armed = null;
    this.say(this.words.text(on ? "editor-ui-gather-hint" : "editor-ui-gather-done"));
  }

  /** The tool goes back after one field, or stays for many. */
  keepTool(on: boolean): void {
    this.keepsTool = on;
    if (!on) this.armed = null;
    this.listener();
  }

  /** In or out of the selection, by Shift and click or by the space bar. */
  toggleField(id: string): void {
    const had = this.selection.includes(id);
    this.selectFields(had && (this.gathering || this.selection.length > 1) ? this.selection.filter((other) => other !== id) : [...this.selection, id]);
  }

  selectAllOn(page: number): void {
    this.selectFields(this.content.fields.filter((field) => field.page === page).map((field) => field.id));
  }

  alignSelected(edge: Edge): void {
    this.arrange(aligned(this.selected, edge, this.pages));
  }

  distributeSelected(axis: "x" | "y"): void {
    this.arrange(distributed(this.selected, axis));
  }

  sizeSelected(): void {
    this.arrange(likeFirst(this.selected, this.pages));
  }

  private arrange(places: Places): void {
    if (places.size > 0) this.placeFields(places);
    this.say(this.words.count("editor-ui-arranged", places.size));
  }

  /** Copies beside the originals, selected instead of them. */
  duplicateSelected(): void {
    const copies = this.selected.map((field) => ({ ...copyOf(field), rect: besides(field.rect, this.pages[field.page]!) }));
    this.addCopies(copies);
    this.gathering = copies.length > 1;
    this.say(this.words.count("editor-ui-duplicated", copies.length));
  }

  copySelectedToAllPages(): void {
    let fields = this.content.fields;
    for (const field of this.selected) fields = [...fields, ...copiesForAllPages(field, this.pages, fields, copyOf)];
    const more = fields.length - this.content.fields.length;
    if (more > 0) this.edit({ fields });
    this.say(this.words.count("editor-ui-copied", more));
  }

  // Words on the pages

  /** Where these words stand; the answer is null when the server could not be asked. */
  async findText(text: string): Promise<number | null> {
    try {
      const hits = await send<Hit[]>("GET", `${this.url}/text?${new URLSearchParams({ find: text })}`);
      this.set({ hits });
      this.say(this.words.count("editor-ui-find-hits", hits.length));
      return hits.length;
    } catch (error) {
      this.fail(error);
      return null;
    }
  }

  /** A field of this kind for the active person at every hit; where one like it lies already, none is added. */
  placeAtHits(kind: Kind, beside: Beside, right: number, up: number): void {
    const { fields } = this.content;
    const choice = (n: number) => this.words.text("editor-ui-choice-n", { n });
    const group = (n: number) => this.words.text("editor-ui-group-n", { n });
    const fresh: Field[] = [];
    for (const hit of this.hits) {
      const page = this.pages[hit.page];
      if (!page) continue;
      const rect = placeAt(hit, kind, beside, right, up, page);
      const there = (one: Field) => one.page === hit.page && one.kind === kind && one.participant === this.person && Math.abs(one.rect.x - rect.x) < 1 && Math.abs(one.rect.y - rect.y) < 1;
      if (!fields.some(there)) fresh.push(...freshFields(kind, page, rect, this.person, [...fields, ...fresh], choice, group));
    }
    if (fresh.length > 0) this.edit({ fields: [...fields, ...fresh] });
    this.set({ hits: [], selection: fresh.map((field) => field.id) });
    this.gathering = fresh.length > 1;
    this.say(this.words.count("editor-ui-find-placed", fresh.length));
  }

  addCopies(copies: Field[]): void {
    this.edit({ fields: [...this.content.fields, ...copies] });
    this.set({ selection: copies.map((copy) => copy.id) });
  }

  // People

  /** Who has a signing password. It is no part of what is undone: the server alone knows it. */
  readonly passwords: Set<string>;

  /** Sets a signing password; the person is saved before, so that there is somebody to set it for. */
  async setSigningPassword(person: string, password: string, again: string): Promise<void> {
    const saved = await this.saver.hold(() => send<{ version: number; problems: ServerProblem[] }>("POST", `${this.url}/people/${person}/password`, { password, again }));
    this.passwords.add(person);
    this.serverProblems = saved.problems.map(fromServer);
    this.say(this.words.text("editor-ui-signing-password-was-set"));
    this.broadcast();
  }

  private chosenFlow: Flow | null = null;

  /** Who is known to be internal, by participant. */
  private readonly sides = new Map<string, boolean>();

  /** What may be chosen for somebody. */
  rulesOf(id: string): MethodRules {
    return rulesOf(this.setup.groups, this.content.group, this.sides.get(id) ?? false);
  }

  /** Takes note on which side of the organisation an address lies; whoever has just typed it is given what is usual there. */
  tellSide(id: string, internal: boolean, typed: boolean): void {
    const before = this.rulesOf(id);
    this.sides.set(id, internal);
    const person = this.content.participants.find((one) => one.id === id);
    const method = person && afterMove(person.method, before, this.rulesOf(id));
    if (typed && person && method !== undefined && method !== person.method) this.changePerson(id, { method });
    else this.set({});
  }

  /** Sends from another group: whoever still has what was usual in the one before is given what is usual in this one. */
  chooseGroup(group: string): void {
    const rules = (of: string, id: string) => rulesOf(this.setup.groups, of, this.sides.get(id) ?? false);
    const moved = (id: string, method: Method) => afterMove(method, rules(this.content.group, id), rules(group, id));
    const participants = this.content.participants.map((person) => ({
      ...person,
      method: moved(person.id, person.method),
      ...(person.others ? { others: person.others.map((other) => ({ ...other, method: moved(person.id, other.method) })) } : {}),
    }));
    this.edit({ group, participants });
  }

  /** What somebody who is added has. */
  private get preset(): Method {
    return rulesOf(this.setup.groups, this.content.group, false).default;
  }

  addPerson(person: Partial<Participant>): Participant {
    const last = Math.max(0, ...this.signers.map((other) => other.order));
    const order = this.flow === "parallel" ? Math.max(1, last) : last + 1;
    const added: Participant = { id: newId(), name: "", email: "", role: "signer", order, method: this.preset, phone: "", language: null, ...person };
    this.edit({ participants: [...this.content.participants, added] });
    return added;
  }

  /** Many people at once, each in a turn of their own where turns follow one another: one step of undo. */
  addPeople(people: readonly Partial<Participant>[], signatures: boolean): void {
    const last = Math.max(0, ...this.signers.map((other) => other.order));
    const order = (index: number) => (this.flow === "parallel" ? Math.max(1, last) : last + 1 + index);
    const added = people.map((person, index): Participant => ({ id: newId(), name: "", email: "", role: "signer", order: order(index), method: this.preset, phone: "", language: null, ...person }));
    const page = signatures ? this.pages.at(-1) : undefined;
    const taken = this.content.fields.filter((field) => field.page === page?.index).map((field) => field.rect);
    const places = page ? signaturePlaces(added.length, page, taken) : [];
    const fields = places.flatMap((rect, index) => freshFields("signature", page!, rect, added[index]!.id, [], String, String));
    this.edit({ participants: [...this.content.participants, ...added], fields: [...this.content.fields, ...fields] });
    // Who has got none stands in the list of what is missing, with a way to the page.
    const said = this.words.count("editor-ui-paste-added", added.length);
    this.set({ dialog: null, spoken: page ? `${said} ${this.words.count("editor-ui-paste-placed", fields.length)}` : said });
  }

  /** "I sign too" (M-46): the owner becomes a signer, and the next click on the page is their signature. */
  addMe(): void {
    const { name, email } = this.setup.me;
    const { template } = this.setup;
    const method = rulesOf(this.setup.groups, this.content.group, true).default;
    const me = this.addPerson(template ? { place: template.owner } : { name, email, method });
    this.sides.set(me.id, true);
    this.set({ person: me.id, openPerson: null });
    if (this.pages.length > 0) this.offerTool("signature", me.id);
  }

  changePerson(id: string, change: Partial<Participant>, key = ""): void {
    let participants = withChange(this.content.participants, id, change);
    if (change.role !== undefined && this.flow !== "mixed") participants = withFlow(participants, this.flow);
    this.edit({ participants }, key && `${key}:${id}`);
  }

  /** Their fields stay on the page without an owner, to be given to somebody else. */
  removePerson(id: string): void {
    const name = this.calledIn(id);
    const rest = this.content.participants.filter((person) => person.id !== id);
    const participants = this.flow === "mixed" ? compacted(rest) : withFlow(rest, this.flow);
    const fields = this.content.fields.map((field) => (field.participant === id ? { ...field, participant: null } : field));
    this.edit({ participants, fields });
    this.takenOut = { name, content: this.content };
    this.say(this.words.text("editor-ui-person-gone", { name }));
  }

  /** How somebody is called here, with or without a name of their own. */
  calledIn(id: string): string {
    const at = this.content.participants.findIndex((person) => person.id === id);
    const person = this.content.participants[at];
    return person?.name || person?.email || person?.place || this.words.text("editor-ui-person-n", { n: at + 1 });
  }

  /** They were taken out by the last change of all. */
  get canPutBack(): boolean { return this.takenOut !== null && this.takenOut.content === this.content; }

  movePerson(id: string, to: number): void {
    this.edit({ participants: movedPerson(this.content.participants, id, to, this.flow) });
  }

  chooseFlow(flow: Flow): void {
    this.chosenFlow = flow;
    this.edit({ participants: withFlow(this.content.participants, flow) });
  }

  // Documents

  /** Takes files one after another, so that the pages keep the order in which they were chosen. */
  addFiles(files: readonly File[]): void {
    for (const file of files) {
      const tooLarge = file.size > this.setup.maxBytes;
      const sending: Sending = { id: newId(), file, state: tooLarge ? "failed" : "sending", sent: 0, code: tooLarge ? "TOO_LARGE" : "", message: "" };
      this.uploads = [...this.uploads, sending];
      if (!tooLarge) this.queue = this.queue.then(() => this.sendFile(sending, {}));
    }
    this.listener();
  }

  retryFile(id: string, extra: Record<string, string>): void {
    const sending = this.uploads.find((one) => one.id === id);
    if (sending) this.queue = this.queue.then(() => this.sendFile(sending, extra));
  }

  dropUpload(id: string): void {
    this.uploads = this.uploads.filter((one) => one.id !== id);
    this.listener();
  }

  private async sendFile(sending: Sending, extra: Record<string, string>): Promise<void> {
    const form = new FormData();
    for (const [name, value] of Object.entries(extra)) form.append(name, value);
    form.append("file", sending.file, sending.file.name);
    const progress = (sent: number, total: number) => this.changeUpload(sending.id, { sent: total > 0 ? sent / total : 0, state: sent >= total ? "reading" : "sending" });
    this.changeUpload(sending.id, { state: "sending", sent: 0, message: "", code: "" });
    try {
      let before = this.content;
      const draft = await this.saver.hold(() => {
        before = this.content;
        return upload<Draft>(`${this.url}/documents`, form, ({ sent, total }) => progress(sent, total));
      });
      this.dropUpload(sending.id);
      this.acceptDocuments(draft, "ours");
      this.acceptTags(draft, before);
      this.nameAfter(sending.file.name);
      this.broadcast();
    } catch (error) {
      const refusal = asRefusal(error);
      const state = refusal.code.endsWith("_PASSWORD") ? "password" : "failed";
      this.changeUpload(sending.id, { state, code: refusal.code, message: refusal.message });
    }
  }

  private changeUpload(id: string, change: Partial<Sending>): void {
    this.uploads = withChange(this.uploads, id, change);
    this.listener();
  }

  /** A draft without a name is called like its first file. */
  private nameAfter(file: string): void {
    if (this.content.name.trim() === "") this.edit({ name: file.replace(/\.\w{2,4}$/, "").replace(/[_]+/g, " ").trim() });
  }

  async removeDocument(id: string): Promise<void> {
    await this.documentRequest(() => send<Draft>("DELETE", `${this.url}/documents/${id}`));
  }

  async moveDocument(id: string, to: number): Promise<void> {
    const order = this.documents.map((document) => document.id).filter((other) => other !== id);
    order.splice(to, 0, id);
    await this.documentRequest(() => send<Draft>("PUT", `${this.url}/documents`, { order }));
  }

  private async documentRequest(request: () => Promise<Draft>): Promise<void> {
    try {
      this.acceptDocuments(await this.saver.hold(request), "theirs");
      this.broadcast();
    } catch (error) {
      this.fail(error);
    }
  }

  /** The server's pages; its fields, too, when it has moved or removed some with their pages. */
  private acceptDocuments(draft: Draft, fields: "ours" | "theirs"): void {
    this.pages = draft.pages;
    this.documents = draft.documents;
    this.warnings = draft.warnings;
    this.serverProblems = draft.problems.map(fromServer);
    if (fields === "theirs") this.history.reset({ ...this.content, fields: draft.fields });
    this.tab = this.tab === "documents" && fields === "ours" && narrow() ? "people" : this.tab;
    this.listener();
  }

  /** People and fields that the tags of a new file have brought: one step of undo. */
  private acceptTags(draft: Draft, before: Content): void {
    const participants = added(before.participants, draft.participants);
    const fields = added(before.fields, draft.fields);
    if (participants.length + fields.length === 0) return;
    this.edit({ participants: [...this.content.participants, ...participants], fields: [...this.content.fields, ...fields] });
    this.say(this.words.count("editor-ui-tags-read", fields.length));
  }

  // Saving and sending

  private async put(content: Content, version: number): Promise<{ version: number }> {
    const answer = await send<{ version: number; incomplete: string[]; passwords: string[]; warnings: Warning[]; problems: ServerProblem[] }>("PUT", this.url, { ...content, version });
    // A person who was removed and put back has lost it.
    this.passwords.clear();
    for (const id of answer.passwords) this.passwords.add(id);
    this.warnings = answer.warnings;
    this.serverProblems = answer.problems.map(fromServer);
    this.unfinished.keep(content.participants, answer.incomplete);
    return answer;
  }

  private saveChanged(): void {
    if (this.saver.state === "saved") this.broadcast();
    if (this.saver.state === "conflict") this.dialog = { kind: "conflict" };
    this.listener();
  }

  /** Another tab has the newer draft: show it, or put ours over it. */
  async resolveConflict(choice: "theirs" | "ours"): Promise<void> {
    try {
      const draft = await send<Draft>("GET", this.url);
      this.pages = draft.pages;
      this.documents = draft.documents;
      this.warnings = draft.warnings;
      this.serverProblems = draft.problems.map(fromServer);
      if (choice === "theirs") {
        this.history.reset({ ...contentOf(draft), participants: this.unfinished.restore(draft.participants) });
        this.saver.accept(draft.version);
      } else {
        this.saver.overwrite({ ...this.content, fields: this.content.fields.filter((field) => field.page < draft.pages.length) }, draft.version);
      }
      this.set({ dialog: null, selection: [] });
    } catch (error) {
      this.fail(error);
    }
  }

  /** Does not wait for a pause in the typing. */
  saveNow(): void {
    void this.saver.flush();
  }

  /** `warned` says that the warnings were read at this very click. What the seal lacks may be mended by now: the server is asked again. */
  async sendAgreement(warned = false): Promise<void> {
    if (this.problems.some((problem) => !ofTheSeal(problem))) return this.set({ dialog: null, showProblems: true, tab: "check", focusNext: "#problems" });
    this.sending = true;
    this.set({ dialog: null });
    try {
      if (!(await this.saver.flush())) throw new RequestError(0, "UNSAVED", this.words.text("editor-ui-not-saved"));
      if (this.setup.template) return window.location.assign(this.setup.template.href);
      if (this.warnings.length > 0 && !warned) {
        this.sending = false;
        return this.set({ dialog: { kind: "warned" } });
      }
      const { location } = await send<{ location: string }>("POST", `${this.url}/send`, { version: this.saver.version });
      this.tabs.gone();
      window.location.assign(location);
    } catch (error) {
      this.sending = false;
      this.refused(asRefusal(error));
    }
  }

  /** A template of this draft, with places instead of people; opened in its own editor. */
  async saveAsTemplate(): Promise<void> {
    try {
      if (!(await this.saver.flush())) throw new RequestError(0, "UNSAVED", this.words.text("editor-ui-not-saved"));
      const { location } = await send<{ location: string }>("POST", `${this.url}/template`);
      window.location.assign(location);
    } catch (error) {
      this.fail(error);
    }
  }

  private refused(refusal: RequestError): void {
    if (refusal.status === 409) {
      this.saver.overtaken();
      return;
    }
    const listed = Array.isArray(refusal.details["problems"]) ? (refusal.details["problems"] as ServerProblem[]) : [];
    this.serverProblems = listed.map(fromServer);
    if (listed.length > 0) this.set({ showProblems: true, tab: "check", focusNext: "#problems" });
    else this.fail(refusal);
  }

  fail(error: unknown): void {
    const refusal = asRefusal(error);
    this.set({ notice: refusal.message || this.words.text("editor-ui-offline-notice") });
  }

  /** Whether this input has the focus: what is being typed is not called wrong yet. */
  isTyping(id: string): boolean {
    return document.activeElement?.id === id;
  }

  /** For those who listen instead of looking. */
  say(text: string): void {
    this.set({ spoken: text });
  }

  /** Nothing typed here is lost: what is not saved yet asks which version is to stay, and only then is anything replaced. */
  private listenToOtherTabs(): OtherTabs {
    const channel = "BroadcastChannel" in window ? (new BroadcastChannel(`podpis${this.url}`) as unknown as Channel) : null;
    const listener = {
      version: () => this.saver.version,
      count: (others: number) => { if (others !== this.others) this.set({ others }); },
      newer: () => {
        if (this.saver.pending) return this.saver.overtaken();
        void this.resolveConflict("theirs").then(() => this.set({ elsewhere: "changed" }));
      },
      gone: () => { if (!this.sending) this.set({ elsewhere: "gone" }); },
    };
    const own = newId();
    const tabs = new OtherTabs(own, channel, listener);
    watchGuests(this.url, own, (tab) => tabs.knows(tab), (guests) => {
      const same = guests.length === this.guests.length && guests.every((one, at) => one.tab === this.guests[at]?.tab);
      if (!same) this.set({ guests });
    });
    watchServer(this.url, listener, () => this.saver.pending || this.sending || this.dialog?.kind === "conflict" || this.uploads.some((one) => one.state === "sending" || one.state === "reading"));
    window.addEventListener("pagehide", () => tabs.leave());
    window.addEventListener("pageshow", (event) => { if (event.persisted) tabs.comeBack(); });
    return tabs;
  }

  private broadcast(): void {
    this.tabs.saved();
  }
}

/** What is in the newer list and was not in the older one. */
function added<T extends { id: string }>(older: readonly T[], newer: readonly T[]): T[] {
  const known = new Set(older.map((item) => item.id));
  return newer.filter((item) => !known.has(item.id));
}

function asRefusal(error: unknown): RequestError {
  return error instanceof RequestError ? error : new RequestError(0, "UNEXPECTED", "");
}
