/** What still stands in the way of sending: checked here at once, and by the server again. Pure. */
import type { Draft, Field, Participant, ServerProblem } from "./model";
import { callingCode, internationalNumber, looksLikeEmail } from "./people";

export type Place =
  | { at: "other"; id: string; index: number; input: "name" | "email" | "phone" | "password" }
  | { at: "documents" }
  | { at: "people" }
  | { at: "options"; input: "name" | "deadline" }
  | { at: "participant"; id: string; input: "name" | "email" | "phone" | "password" }
  | { at: "field"; id: string }
  | { at: "page"; participant: string }
  | { at: "seal"; href: string | null };

/** `person` counts from 1 and stands for the name of somebody who has none yet. */
export interface Problem { code: string; place: Place; values?: Record<string, string | number>; person?: number; message?: string }

/**
 * Everything that is missing, in the order in which the page asks for it. `today` is a calendar date, "2026-11-22"; `language` the page's.
 * In a template nobody need stand in a place.
 */
export function problemsOf(draft: Draft, today: string, language = draft.language, template = false): Problem[] {
  return [
    ...documentProblems(draft),
    ...peopleProblems(draft, language, template),
    ...fieldProblems(draft),
    ...optionProblems(draft, today),
  ];
}

function documentProblems(draft: Draft): Problem[] {
  return draft.documents.length === 0 ? [{ code: "no-document", place: { at: "documents" } }] : [];
}

function peopleProblems(draft: Draft, language: string, template: boolean): Problem[] {
  if (!draft.participants.some((person) => person.role === "signer")) return [{ code: "no-people", place: { at: "people" } }];
  const isPlace = (person: Participant) => template && person.name.trim() === "" && person.email.trim() === "";
  const languages = [draft.language, language];
  return draft.participants.flatMap((person, index) => (isPlace(person) ? [] : [...personProblems(person, index + 1, languages), ...otherProblems(person, index + 1, languages)]));
}

/** What is missing of those who may act instead, at their own inputs. */
function otherProblems(person: Participant, number: number, languages: string[]): Problem[] {
  if (person.role === "cc") return [];
  return (person.others ?? []).flatMap((other, index) =>
    personProblems({ ...person, ...other }, number, languages).map((problem): Problem => {
      const input = problem.place.at === "participant" ? problem.place.input : "email";
      return { ...problem, place: { at: "other", id: person.id, index, input }, values: { name: called({ ...person, ...other }) || called(person) } };
    }));
}

/** How a person is called in a problem; empty where there is nothing to call them by. */
function called(person: Participant): string {
  return person.name.trim() || person.email.trim() || (person.place ?? "");
}

function personProblems(person: Participant, number: number, languages: string[]): Problem[] {
  const found: Problem[] = [];
  const say = (code: string, input: "name" | "email" | "phone" | "password") =>
    found.push({ code, place: { at: "participant", id: person.id, input }, values: { name: called(person) }, person: number });
  if (person.name.trim() === "") say("person-name", "name");
  if (person.email.trim() === "") say("person-email", "email");
  else if (!looksLikeEmail(person.email)) say("person-email-wrong", "email");
  if (person.method === "phone" && person.role !== "cc") {
    if (person.phone.trim() === "") say("person-phone", "phone");
    else if (internationalNumber(person.phone, callingCode(person.language, ...languages)) === null) say("person-phone-wrong", "phone");
  }
  if (person.method === "password" && person.role !== "cc" && !person.passwordSet) say("person-password", "password");
  return found;
}

function fieldProblems(draft: Draft): Problem[] {
  const found = [...draft.fields.flatMap((field) => ownerProblems(field, draft.participants)), ...signedFileProblems(draft)];
  for (const [index, person] of draft.participants.entries()) {
    const signs = draft.fields.some((field) => field.participant === person.id && (field.kind === "signature" || field.kind === "initials"));
    if (person.role === "signer" && !signs && draft.documents.length > 0) {
      found.push({ code: "no-signature", place: { at: "page", participant: person.id }, values: { name: called(person) }, person: index + 1 });
    }
  }
  return found;
}

/** A file that came signed takes one place to sign for each person, and answers in its own fields. */
function signedFileProblems(draft: Draft): Problem[] {
  if (!draft.documents.some((document) => document.signed)) return [];
  const signing = new Set<string | null>();
  return draft.fields.flatMap((field): Problem[] => {
    const repeated = signing.has(field.participant);
    if (field.kind === "signature") signing.add(field.participant);
    const fits = field.kind === "signature" ? !repeated : field.options.origin !== undefined && !isFilledBySender(field);
    return fits ? [] : [{ code: "field-in-signed-file", place: { at: "field", id: field.id }, values: { page: field.page + 1 } }];
  });
}

function isFilledBySender({ value, options }: Field): boolean {
  if (value === null || options.condition !== undefined || (options.formula ?? "").trim() !== "") return false;
  return "text" in value ? value.text.trim() !== "" : "checked" in value ? value.checked : value.chosen.length > 0;
}

function ownerProblems(field: Field, people: Participant[]): Problem[] {
  const index = people.findIndex((person) => person.id === field.participant);
  const owner = people[index];
  const values = { page: field.page + 1 };
  if (!owner) return [{ code: "field-nobody", place: { at: "field", id: field.id }, values }];
  if (owner.role === "cc") return [{ code: "field-cc", place: { at: "field", id: field.id }, values: { ...values, name: called(owner) }, person: index + 1 }];
  return [];
}

function optionProblems(draft: Draft, today: string): Problem[] {
  const found: Problem[] = [];
  if (draft.name.trim() === "") found.push({ code: "no-name", place: { at: "options", input: "name" } });
  if (draft.deadline !== null && draft.deadline < today) found.push({ code: "deadline-past", place: { at: "options", input: "deadline" } });
  return found;
}

/** A problem that the server found, at its place. */
export function fromServer(problem: ServerProblem): Problem {
  const place: Place = problem.href !== undefined ? { at: "seal", href: problem.href }
    : problem.field ? { at: "field", id: problem.field }
    : problem.participant ? { at: "participant", id: problem.participant, input: "email" }
    : { at: "documents" };
  return { code: problem.code, message: problem.message, place };
}

/** What an edit here cannot mend: it stays until the server says otherwise. */
export function ofTheSeal(problem: Problem): boolean {
  return problem.place.at === "seal";
}
