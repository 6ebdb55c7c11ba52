/** What a draft is made of, as `/ui/drafts/{id}` speaks of it. Rectangles: points, origin at the top left of the page as shown. */
export type Kind = "signature" | "initials" | "text" | "date" | "checkbox";
export type Role = "signer" | "approver" | "cc";
export type Method = "email" | "phone";

export interface Rect { x: number; y: number; width: number; height: number }
export interface Size { width: number; height: number }
export interface Page extends Size { index: number; image: string }
export interface SourceDocument { id: string; name: string; pages: number; notices?: string[]; tags?: Tag[] }
/** What became of a tag in a document; `page` counts from 0 over all documents. */
export interface Tag { page: number; raw: string; good: boolean; message: string; field: string | null }

export interface Participant {
  id: string;
  name: string;
  email: string;
  role: Role;
  order: number;
  method: Method;
  phone: string;
  language: string | null;
  /** What a tag calls the place, "Party 1"; the server's words. */
  place?: string;
}

export interface Field {
  id: string;
  kind: Kind;
  page: number;
  rect: Rect;
  participant: string | null;
  required: boolean;
  label: string;
}

/** The part of a draft that its owner edits here, and that undo walks through. */
export interface Content {
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
export interface Warning { code: string; message: string; participants: string[] }

export const KINDS: readonly Kind[] = ["signature", "initials", "text", "date", "checkbox"];

/** What a fresh field of a kind measures, and below what it is of no use to anybody. */
export const SIZES: Record<Kind, { usual: Size; least: Size }> = {
  signature: { usual: { width: 160, height: 44 }, least: { width: 60, height: 20 } },
  initials: { usual: { width: 64, height: 32 }, least: { width: 28, height: 16 } },
  text: { usual: { width: 170, height: 20 }, least: { width: 30, height: 12 } },
  date: { usual: { width: 96, height: 20 }, least: { width: 56, height: 12 } },
  checkbox: { usual: { width: 14, height: 14 }, least: { width: 9, height: 9 } },
};

/** Only the edited part: what is saved, and what undo keeps. */
export function contentOf(draft: Draft): Content {
  const { name, subject, message, language, deadline, reminder, linkDays, participants, fields } = draft;
  return { name, subject, message, language, deadline, reminder, linkDays, participants, fields };
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
