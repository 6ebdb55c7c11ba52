/** Fields that an uploaded file has brought. Pure. */
import type { Field, Participant } from "./model";
import { acting } from "./people";

/** They belong to the first party, who is the first to act beside the sender, until somebody says otherwise (M-64). */
export function bindForm(fields: Field[], participants: readonly Participant[], sender: string): Field[] {
  const free = (field: Field) => field.options.origin !== undefined && field.participant === null;
  const people = [...acting(participants)].sort((a, b) => a.order - b.order);
  const first = people.find((person) => person.email.trim().toLowerCase() !== sender.trim().toLowerCase()) ?? people[0];
  if (!first || !fields.some(free)) return fields;
  return fields.map((field) => (free(field) ? { ...field, participant: first.id } : field));
}
