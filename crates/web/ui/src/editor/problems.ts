/** What still stands in the way of sending: checked here at once, and by the server again. Pure. */
import type { Draft, Field, Participant } from "./model";
import { callingCode, internationalNumber, looksLikeEmail } from "./people";

export type Place =
  | { at: "documents" }
  | { at: "people" }
  | { at: "options"; input: "name" | "deadline" }
  | { at: "participant"; id: string; input: "name" | "email" | "phone" }
  | { at: "field"; id: string }
  | { at: "page"; participant: string };

export interface Problem { code: string; place: Place; values?: Record<string, string | number>; message?: string }

/** Everything that is missing, in the order in which the page asks for it. `today` is a calendar date, "2026-11-22"; `language` the page's. */
export function problemsOf(draft: Draft, today: string, language = draft.language): Problem[] {
  return [
    ...documentProblems(draft),
    ...peopleProblems(draft, language),
    ...fieldProblems(draft),
    ...optionProblems(draft, today),
  ];
}

function documentProblems(draft: Draft): Problem[] {
  return draft.documents.length === 0 ? [{ code: "no-document", place: { at: "documents" } }] : [];
}

function peopleProblems(draft: Draft, language: string): Problem[] {
  if (!draft.participants.some((person) => person.role === "signer")) return [{ code: "no-people", place: { at: "people" } }];
  return draft.participants.flatMap((person) => personProblems(person, [draft.language, language]));
}

function personProblems(person: Participant, languages: string[]): Problem[] {
  const found: Problem[] = [];
  const say = (code: string, input: "name" | "email" | "phone") =>
    found.push({ code, place: { at: "participant", id: person.id, input }, values: { name: person.name || person.email } });
  if (person.name.trim() === "") say("person-name", "name");
  if (person.email.trim() === "") say("person-email", "email");
  else if (!looksLikeEmail(person.email)) say("person-email-wrong", "email");
  if (person.method === "phone" && person.role !== "cc") {
    if (person.phone.trim() === "") say("person-phone", "phone");
    else if (internationalNumber(person.phone, callingCode(person.language, ...languages)) === null) say("person-phone-wrong", "phone");
  }
  return found;
}

function fieldProblems(draft: Draft): Problem[] {
  const owners = new Map(draft.participants.map((person) => [person.id, person]));
  const found = draft.fields.flatMap((field) => ownerProblems(field, owners));
  for (const person of draft.participants) {
    const signs = draft.fields.some((field) => field.participant === person.id && field.kind === "signature");
    if (person.role === "signer" && !signs && draft.documents.length > 0) {
      found.push({ code: "no-signature", place: { at: "page", participant: person.id }, values: { name: person.name || person.email } });
    }
  }
  return found;
}

function ownerProblems(field: Field, owners: Map<string, Participant>): Problem[] {
  const owner = field.participant === null ? undefined : owners.get(field.participant);
  const values = { page: field.page + 1 };
  if (!owner) return [{ code: "field-nobody", place: { at: "field", id: field.id }, values }];
  if (owner.role === "cc") return [{ code: "field-cc", place: { at: "field", id: field.id }, values: { ...values, name: owner.name } }];
  return [];
}

function optionProblems(draft: Draft, today: string): Problem[] {
  const found: Problem[] = [];
  if (draft.name.trim() === "") found.push({ code: "no-name", place: { at: "options", input: "name" } });
  if (draft.deadline !== null && draft.deadline < today) found.push({ code: "deadline-past", place: { at: "options", input: "deadline" } });
  return found;
}
