/** The people panel: who signs, in which order, and how each proves who they are. */
import { useRef, useState } from "preact/hooks";
import { Lookup } from "./lookup";
import { entries, isAllowed, mayAskPin, offered } from "./methods";
import type { Method, Other, Participant, Role, Suggestion } from "./model";
import { callingCode, chosen, colourOf, type Flow, internationalNumber, looksLikeEmail, monogram, readableNumber, sharesAddress } from "./people";
import { Icon, IconButton, Select, TextInput } from "./pieces";
import { SigningPassword } from "./signing-password";
import type { Editor } from "./store";

const ROLES: Role[] = ["signer", "approver", "cc"];
const FLOWS: Flow[] = ["sequence", "parallel", "mixed"];

export function People({ editor }: { editor: Editor }) {
  const { words, content } = editor;
  const { participants } = content;
  const owner = editor.setup.template?.owner;
  const mine = participants.some((person) => owner !== undefined && person.place === owner) || participants.some((person) => person.email.trim().toLowerCase() === editor.setup.me.email.toLowerCase());
  const add = () => {
    const added = editor.addPerson({});
    editor.set({ openPerson: added.id, person: added.id, focusNext: `#${editor.isTemplate ? "place" : "name"}-${added.id}` });
  };
  return (
    <section class="pane pane-people" aria-labelledby="people-title">
      <h2 id="people-title">{words.text("editor-ui-people")}</h2>
      {editor.setup.groups.length > 1 && <Select id="group" label={words.text("editor-ui-sending-group")} value={editor.content.group} options={editor.setup.groups} onChange={(group) => editor.chooseGroup(group)} />}
      {participants.length === 0 && <p class="hint">{words.text(editor.isTemplate ? "editor-ui-template-people-empty" : "editor-ui-people-empty")}</p>}
      <ol class="parties">
        {participants.map((person, index) => <Person key={person.id} editor={editor} person={person} index={index} />)}
      </ol>
      <div class="buttons">
        {!mine && <button type="button" class="button" onClick={() => editor.addMe()}><Icon editor={editor} name="user-check" />{words.text(editor.isTemplate ? "editor-ui-template-sender" : participants.length === 0 ? "editor-ui-i-sign" : "editor-ui-i-sign-too")}</button>}
        <button type="button" class="button" onClick={add}><Icon editor={editor} name="user-plus" />{words.text(editor.isTemplate ? "editor-ui-template-add" : "editor-ui-add-person")}</button>
        {!editor.isTemplate && <button type="button" class="button" id="paste" onClick={() => editor.set({ dialog: { kind: "paste" } })}><Icon editor={editor} name="users" />{words.text("editor-ui-paste")}</button>}
      </div>
      {editor.canPutBack && <PutBack editor={editor} name={editor.takenOut!.name} />}
      {editor.signers.length > 1 && <FlowChoice editor={editor} />}
    </section>
  );
}

/** Where the person was a moment ago, on narrow screens too, where the buttons of undo stand on another panel. */
function PutBack({ editor, name }: { editor: Editor; name: string }) {
  return (
    <div class="notice put-back">
      <Icon editor={editor} name="info" />
      <div>{editor.words.text("editor-ui-person-gone", { name })}</div>
      <button type="button" class="button slim" id="put-back" onClick={() => editor.undo()}><Icon editor={editor} name="undo-2" />{editor.words.text("editor-ui-undo")}</button>
    </div>
  );
}

function FlowChoice({ editor }: { editor: Editor }) {
  const { words } = editor;
  return (
    <fieldset class="flow">
      <legend>{words.text("editor-ui-order")}</legend>
      <div class="segments">
        {FLOWS.map((flow) => (
          <label key={flow}>
            <input type="radio" name="flow" value={flow} checked={editor.flow === flow} onChange={() => editor.chooseFlow(flow)} />
            <span>{words.text(`editor-ui-flow-${flow}`)}</span>
          </label>
        ))}
      </div>
      <p class="hint">{words.text(`editor-ui-flow-${editor.flow}-hint`)}</p>
    </fieldset>
  );
}

