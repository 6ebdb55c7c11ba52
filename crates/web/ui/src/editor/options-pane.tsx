/** What else a sender can ask of one field: limits, choices, groups, conditions, formulas. Every kind shows only what it can mean. */
import { useState } from "preact/hooks";
import { oneMoreButton } from "./fresh";
import { choicesOf, choicesText, type Condition, decimalOf, type Field, type FieldValue, isAutomatic, isMark, isSwitch, isWords, type OptionChange, type Operator, type Test, withOptions, wholeNumber } from "./model";
import { narrow, Select, TextInput } from "./pieces";
import type { Editor } from "./store";

interface Props { editor: Editor; field: Field }

type Ask = (change: OptionChange, key?: string) => void;
type Part = Props & { ask: Ask };

export function FieldOptions({ editor, field }: Props) {
  const { words } = editor;
  const { kind } = field;
  const ask: Ask = (change, key = "") => editor.changeField(field.id, { options: withOptions(field.options, change) }, key);
  const part = { editor, field, ask };
  const calculated = kind === "number" && Boolean(field.options.formula);
  const prefilled = !isMark(kind) && !isAutomatic(kind) && kind !== "attachment" && !calculated;
  return (
    <>
      {(kind === "dropdown" || kind === "list") && <Choices {...part} />}
      {isSwitch(kind) && <Group {...part} />}
      {kind === "number" && <Formula {...part} />}
      <details class="exact" open={!narrow() && Object.keys(field.options).some((key) => key !== "origin" && key !== "choices" && key !== "group" && key !== "on_value")}>
        <summary>{words.text("editor-ui-more-options")}</summary>
        {prefilled && <Prefill editor={editor} field={field} />}
        {prefilled && <Tick label={words.text("editor-ui-read-only")} checked={field.options.read_only === true} onChange={(read_only) => ask({ read_only })} />}
        {isWords(kind) && <Lengths {...part} />}
        {kind === "number" && <Numbers {...part} />}
        {isWords(kind) && <Pattern {...part} />}
        {!isMark(kind) && !isSwitch(kind) && <Letters {...part} />}
        {!isMark(kind) && <TextInput id="option-name" label={words.text("editor-ui-option-name")} hint={words.text("editor-ui-option-name-hint")} maxLength={100} value={field.options.name ?? ""} onInput={(name) => ask({ name: name.trim() }, "name")} />}
        <When {...part} />
      </details>
    </>
  );
}

function Tick({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return <label class="choice"><input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} /><span>{label}</span></label>;
}

/** A number that is taken over as soon as it is one; until then what was typed stays. */
function Count({ editor, id, word, value, most, onChange }: { editor: Editor; id: string; word: string; value: number | undefined; most: number; onChange: (value: number | undefined) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = (text: string) => {
    const number = wholeNumber(text, 0, most);
    setTyped(number === null && text.trim() !== "" ? text : null);
    if (text.trim() === "") onChange(undefined);
    else if (number !== null) onChange(number);
  };
  return <TextInput id={id} label={editor.words.text(word)} inputMode="numeric" maxLength={6} value={typed ?? (value === undefined ? "" : String(value))} {...(typed === null ? {} : { error: editor.words.text("editor-ui-number-wrong") })} onInput={take} />;
}

function Amount({ editor, id, word, value, onChange }: { editor: Editor; id: string; word: string; value: string | undefined; onChange: (value: string | undefined) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && typed.trim() !== "" && decimalOf(typed) === null;
  const take = (text: string) => {
    setTyped(text);
    if (text.trim() === "") onChange(undefined);
    else if (decimalOf(text) !== null) onChange(decimalOf(text)!);
  };
  return <TextInput id={id} label={editor.words.text(word)} inputMode="decimal" maxLength={40} value={typed ?? value ?? ""} {...(wrong ? { error: editor.words.text("editor-ui-number-wrong") } : {})} onInput={take} onBlur={() => { if (!wrong) setTyped(null); }} />;
}

function Choices({ editor, field, ask }: Part) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <div class="entry">
      <label for="option-choices">{editor.words.text("editor-ui-choices")}</label>
      <textarea class="textarea" id="option-choices" rows={4} aria-describedby="option-choices-hint" value={typed ?? choicesText(field.options.choices ?? [])}
        onInput={(event) => { setTyped(event.currentTarget.value); ask({ choices: choicesOf(event.currentTarget.value) }, "choices"); }} onBlur={() => setTyped(null)} />
      <p class="hint" id="option-choices-hint">{editor.words.text("editor-ui-choices-hint")}</p>
    </div>
  );
}

