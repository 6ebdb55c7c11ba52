/**
 * An input that offers people while one types: contacts and users of the account (WAI-ARIA combobox with a list). What is typed stays
 * as it is unless somebody is chosen.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { send } from "../island/request";
import type { Suggestion } from "./model";
import { looksLikeEmail } from "./people";
import { Icon } from "./pieces";
import type { Editor } from "./store";

/** A pause in the typing; each key would be a request else. */
const PAUSE = 180;

interface Found { people: Suggestion[]; internal: boolean }

interface Props {
  editor: Editor;
  id: string;
  label: string;
  value: string;
  onInput: (value: string) => void;
  onPick: (found: Suggestion) => void;
  onBlur?: () => void;
  type?: "text" | "email";
  inputMode?: "text" | "email";
  maxLength?: number;
  hint?: string;
  error?: string;
  /** Whether it is said of a whole address on which side of the organisation it lies. */
  tellsInternal?: boolean;
  /** Is told that, and whether somebody has just typed the address. */
  onSide?: (internal: boolean, typed: boolean) => void;
}

export function Lookup({ editor, id, label, value, onInput, onPick, onBlur, type = "text", inputMode = "text", maxLength = 200, hint, error, tellsInternal = false, onSide }: Props) {
  const { words } = editor;
  const { found, ask, forget } = useFound(tellsInternal ? value : "", onSide);
  const [active, setActive] = useState(-1);
  const people = found?.people ?? [];
  const open = people.length > 0;
  const close = () => {
    forget();
    setActive(-1);
  };
  const pick = (person: Suggestion) => {
    close();
    onPick(person);
    editor.say(person.name || person.email);
  };
  const press = (event: KeyboardEvent) => {
    if (!open) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const chosen = people[active];
    if (step !== 0) setActive((active + step + (active < 0 && step < 0 ? 1 : 0) + people.length) % people.length);
    else if (event.key === "Enter" && chosen) pick(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const side = tellsInternal && found !== null && looksLikeEmail(value) ? words.text(found.internal ? "editor-ui-internal" : "editor-ui-external") : "";
  const described = [error ? `${id}-error` : "", hint ? `${id}-hint` : "", side ? `${id}-side` : ""].filter(Boolean).join(" ");
  useEffect(() => { if (open) editor.say(words.count("editor-ui-suggestions", people.length)); }, [found]);
  return (
    <div class="entry lookup">
      <label for={id}>{label}</label>
      <input class="input" id={id} type={type as "text"} value={value} autocomplete="off" inputMode={inputMode} maxLength={maxLength} role="combobox" aria-autocomplete="list" aria-expanded={open} aria-controls={`${id}-list`}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined} aria-invalid={error ? "true" : undefined} aria-describedby={described || undefined}
        onInput={(event) => { onInput(event.currentTarget.value); ask(event.currentTarget.value); setActive(-1); }} onKeyDown={press} onBlur={() => { close(); onBlur?.(); }} />
      <ul class="lookup-list" id={`${id}-list`} role="listbox" aria-label={words.text("editor-ui-suggested")} hidden={!open}>
        {people.map((person, index) => (
          <li key={person.email} id={`${id}-${index}`} role="option" aria-selected={index === active} onMouseDown={(event) => { event.preventDefault(); pick(person); }}>
            <span class="lookup-name">{person.name || person.email}</span>
            <span class="hint">{person.email}{person.company ? ` · ${person.company}` : ""}{person.internal ? <> · <Icon editor={editor} name="building-2" />{words.text("editor-ui-suggest-internal")}</> : ""}</span>
          </li>
        ))}
      </ul>
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {side && <p class="hint" id={`${id}-side`}>{side}</p>}
    </div>
  );
}

/** What the server knows of the text that was asked for last; an address that stands there from the start is asked for once. */
function useFound(known: string, onSide?: (internal: boolean, typed: boolean) => void) {
  const [found, setFound] = useState<Found | null>(null);
  const asked = useRef(0);
  const timer = useRef(0);
  const look = (text: string, offers: boolean) => {
    const number = (asked.current += 1);
    const keep = (answer: Found) => {
      if (number !== asked.current) return;
      setFound(offers ? answer : { ...answer, people: [] });
      if (looksLikeEmail(text)) onSide?.(answer.internal, offers);
    };
    // Without an answer one types on.
    send<Found>("GET", `/ui/people?q=${encodeURIComponent(text)}`).then(keep, () => {});
  };
  useEffect(() => {
    if (looksLikeEmail(known)) look(known, false);
    return () => window.clearTimeout(timer.current);
  }, []);
  const ask = (text: string) => {
    window.clearTimeout(timer.current);
    asked.current += 1;
    if (text.trim() === "") return setFound(null);
    timer.current = window.setTimeout(() => look(text.trim(), true), PAUSE);
  };
  const forget = () => setFound((before) => before && { ...before, people: [] });
  return { found, ask, forget };
}
