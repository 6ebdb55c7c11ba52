/**
 * People whose address or number cannot exist yet. The server keeps their place, not what was typed so far; this tab keeps it,
 * so that a reload loses nothing.
 */
import type { Participant } from "./model";

export class Unfinished {
  private people: Record<string, Participant>;
  private readonly key: string;

  constructor(url: string, private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> = sessionStorage) {
    this.key = `podpis:${url}`;
    this.people = this.read();
  }

  get any(): boolean { return Object.keys(this.people).length > 0; }

  /** Remembers those whom the server could not keep, and forgets the others. */
  keep(participants: readonly Participant[], incomplete: readonly string[]): void {
    this.people = Object.fromEntries(participants.filter((person) => incomplete.includes(person.id)).map((person) => [person.id, person]));
    try {
      if (this.any) this.storage.setItem(this.key, JSON.stringify(this.people));
      else this.storage.removeItem(this.key);
    } catch {
      // A full or forbidden storage: the page still has them, only a reload would not.
    }
  }

  /** Gives people without an address what was typed for them; place and order are the server's. */
  restore(participants: readonly Participant[]): Participant[] {
    return participants.map((person) => {
      const typed = person.email === "" ? this.people[person.id] : undefined;
      return typed ? { ...typed, role: person.role, order: person.order } : person;
    });
  }

  private read(): Record<string, Participant> {
    try {
      return (JSON.parse(this.storage.getItem(this.key) ?? "{}") as Record<string, Participant> | null) ?? {};
    } catch {
      return {};
    }
  }
}
