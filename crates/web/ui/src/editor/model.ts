/** What a draft is made of, as `/ui/drafts/{id}` speaks of it. Rectangles: points, origin at the top left of the page as shown. */
export type Kind = "attachment" | "checkbox" | "company" | "date" | "dropdown" | "email" | "initials" | "list" | "multiline" | "name" | "number" | "radio" | "signature" | "signing_date" | "text" | "title";
export type Role = "signer" | "approver" | "cc";
export type Method = "email" | "password" | "account" | "phone";

export interface Rect { x: number; y: number; width: number; height: number }
export interface Size { width: number; height: number }
export interface Page extends Size { index: number; image: string }
export interface SourceDocument { id: string; name: string; pages: number; notices?: string[]; signed?: boolean; tags?: Tag[] }
/** What became of a tag in a document; `page` counts from 0 over all documents. */
export interface Tag { page: number; raw: string; good: boolean; message: string; field: string | null }

export interface Participant {
  id: string;
  name: string;
  email: string;
  role: Role;
  order: number;
  method: Method;
  /** Whether their PIN is asked for as well. */
  pin?: boolean;
  phone: string;
  language: string | null;
  /** What a tag calls the place, "Party 1"; the server's words. */
  place?: string;
  /** Whether a signing password was set, as the server said when the draft was read. */
  passwordSet?: boolean;
  /** A message to them alone. */
  message?: string;
  /** Who may act instead; any one of them does. */
  others?: Other[];
}

/** Somebody who may act instead of a participant. */
export type Other = Pick<Participant, "name" | "email" | "method" | "phone" | "language">;

/** Somebody who comes to mind while a name is typed. */
export interface Suggestion { name: string; email: string; phone: string; language: string; company: string; internal: boolean }

/** A row of a list as the server understood it. */
export interface ListRow { number: number; name: string; email: string; phone: string; language: string; fault: string; leftOut: boolean }

export interface Field {
  id: string;
  kind: Kind;
  page: number;
  rect: Rect;
  participant: string | null;
  required: boolean;
  label: string;
  options: Options;
  value: FieldValue | null;
}

/** What else is asked of a field, as the server keeps it; what is not said is not asked. */
export interface Options {
  name?: string;
  read_only?: boolean;
  min_length?: number;
  max_length?: number;
  comb?: boolean;
  pattern?: { expression: string; message: string };
  mask?: string;
  min?: string;
  max?: string;
  decimals?: number;
  formula?: string;
  choices?: Choice[];
  group?: string;
  on_value?: string;
  min_ticks?: number;
  max_ticks?: number;
  condition?: Condition;
  font_size?: number;
  align?: "left" | "center" | "right";
  /** The field of the uploaded file that this one is: it stays where it is. */
  origin?: { name: string; state?: string };
}

/** A change of options; `undefined` takes one away. */
export type OptionChange = { [Key in keyof Options]?: Options[Key] | undefined };

export interface Choice { value: string; label?: string }
export type FieldValue = { text: string } | { checked: boolean } | { chosen: string[] };
export type Operator = "filled" | "empty" | "equals" | "not_equals" | "contains" | "greater" | "less";
export interface Test { field: string; operator: Operator; value: string }
export interface Condition { effect: "show" | "enable"; any: boolean; tests: Test[] }

/** The part of a draft that its owner edits here, and that undo walks through. */
export interface Content {
  /** The group that it is sent from. */
  group: string;
  name: string;
  subject: string;
  message: string;
  language: string;
  deadline: string | null;
  reminder: string;
  linkDays: number;
  participants: Participant[];
  fields: Field[];
}

export interface Draft extends Content {
  version: number;
  pages: Page[];
  documents: SourceDocument[];
  warnings: Warning[];
  problems: ServerProblem[];
}

/** What keeps a draft from being sent, as the server says it; with `href` (or null) what only the organisation's seal lacks. */
export interface ServerProblem { code: string; message: string; participant?: string; field?: string; href?: string | null }

/** What the server has to say before sending, and about which participants. */
export interface Warning { code: string; message: string; participants: string[]; fields?: string[] }