function Person({ editor, person, index }: { editor: Editor; person: Participant; index: number }) {
  const open = editor.openPerson === person.id;
  const { words } = editor;
  const toggle = () => editor.set({ openPerson: open ? null : person.id, ...(person.role === "cc" ? {} : { person: person.id }) });
  const own = person.name || person.email || person.place || words.text("editor-ui-person-n", { n: index + 1 });
  const others = person.role === "cc" ? 0 : (person.others ?? []).length;
  const shown = others > 0 ? words.count("editor-ui-group-name", others, { name: own }) : own;
  return (
    <li class={`party who-${colourOf(editor.content.participants, person.id)}`} id={`person-${person.id}`}>
      <div class="party-head">
        <button type="button" class="party-toggle" aria-expanded={open} onClick={toggle}>
          <span class="monogram" aria-hidden="true">{monogram(person.name, String(index + 1))}</span>
          <span class="party-text">
            <span class="party-name">{shown}</span>
            <span class="hint">{summary(editor, person)}</span>
          </span>
          <Icon editor={editor} name={open ? "chevron-up" : "chevron-down"} />
        </button>
      </div>
      {editor.warnings.filter((warning) => warning.code === "NAME_NOT_WRITABLE" && warning.participants.includes(person.id)).map((warning) => (
        <p key={warning.code} class="party-warning"><Icon editor={editor} name="triangle-alert" /><span>{warning.message}</span></p>
      ))}
      {open && <PersonForm editor={editor} person={person} index={index} shown={shown} />}
    </li>
  );
}

/** "1. Signer · by text message": what matters when the card is closed. */
function summary(editor: Editor, person: Participant): string {
  const { words } = editor;
  const turn = person.role !== "cc" && editor.signers.length > 1 && editor.flow !== "parallel" ? `${person.order}. ` : "";
  const method = person.role === "cc" || (editor.isTemplate && person.email.trim() === "") ? "" : ` · ${words.text(`editor-ui-method-${person.method}-short`)}`;
  const pin = person.pin && method !== "" ? ` + ${words.text("editor-ui-pin-short")}` : "";
  return `${turn}${words.text(`editor-ui-role-${person.role}`)}${method}${pin}`;
}

interface FormProps { editor: Editor; person: Participant; index: number; shown: string }

function PersonForm({ editor, person, index, shown }: FormProps) {
  const { words } = editor;
  const { id } = person;
  const choices = (kind: string, codes: string[]) => codes.map((code) => ({ code, name: words.text(`editor-ui-${kind}-${code}`) }));
  const count = editor.content.participants.length;
  // Who stands in a template's place is not known, nor how they prove who they are.
  const isPlace = editor.isTemplate && person.email.trim() === "";
  return (
    <div class="party-form">
      {editor.isTemplate && <TextInput id={`place-${id}`} label={words.text("editor-ui-template-place")} value={person.place ?? ""} maxLength={80} onInput={(place) => editor.changePerson(id, { place }, "party-place")} hint={words.text("editor-ui-template-place-hint")} />}
      <Lookup editor={editor} id={`name-${id}`} label={words.text("editor-ui-name")} value={person.name} onInput={(name) => editor.changePerson(id, { name }, "party-name")} onPick={(found) => pick(editor, id, found)} />
      <EmailInput editor={editor} person={person} />
      <div class="two">
        <Select id={`role-${id}`} label={words.text("editor-ui-role")} value={person.role} options={choices("role", ROLES)} onChange={(role) => editor.changePerson(id, { role: role as Role })} />
        {person.role !== "cc" && editor.flow === "mixed" && <TurnInput editor={editor} person={person} />}
      </div>
      {person.role !== "cc" && !isPlace && <Select id={`method-${id}`} label={words.text("editor-ui-method")} value={person.method} options={methodChoices(editor, id, person.method)} onChange={(method) => chooseMethod(editor, person, method as Method)} {...(isAllowed(editor.rulesOf(id), person.method) ? {} : { error: words.text(person.method === "email" ? "editor-ui-method-demanded" : "editor-ui-method-not-enabled") })} />}
      {person.role !== "cc" && person.method === "phone" && <PhoneInput editor={editor} person={person} />}
      {person.role !== "cc" && [person, ...(person.others ?? [])].some((one) => one.method === "password") && !isPlace && <SigningPassword editor={editor} person={person} />}
      {person.role !== "cc" && !isPlace && <PinTick editor={editor} person={person} />}
      {!isPlace && <Select id={`language-${id}`} label={words.text("editor-ui-person-language")} value={person.language ?? ""} onChange={(language) => editor.changePerson(id, { language: language || null })}
        options={[{ code: "", name: words.text("editor-ui-language-same") }, ...editor.setup.languages]} />}
      {!isPlace && <PrivateMessage editor={editor} person={person} />}
      {!isPlace && person.role !== "cc" && <Others editor={editor} person={person} />}
      <div class="party-tools">
        {count > 1 && <>
          <IconButton editor={editor} icon="arrow-up" label={words.text("editor-ui-move-up", { name: shown })} disabled={index === 0} onClick={() => editor.movePerson(id, index - 1)} />
          <IconButton editor={editor} icon="arrow-down" label={words.text("editor-ui-move-down", { name: shown })} disabled={index === count - 1} onClick={() => editor.movePerson(id, index + 1)} />
        </>}
        <button type="button" class="button quiet slim" aria-label={words.text("editor-ui-remove", { name: shown })} onClick={() => editor.removePerson(id)}>
          <Icon editor={editor} name="user-minus" />{words.text("editor-ui-remove-button")}
        </button>
      </div>
    </div>
  );
}

