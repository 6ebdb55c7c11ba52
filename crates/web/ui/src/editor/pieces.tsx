/** Small parts that several panels share. They hold no state of the draft. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Editor } from "./store";
import type { Kind } from "./model";

export const KIND_ICONS: Record<Kind, string> = {
  signature: "signature",
  initials: "pen-line",
  text: "text-cursor-input",
  date: "calendar",
  checkbox: "square-check",
  attachment: "paperclip",
  company: "building-2",
  dropdown: "square-chevron-down",
  email: "at-sign",
  list: "list",
  multiline: "text",
  name: "user",
  number: "hash",
  radio: "circle-dot",
  signing_date: "calendar-check",
  title: "briefcase",
};

/** Whether one panel is shown at a time, see editor.css. */
export function narrow(): boolean {
  return window.matchMedia("(max-width: 60rem)").matches;
}

export function Icon({ editor, name }: { editor: Editor; name: string }) {
  return <svg class="icon" aria-hidden="true"><use href={`${editor.setup.sprite}#${name}`} /></svg>;
}

interface ButtonProps {
  editor: Editor;
  icon: string;
  label: string;
  onClick: () => void;
  disabled?: boolean;
  pressed?: boolean;
}

/** A button with a picture only; its name is for screen readers and for the pointer that rests on it. */
export function IconButton({ editor, icon, label, onClick, disabled = false, pressed }: ButtonProps) {
  return (
    <button type="button" class="button quiet square slim" aria-label={label} title={label} disabled={disabled} aria-pressed={pressed} onClick={onClick}>
      <Icon editor={editor} name={icon} />
    </button>
  );
}

/** A modal dialog of the browser: focus stays inside, Escape closes it. */
export function Modal({ title, onClose, wide = false, children }: { title: string; onClose: () => void; wide?: boolean; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
    return () => element.current?.close();
  }, []);
  return (
    <dialog ref={element} class={wide ? "modal modal-wide" : "modal"} aria-labelledby="modal-title" onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <h2 id="modal-title" tabIndex={-1}>{title}</h2>
      {children}
    </dialog>
  );
}

interface InputProps {
  id: string;
  label: string;
  value: string;
  onInput: (value: string) => void;
  onBlur?: () => void;
  type?: "text" | "email" | "tel" | "date" | "password";
  placeholder?: string;
  hint?: string;
  error?: string;
  autocomplete?: string;
  inputMode?: "email" | "tel" | "text" | "decimal" | "numeric";
  maxLength?: number;
}

/** Label, control, then what is wrong with it. */
export function TextInput({ id, label, value, onInput, onBlur, type = "text", placeholder, hint, error, autocomplete = "off", inputMode, maxLength = 200 }: InputProps) {
  const described = [error ? `${id}-error` : "", hint ? `${id}-hint` : ""].filter(Boolean).join(" ");
  return (
    <div class="entry">
      <label for={id}>{label}</label>
      <input class="input" id={id} type={type as "text"} value={value} placeholder={placeholder} autocomplete={autocomplete} inputMode={inputMode} maxLength={maxLength}
        aria-invalid={error ? "true" : undefined} aria-describedby={described || undefined}
        onInput={(event) => onInput(event.currentTarget.value)} onBlur={onBlur} />
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

interface SelectProps {
  id: string;
  label: string;
  value: string;
  options: { code: string; name: string }[];
  onChange: (value: string) => void;
  error?: string;
}

export function Select({ id, label, value, options, onChange, error }: SelectProps) {
  return (
    <div class="entry">
      <label for={id}>{label}</label>
      <select class="select" id={id} value={value} aria-invalid={error ? "true" : undefined} aria-describedby={error ? `${id}-error` : undefined} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => <option key={option.code} value={option.code} selected={option.code === value}>{option.name}</option>)}
      </select>
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}