/** The palette: what most documents need, and the rest. */
export const KINDS: readonly Kind[] = ["signature", "initials", "text", "date", "checkbox", "signing_date", "name", "number"];
export const MORE_KINDS: readonly Kind[] = ["multiline", "dropdown", "list", "radio", "email", "company", "title", "attachment"];

const LINE = { usual: { width: 170, height: 20 }, least: { width: 30, height: 12 } };
const DAY = { usual: { width: 96, height: 20 }, least: { width: 56, height: 12 } };
const BOX = { usual: { width: 14, height: 14 }, least: { width: 9, height: 9 } };

/** What a fresh field of a kind measures, and below what it is of no use to anybody. */
export const SIZES: Record<Kind, { usual: Size; least: Size }> = {
  attachment: LINE,
  checkbox: BOX,
  company: LINE,
  date: DAY,
  dropdown: LINE,
  email: LINE,
  initials: { usual: { width: 64, height: 32 }, least: { width: 28, height: 16 } },
  list: { usual: { width: 170, height: 54 }, least: { width: 40, height: 24 } },
  multiline: { usual: { width: 220, height: 60 }, least: { width: 40, height: 24 } },
  name: LINE,
  number: { usual: { width: 80, height: 20 }, least: { width: 24, height: 12 } },
  radio: BOX,
  signature: { usual: { width: 160, height: 44 }, least: { width: 60, height: 20 } },
  signing_date: { usual: { width: 130, height: 20 }, least: { width: 56, height: 12 } },
  text: LINE,
  title: LINE,
};

export const isMark = (kind: Kind): boolean => kind === "signature" || kind === "initials";
export const isSwitch = (kind: Kind): boolean => kind === "checkbox" || kind === "radio";
export const isAutomatic = (kind: Kind): boolean => kind === "email" || kind === "signing_date";
export const isWords = (kind: Kind): boolean => ["company", "multiline", "name", "text", "title"].includes(kind);

/** Options with some changed; what is empty is not said at all. */
export function withOptions(options: Options, change: OptionChange): Options {
  const all = { ...options, ...change };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== "" && value !== false && !(Array.isArray(value) && value.length === 0))) as Options;
}

/** A copy is a field of its own: it has no name yet, and is none of the file's. */
export function copyOf(field: Field): Field {
  return { ...field, id: newId(), options: withOptions(field.options, { name: undefined, origin: undefined }) };
}

/** Choices as people write them, one to a line: `value`, or `value = what is read`. */
export function choicesOf(text: string): Choice[] {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  return lines.map((line) => {
    const [value, ...label] = line.split(" = ");
    return label.length > 0 ? { value: value!.trim(), label: label.join(" = ").trim() } : { value: value!.trim() };
  });
}

export function choicesText(choices: readonly Choice[]): string {
  return choices.map(({ value, label }) => (label ? `${value} = ${label}` : value)).join("\n");
}

/** A decimal number as the server keeps it, of what people type; null for what is none. */
export function decimalOf(text: string): string | null {
  const plain = text.trim().replace(/[\s\u00a0]/g, "").replace(",", ".").replace("\u2212", "-");
  return /^-?\d{1,18}(\.\d{1,12})?$/.test(plain) ? plain : null;
}

/** Only the edited part: what is saved, and what undo keeps. */
export function contentOf(draft: Draft): Content {
  const { group, name, subject, message, language, deadline, reminder, linkDays, participants, fields } = draft;
  return { group, name, subject, message, language, deadline, reminder, linkDays, participants, fields };
}

/** A random identifier. `crypto.randomUUID` is missing on plain http, which a first try on a local network uses. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Replaces the element with this id by a changed copy. */
export function withChange<T extends { id: string }>(list: readonly T[], id: string, change: Partial<T>): T[] {
  return list.map((item) => (item.id === id ? { ...item, ...change } : item));
}

/** A whole number as people type it, if it lies between the two. */
export function wholeNumber(text: string, least: number, most: number): number | null {
  const number = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : NaN;
  return number >= least && number <= most ? number : null;
}

/** The tool in hand after a click on `kind`: a second click puts it down, but one that lay ready by itself is picked up by the first. */
export function picked(armed: Kind | null, offered: boolean, kind: Kind): Kind | null {
  return armed === kind && !offered ? null : kind;
}