/** The PIN beside the method. One that may not be asked for any more stays visible until it is taken away. */
function PinTick({ editor, person }: { editor: Editor; person: Participant }) {
  const { words, content } = editor;
  const enabled = mayAskPin(editor.setup.groups, content.group);
  const asked = person.pin ?? false;
  if (!enabled && !asked) return null;
  const id = `pin-${person.id}`;
  return (
    <div class="entry">
      <label class="choice"><input type="checkbox" id={id} checked={asked} aria-describedby={`${id}-hint`} onChange={(event) => editor.changePerson(person.id, { pin: event.currentTarget.checked })} /><span>{words.text("editor-ui-pin")}</span></label>
      {enabled ? <p class="hint" id={`${id}-hint`}>{words.text("editor-ui-pin-hint")}</p> : <p class="error" id={`${id}-hint`}>{words.text("editor-ui-pin-not-enabled")}</p>}
    </div>
  );
}

/** Somebody chosen from the suggestions, with what is usual on their side of the organisation. */
function pick(editor: Editor, id: string, found: Suggestion): void {
  editor.changePerson(id, chosen(found, editor.content.language));
  editor.tellSide(id, found.internal, true);
}

function methodChoices(editor: Editor, id: string, current: Method): { code: string; name: string }[] {
  return entries(offered(editor.rulesOf(id), current), editor.setup.premiumMethods, editor.words);
}

function chooseMethod(editor: Editor, person: Participant, method: Method): void {
  // What is not asked for is not kept: asked for again, it is set again.
  if (method !== "password") editor.passwords.delete(person.id);
  editor.changePerson(person.id, { method });
  if (method === "password" && !editor.passwords.has(person.id)) editor.set({ focusNext: `#password-${person.id}` });
  if (method === "phone" && person.phone === "") editor.set({ focusNext: `#phone-${person.id}` });
}

/** Says a slip once the field is left, not while it is being typed. */
function EmailInput({ editor, person }: { editor: Editor; person: Participant }) {
  const { words } = editor;
  const [left, setLeft] = useState(person.email !== "");
  const wrong = left && person.email.trim() !== "" && !looksLikeEmail(person.email);
  const shared = sharesAddress(editor.content.participants, person);
  const change = (email: string) => editor.changePerson(person.id, { email }, "person-email");
  const leave = () => {
    setLeft(true);
    if (person.email !== person.email.trim()) change(person.email.trim());
  };
  return (
    <Lookup editor={editor} id={`email-${person.id}`} label={words.text("editor-ui-email")} type="email" inputMode="email" value={person.email} maxLength={254} tellsInternal={!editor.isTemplate}
      onInput={change} onBlur={leave} onPick={(found) => pick(editor, person.id, found)} onSide={(internal, typed) => editor.tellSide(person.id, internal, typed)}
      {...(wrong ? { error: words.text("editor-ui-email-wrong") } : {})}
      {...(shared ? { hint: words.text(person.method === "email" && person.role !== "cc" ? "editor-ui-same-address-alone" : "editor-ui-same-address") } : {})} />
  );
}

function PrivateMessage({ editor, person }: { editor: Editor; person: Participant }) {
  const { words } = editor;
  const id = `message-${person.id}`;
  const [open, setOpen] = useState((person.message ?? "") !== "");
  if (!open) {
    const begin = () => {
      setOpen(true);
      editor.set({ focusNext: `#${id}` });
    };
    return <button type="button" class="button quiet slim" onClick={begin}><Icon editor={editor} name="message-square" />{words.text("editor-ui-private-message")}</button>;
  }
  return (
    <div class="entry">
      <label for={id}>{words.text("editor-ui-private-message")}</label>
      <textarea class="textarea" id={id} maxLength={10_000} rows={3} value={person.message ?? ""} aria-describedby={`${id}-hint`} onInput={(event) => editor.changePerson(person.id, { message: event.currentTarget.value }, "party-message")} />
      <p class="hint" id={`${id}-hint`}>{words.text("editor-ui-private-message-hint")}</p>
    </div>
  );
}