function Group({ editor, field, ask }: Part) {
  const { words } = editor;
  const { group } = field.options;
  const mates = (other: Field) => other.kind === field.kind && other.participant === field.participant && group !== undefined && other.options.group === group;
  /** The limits of a group stand in all its boxes. */
  const askAll = (change: OptionChange) => {
    const fields = editor.content.fields.map((other) => (mates(other) ? { ...other, options: withOptions(other.options, change) } : other));
    editor.edit({ fields }, "ticks");
  };
  /** A button leaves its question only with all the others: alone it asks nothing. */
  const rename = (name: string) => {
    if (field.kind !== "radio") return ask({ group: name }, "group");
    const fields = editor.content.fields.map((other) => (mates(other) || other.id === field.id ? { ...other, options: withOptions(other.options, { group: name }) } : other));
    editor.edit({ fields }, `group:${field.id}`);
  };
  const more = () => editor.addField(oneMoreButton(field, editor.content.fields, editor.pages[field.page]!, (n) => words.text("editor-ui-choice-n", { n })));
  return (
    <>
      <TextInput id="option-group" label={words.text("editor-ui-group")} hint={words.text("editor-ui-group-hint")} maxLength={100} value={group ?? ""} onInput={rename} />
      <TextInput id="option-on" label={words.text("editor-ui-on-value")} maxLength={300} value={field.options.on_value ?? ""} onInput={(value) => ask({ on_value: value }, "on")} />
      {field.kind === "checkbox" && group !== undefined && (
        <div class="numbers">
          <Count editor={editor} id="option-min-ticks" word="editor-ui-min-ticks" most={500} value={field.options.min_ticks} onChange={(min_ticks) => askAll({ min_ticks })} />
          <Count editor={editor} id="option-max-ticks" word="editor-ui-max-ticks" most={500} value={field.options.max_ticks} onChange={(max_ticks) => askAll({ max_ticks })} />
        </div>
      )}
      {!field.options.origin && group !== undefined && <button type="button" class="button slim" onClick={more}>{words.text("editor-ui-one-more")}</button>}
    </>
  );
}

function Formula({ editor, field, ask }: Part) {
  const { words } = editor;
  const names = editor.content.fields.filter((other) => other.id !== field.id).map((other) => other.options.name ?? other.options.group).filter((name) => name !== undefined);
  const hint = names.length > 0 ? words.text("editor-ui-formula-names", { names: [...new Set(names)].slice(0, 12).map((name) => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `[${name}]`)).join(", ") }) : words.text("editor-ui-formula-hint");
  return <TextInput id="option-formula" label={words.text("editor-ui-formula")} hint={hint} maxLength={1000} value={field.options.formula ?? ""} onInput={(formula) => ask({ formula }, "formula")} />;
}

function Prefill({ editor, field }: Props) {
  const { words } = editor;
  const set = (value: FieldValue | null) => editor.changeField(field.id, { value }, "prefill");
  const text = field.value && "text" in field.value ? field.value.text : "";
  const label = words.text("editor-ui-prefill");
  if (isSwitch(field.kind)) return <Tick label={words.text("editor-ui-prefill-ticked")} checked={field.value !== null && "checked" in field.value && field.value.checked} onChange={(checked) => set(checked ? { checked } : null)} />;
  const choices = (field.options.choices ?? []).map(({ value, label: shown }) => ({ code: value, name: shown || value }));
  if (field.kind === "dropdown") return <Select id="option-prefill" label={label} value={text} options={[{ code: "", name: "–" }, ...choices]} onChange={(value) => set(value ? { text: value } : null)} />;
  if (field.kind === "list") {
    const chosen = field.value && "chosen" in field.value ? field.value.chosen : [];
    const toggle = (value: string, on: boolean) => { const next = on ? [...chosen, value] : chosen.filter((one) => one !== value); set(next.length > 0 ? { chosen: next } : null); };
    return <fieldset class="entry"><legend>{label}</legend>{choices.map(({ code, name }) => <Tick key={code} label={name} checked={chosen.includes(code)} onChange={(on) => toggle(code, on)} />)}</fieldset>;
  }
  if (field.kind === "multiline") return (
    <div class="entry"><label for="option-prefill">{label}</label>
      <textarea class="textarea" id="option-prefill" rows={3} maxLength={4000} value={text} onInput={(event) => set(event.currentTarget.value ? { text: event.currentTarget.value } : null)} />
    </div>
  );
  return <TextInput id="option-prefill" label={label} type={field.kind === "date" ? "date" : "text"} maxLength={1000} value={text} onInput={(value) => set(value ? { text: value } : null)} />;
}

function Lengths({ editor, field, ask }: Part) {
  const { words } = editor;
  return (
    <>
      <div class="numbers">
        <Count editor={editor} id="option-min-length" word="editor-ui-min-length" most={4000} value={field.options.min_length} onChange={(min_length) => ask({ min_length }, "min")} />
        <Count editor={editor} id="option-max-length" word="editor-ui-max-length" most={4000} value={field.options.max_length} onChange={(max_length) => ask({ max_length }, "max")} />
      </div>
      {field.kind === "text" && <Tick label={words.text("editor-ui-comb")} checked={field.options.comb === true} onChange={(comb) => ask({ comb })} />}
    </>
  );
}

function Numbers({ editor, field, ask }: Part) {
  return (
    <div class="numbers">
      <Amount editor={editor} id="option-min" word="editor-ui-min" value={field.options.min} onChange={(min) => ask({ min }, "min")} />
      <Amount editor={editor} id="option-max" word="editor-ui-max" value={field.options.max} onChange={(max) => ask({ max }, "max")} />
      <Count editor={editor} id="option-decimals" word="editor-ui-decimals" most={12} value={field.options.decimals} onChange={(decimals) => ask({ decimals }, "decimals")} />
    </div>
  );
}

