/** Rules about people in a draft: colours, order, addresses and telephone numbers. Pure. */
import type { ListRow, Method, Participant, Suggestion } from "./model";

export type Flow = "sequence" | "parallel" | "mixed";

const COLOURS = 8;

/** Which of the eight colours (and dash patterns) a person wears; it follows their place in the list. */
export function colourOf(participants: readonly Participant[], id: string | null): number {
  const index = participants.findIndex((person) => person.id === id);
  return index < 0 ? 0 : (index % COLOURS) + 1;
}

/** A short sign for a person: the first letters of two names. */
export function monogram(name: string, fallback: string): string {
  const letters = name.trim().split(/\s+/).filter(Boolean).map((word) => [...word][0]!.toUpperCase());
  return letters.length === 0 ? fallback : (letters[0]! + (letters.length > 1 ? letters[letters.length - 1]! : ""));
}

/** How many are written to for a place: of a group everybody. */
export function reached(person: Participant): number {
  return 1 + (person.role === "cc" ? 0 : (person.others ?? []).length);
}

/** People who act, in turn; a copy receiver has no turn. */
export function acting(participants: readonly Participant[]): Participant[] {
  return participants.filter((person) => person.role !== "cc");
}

export function flowOf(participants: readonly Participant[]): Flow {
  const orders = acting(participants).map((person) => person.order);
  const distinct = new Set(orders).size;
  if (orders.length < 2 || distinct === orders.length) return "sequence";
  return distinct === 1 ? "parallel" : "mixed";
}

/** Numbers the turns for a chosen way of going round; "mixed" starts from what there is. */
export function withFlow(participants: readonly Participant[], flow: Flow): Participant[] {
  let turn = 0;
  const numbered = participants.map((person) => {
    if (person.role !== "cc") turn += 1;
    return { ...person, order: flow === "parallel" ? 1 : Math.max(turn, 1) };
  });
  return flow === "mixed" ? compacted(participants) : numbered;
}

/** Turns without gaps: 2, 5, 5, 9 become 1, 2, 2, 3. */
export function compacted(participants: readonly Participant[]): Participant[] {
  const turns = [...new Set(acting(participants).map((person) => person.order))].sort((a, b) => a - b);
  return participants.map((person) => ({ ...person, order: Math.max(1, turns.indexOf(person.order) + 1) }));
}

/** Moves a person up or down the list; in a sequence the turns follow the list. */
export function movedPerson(participants: readonly Participant[], id: string, to: number, flow: Flow): Participant[] {
  const list = [...participants];
  const from = list.findIndex((person) => person.id === id);
  const [person] = from < 0 ? [] : list.splice(from, 1);
  if (person) list.splice(Math.max(0, Math.min(to, list.length)), 0, person);
  return flow === "mixed" ? list : withFlow(list, flow);
}

/** Others in the list with the same address: allowed, but worth a word. */
export function sharesAddress(participants: readonly Participant[], person: Participant): boolean {
  const address = person.email.trim().toLowerCase();
  return address !== "" && participants.some((other) => other.id !== person.id && other.email.trim().toLowerCase() === address);
}

/** What is taken of somebody who was chosen from the suggestions; a number that is known is kept for when a code is wanted. */
export function chosen(found: Suggestion, language: string): Pick<Participant, "name" | "email" | "phone" | "language"> {
  return { name: found.name || found.email, email: found.email, phone: found.phone, language: found.language === "" || found.language === language ? null : found.language };
}

/** The rows of a list that become people: those without a fault in their address, and whose address is not there yet. */
export function fromList(rows: readonly ListRow[], participants: readonly Participant[], method: Method, language: string): Partial<Participant>[] {
  const there = new Set(participants.map((person) => person.email.trim().toLowerCase()));
  const good = rows.filter((row) => !row.leftOut && !there.has(row.email.toLowerCase()));
  return good.map((row) => ({ ...chosen({ ...row, company: "", internal: false }, language), name: row.name, method }));
}

/** Catches slips of the finger; the server and the mail itself have the last word. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+\.[^\s@.<>(),;:"\\[\]]{2,}$/.test(text.trim());
}

const CALLING_CODES: Record<string, string> = { sl: "386", cs: "420" };

/** The country code that a national number most probably means, by the first language that has one country; English has too many. */
export function callingCode(...languages: (string | null)[]): string | null {
  const known = languages.find((language) => language !== null && language.slice(0, 2) in CALLING_CODES);
  return known ? CALLING_CODES[known.slice(0, 2)] ?? null : null;
}

/** E.164 without blanks ("+38640123456"), or null when it cannot be a number (ITU-T E.164: at most 15 digits). */
export function internationalNumber(text: string, code: string | null): string | null {
  const compact = text.replace(/[\s().\/–-]/g, "");
  if (!/^(\+|00)?\d+$/.test(compact)) return null;
  const digits = compact.startsWith("+") ? compact.slice(1)
    : compact.startsWith("00") ? compact.slice(2)
    : code === null ? ""
    : compact.startsWith("0") ? code + compact.slice(1)
    : code === "420" && compact.length === 9 ? code + compact
    : compact;
  return /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : null;
}

/** For reading: "+386 40 123 456". */
export function readableNumber(number: string): string {
  const match = /^\+(386|420|421|385|381|387|382|389|43|49|39|36|48|44|33|41|1)(\d+)$/.exec(number);
  if (!match) return number;
  const [, code, rest] = match;
  const first = code === "386" || code === "385" ? 2 : 3;
  const groups = [rest!.slice(0, first), ...(rest!.slice(first).match(/\d{1,3}/g) ?? [])];
  return `+${code} ${groups.join(" ").replace(/ (\d)$/, "$1")}`;
}