/** Those who may act instead of a person: any one of them does. */
function Others({ editor, person }: { editor: Editor; person: Participant }) {
  const { words } = editor;
  const others = person.others ?? [];
  const put = (next: Other[], key = "") => editor.changePerson(person.id, { others: next }, key);
  const add = () => {
    if (person.method === "password") editor.passwords.delete(person.id);
    put([...others, { name: "", email: "", method: person.method, phone: "", language: null }]);
    editor.set({ focusNext: `#other-${others.length}-name-${person.id}` });
  };
  return (
    <>
      {others.map((other, index) => <OtherForm key={index} editor={editor} person={person} other={other} index={index}
        onChange={(change, key) => put(others.map((one, place) => (place === index ? { ...one, ...change } : one)), key && `${key}-${index}`)}
        onRemove={() => put(others.filter((_, place) => place !== index))} />)}
      <button type="button" class="button quiet slim" onClick={add}><Icon editor={editor} name="user-plus" />{words.text("editor-ui-other-add")}</button>
      {others.length > 0 && <p class="hint">{words.text("editor-ui-other-hint")}</p>}
    </>
  );
}

interface OtherProps { editor: Editor; person: Participant; other: Other; index: number; onChange: (change: Partial<Other>, key: string) => void; onRemove: () => void }

function OtherForm({ editor, person, other, index, onChange, onRemove }: OtherProps) {
  const { words } = editor;
  const id = (input: string) => `other-${index}-${input}-${person.id}`;
  const shown = other.name || other.email || words.text("editor-ui-other-n", { n: index + 2 });
  const pick = (found: Parameters<typeof chosen>[0]) => onChange(chosen(found, editor.content.language), "");
  const wrong = other.email.trim() !== "" && !looksLikeEmail(other.email);
  return (
    <fieldset class="party-other">
      <legend>{words.text("editor-ui-other-legend", { name: shown })}</legend>
      <Lookup editor={editor} id={id("name")} label={words.text("editor-ui-name")} value={other.name} onInput={(name) => onChange({ name }, "other-name")} onPick={pick} />
      <Lookup editor={editor} id={id("email")} label={words.text("editor-ui-email")} type="email" inputMode="email" value={other.email} maxLength={254} tellsInternal={!editor.isTemplate} onInput={(email) => onChange({ email }, "other-email")} onPick={pick}
        {...(wrong && !editor.isTyping(id("email")) ? { error: words.text("editor-ui-email-wrong") } : {})} />
      <Select id={id("method")} label={words.text("editor-ui-method")} value={other.method} options={methodChoices(editor, person.id, other.method)} onChange={(method) => onChange({ method: method as Method }, "")} />
      {other.method === "phone" && <TextInput id={id("phone")} label={words.text("editor-ui-phone")} type="tel" inputMode="tel" value={other.phone} maxLength={30} hint={words.text("editor-ui-phone-code")} onInput={(phone) => onChange({ phone }, "other-phone")}
        onBlur={() => onChange({ phone: internationalNumber(other.phone, callingCode(other.language, editor.content.language, words.language)) ?? other.phone }, "other-phone")} />}
      <Select id={id("language")} label={words.text("editor-ui-person-language")} value={other.language ?? ""} onChange={(language) => onChange({ language: language || null }, "")}
        options={[{ code: "", name: words.text("editor-ui-language-same") }, ...editor.setup.languages]} />
      <button type="button" class="button quiet slim" aria-label={words.text("editor-ui-remove", { name: shown })} onClick={onRemove}><Icon editor={editor} name="user-minus" />{words.text("editor-ui-remove-button")}</button>
    </fieldset>
  );
}

function PhoneInput({ editor, person }: { editor: Editor; person: Participant }) {
  const { words } = editor;
  const code = callingCode(person.language, editor.content.language, words.language);
  const [left, setLeft] = useState(person.phone !== "");
  const number = internationalNumber(person.phone, code);
  const wrong = left && person.phone.trim() !== "" && number === null;
  const focused = useRef(false);
  const shown = !focused.current && number !== null ? readableNumber(number) : person.phone;
  const leave = () => {
    focused.current = false;
    setLeft(true);
    if (number !== null && number !== person.phone) editor.changePerson(person.id, { phone: number }, "person-phone");
    else editor.set({});
  };
  return (
    <div onFocusCapture={() => { focused.current = true; }}>
      <TextInput id={`phone-${person.id}`} label={words.text("editor-ui-phone")} type="tel" inputMode="tel" value={shown} maxLength={30}
        onInput={(phone) => editor.changePerson(person.id, { phone }, "person-phone")} onBlur={leave}
        hint={code === null ? words.text("editor-ui-phone-code") : words.text("editor-ui-phone-hint", { code: `+${code}` })}
        {...(wrong ? { error: words.text("editor-ui-phone-wrong") } : {})} />
    </div>
  );
}

function TurnInput({ editor, person }: { editor: Editor; person: Participant }) {
  const turns = editor.signers.length;
  const options = Array.from({ length: turns }, (_, index) => ({ code: String(index + 1), name: String(index + 1) }));
  return <Select id={`order-${person.id}`} label={editor.words.text("editor-ui-turn")} value={String(person.order)} options={options} onChange={(order) => editor.changePerson(person.id, { order: Number(order) })} />;
}