function Pattern({ editor, field, ask }: Part) {
  const { words } = editor;
  const pattern = field.options.pattern ?? { expression: "", message: "" };
  const change = (part: Partial<typeof pattern>) => {
    const next = { ...pattern, ...part };
    ask({ pattern: next.expression === "" && next.message === "" ? undefined : next }, "pattern");
  };
  return (
    <>
      <TextInput id="option-mask" label={words.text("editor-ui-mask")} hint={words.text("editor-ui-mask-hint")} maxLength={60} value={field.options.mask ?? ""} onInput={(mask) => ask({ mask }, "mask")} />
      <TextInput id="option-pattern" label={words.text("editor-ui-pattern")} hint={words.text("editor-ui-pattern-hint")} maxLength={500} value={pattern.expression} onInput={(expression) => change({ expression })} />
      {field.options.pattern && <TextInput id="option-message" label={words.text("editor-ui-pattern-message")} maxLength={200} value={pattern.message} onInput={(message) => change({ message })} />}
    </>
  );
}

function Letters({ editor, field, ask }: Part) {
  const { words } = editor;
  const aligns = (["left", "center", "right"] as const).map((code) => ({ code, name: words.text(`editor-ui-align-${code}`) }));
  return (
    <div class="numbers">
      <Select id="option-align" label={words.text("editor-ui-align")} value={field.options.align ?? "left"} options={aligns} onChange={(align) => ask({ align: align === "left" ? undefined : (align as "center" | "right") })} />
      <Count editor={editor} id="option-size" word="editor-ui-font-size" most={200} value={field.options.font_size} onChange={(size) => ask({ font_size: size || undefined }, "size")} />
    </div>
  );
}

const OPERATORS: readonly Operator[] = ["filled", "empty", "equals", "not_equals", "contains", "greater", "less"];

/** "Show if" and "enable if": tests on other fields. */
function When({ editor, field, ask }: Part) {
  const { words, content } = editor;
  const { condition } = field.options;
  const others = content.fields.filter((other) => other.id !== field.id && !isMark(other.kind));
  const options = others.map((other) => ({ code: other.id, name: called(editor, other) }));
  const effects = ["", "show", "enable"].map((code) => ({ code, name: words.text(`editor-ui-when-${code || "always"}`) }));
  const set = (change: Partial<Condition>) => ask({ condition: { ...condition!, ...change } }, "condition");
  const choose = (effect: string) => {
    const first: Test = { field: others[0]?.id ?? "", operator: "filled", value: "" };
    ask({ condition: effect === "" ? undefined : { any: false, tests: [first], ...condition, effect: effect as Condition["effect"] } });
  };
  if (others.length === 0) return null;
  const change = (at: number, part: Partial<Test>) => set({ tests: condition!.tests.map((test, index) => (index === at ? { ...test, ...part } : test)) });
  return (
    <fieldset class="condition">
      <legend class="visually-hidden">{words.text("editor-ui-when")}</legend>
      <Select id="option-when" label={words.text("editor-ui-when")} value={condition?.effect ?? ""} options={effects} onChange={choose} />
      {condition?.tests.map((test, at) => (
        <div class="test" key={at}>
          <Select id={`test-field-${at}`} label={words.text("editor-ui-test-field")} value={test.field} options={options.some(({ code }) => code === test.field) ? options : [{ code: test.field, name: "–" }, ...options]} onChange={(id) => change(at, { field: id })} />
          <Select id={`test-operator-${at}`} label={words.text("editor-ui-test-operator")} value={test.operator} options={OPERATORS.map((code) => ({ code, name: words.text(`editor-ui-operator-${code}`) }))} onChange={(operator) => change(at, { operator: operator as Operator })} />
          {test.operator !== "filled" && test.operator !== "empty" && <TextInput id={`test-value-${at}`} label={words.text("editor-ui-test-value")} maxLength={300} value={test.value} onInput={(value) => change(at, { value })} />}
          {condition.tests.length > 1 && <button type="button" class="button slim" onClick={() => set({ tests: condition.tests.filter((_, index) => index !== at) })}>{words.text("editor-ui-test-remove")}</button>}
        </div>
      ))}
      {condition && condition.tests.length > 1 && <Tick label={words.text("editor-ui-test-any")} checked={condition.any} onChange={(any) => set({ any })} />}
      {condition && condition.tests.length < 10 && <button type="button" class="button slim" onClick={() => set({ tests: [...condition.tests, { field: others[0]!.id, operator: "filled", value: "" }] })}>{words.text("editor-ui-test-add")}</button>}
    </fieldset>
  );
}

/** What a field is called in a list of fields. */
function called(editor: Editor, field: Field): string {
  const { words } = editor;
  const kind = words.text(`editor-ui-kind-${field.kind}`);
  const own = field.label || field.options.name || [field.options.group, field.options.on_value].filter(Boolean).join(": ");
  return own ? `${own} (${kind})` : words.text("editor-ui-selected", { kind, page: field.page + 1 });
}
