/** The fields panel: the palette, and the exact values of what is selected. */
import { useState } from "preact/hooks";
import { distributed, type Edge, EDGES } from "./arrange";
import { Find } from "./find-pane";
import { fitted } from "./geometry";
import { type Field, isAutomatic, isMark, type Kind, KINDS, MORE_KINDS, type Rect, SIZES } from "./model";
import { FieldOptions } from "./options-pane";
import { colourOf } from "./people";
import { Icon, IconButton, KIND_ICONS, narrow } from "./pieces";
import type { Editor } from "./store";

export function Fields({ editor }: { editor: Editor }) {
  const { words } = editor;
  const selected = editor.selected;
  const ready = editor.pages.length > 0;
  return (
    <section class={selected.length > 0 ? "pane pane-fields pane-selected" : "pane pane-fields"} aria-labelledby="fields-title">
      <h2 id="fields-title">{words.text("editor-ui-fields")}</h2>
      {editor.signers.length > 0 && <Owner editor={editor} id="person" label={words.text("editor-ui-fields-for")} value={editor.person} onChange={(person) => editor.set({ person })} />}
      <div class="palette" role="group" aria-label={words.text("editor-ui-palette")}>
        {KINDS.map((kind) => <Tool key={kind} editor={editor} kind={kind} disabled={!ready} />)}
        <details class="more-kinds" open={editor.armed !== null && MORE_KINDS.includes(editor.armed)}>
          <summary>{words.text("editor-ui-more-kinds")}</summary>
          {MORE_KINDS.map((kind) => <Tool key={kind} editor={editor} kind={kind} disabled={!ready} />)}
        </details>
      </div>
      {ready && (
        <div class="by-finger">
          <label class="choice"><input type="checkbox" id="keep-tool" checked={editor.keepsTool} onChange={(event) => editor.keepTool(event.currentTarget.checked)} /><span>{words.text("editor-ui-keep-tool")}</span></label>
          {editor.content.fields.length > 1 && <button type="button" class="button slim" id="gather" aria-pressed={editor.gathersByTap} onClick={() => editor.gatherByTap(!editor.gathersByTap)}><Icon editor={editor} name="list-checks" />{words.text(editor.gathersByTap ? "editor-ui-gather-end" : "editor-ui-gather")}</button>}
        </div>
      )}
      <p class="hint palette-hint" id="palette-hint">{words.text(!ready ? "editor-ui-palette-no-pages" : editor.gathersByTap ? "editor-ui-gather-hint" : editor.armed ? "editor-ui-palette-armed" : "editor-ui-palette-hint")}</p>
      {ready && <Find editor={editor} />}
      {selected.length === 1 && <Inspector key={selected[0]!.id} editor={editor} field={selected[0]!} />}
      {selected.length > 1 && <Several editor={editor} fields={selected} />}
    </section>
  );
}

function Tool({ editor, kind, disabled }: { editor: Editor; kind: Kind; disabled: boolean }) {
  const pressed = editor.armed === kind;
  /** A press may become a drag to the page; until it moves, it is a click. */
  const down = (event: PointerEvent) => {
    if (disabled || event.button !== 0 || event.pointerType === "touch") return;
    const start = { x: event.clientX, y: event.clientY };
    const move = (now: PointerEvent) => {
      if (Math.hypot(now.clientX - start.x, now.clientY - start.y) < 6) return;
      stop();
      document.documentElement.classList.add("carrying");
      editor.set({ armed: kind });
    };
    const stop = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", stop);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", stop);
  };
  return (
    <button type="button" class="tool" disabled={disabled} aria-pressed={pressed} aria-describedby="palette-hint" onPointerDown={down}
      onClick={(event) => (event.detail === 0 ? placeInView(editor, kind) : editor.pickTool(kind))}>
      <Icon editor={editor} name={KIND_ICONS[kind]} />
      <span>{editor.words.text(`editor-ui-kind-${kind}`)}</span>
    </button>
  );
}

/** By keyboard a field appears in the middle of the page in view, ready for the arrow keys. */
function placeInView(editor: Editor, kind: Kind): void {
  const page = editor.pages[editor.currentPage] ?? editor.pages[0];
  if (!page) return;
  const size = SIZES[kind].usual;
  const taken = editor.content.fields.filter((field) => field.page === page.index).length;
  const rect = fitted({ x: page.width / 2 - size.width / 2, y: page.height / 2 + ((taken * 24) % (page.height / 3)), ...size }, page, SIZES[kind].least);
  editor.addFresh(kind, page.index, rect);
}

interface OwnerProps { editor: Editor; id: string; label: string; value: string | null; onChange: (id: string | null) => void; several?: boolean }

/** Whose it is; of several people's fields the choice stands on none of them until one is chosen for all. */
function Owner({ editor, id, label, value, onChange, several = false }: OwnerProps) {
  const { words, content } = editor;
  return (
    <div class={`entry owner who-${colourOf(content.participants, value)}`}>
      <label for={id}>{label}</label>
      <div class="owner-row">
        <span class="swatch" aria-hidden="true" />
        <select class="select" id={id} value={value ?? ""} onChange={(event) => onChange(event.currentTarget.value || null)}>
          {value === null && <option value="" selected disabled={several}>{words.text(several ? "editor-ui-of-several" : "editor-ui-nobody")}</option>}
          {editor.signers.map((person) => <option key={person.id} value={person.id} selected={person.id === value}>{person.name || person.email || person.place || words.text("editor-ui-person-n", { n: content.participants.indexOf(person) + 1 })}</option>)}
        </select>
      </div>
    </div>
  );
}

function Inspector({ editor, field }: { editor: Editor; field: Field }) {
  const { words } = editor;
  const kind = words.text(`editor-ui-kind-${field.kind}`);
  const change = (part: Partial<Field>, key = "") => editor.changeField(field.id, part, key);
  const written = !isMark(field.kind);
  const fixed = field.options.origin !== undefined;
  return (
    <div class="inspector" role="group" aria-label={words.text("editor-ui-selected", { kind, page: field.page + 1 })}>
      <div class="inspector-head">
        <h3>{words.text("editor-ui-selected", { kind, page: field.page + 1 })}</h3>
        <IconButton editor={editor} icon="x" label={words.text("editor-ui-close")} onClick={() => editor.set({ selection: [] })} />
      </div>
      <Owner editor={editor} id="field-owner" label={words.text("editor-ui-belongs-to")} value={field.participant} onChange={(participant) => change({ participant })} />
      {written && (
        <div class="entry">
          <label for="field-label">{words.text("editor-ui-field-label")}</label>
          <input class="input" id="field-label" maxLength={100} value={field.label} placeholder={kind} onInput={(event) => change({ label: event.currentTarget.value }, "label")} />
        </div>
      )}
      {fixed && <p class="hint">{words.text("editor-ui-from-file")}</p>}
      {!isAutomatic(field.kind) && <label class="choice"><input type="checkbox" checked={field.required} onChange={(event) => change({ required: event.currentTarget.checked })} /><span>{words.text(field.kind === "checkbox" ? "editor-ui-must-tick" : "editor-ui-required")}</span></label>}
      {isAutomatic(field.kind) && <p class="hint">{words.text(`editor-ui-automatic-${field.kind}`)}</p>}
      <FieldOptions editor={editor} field={field} />
      {!fixed && <details class="exact" open={!narrow()}>
        <summary>{words.text("editor-ui-exact")}</summary>
        <div class="numbers">
          {(["x", "y", "width", "height"] as const).map((part) => <NumberInput key={part} editor={editor} field={field} part={part} />)}
        </div>
        <p class="hint">{words.text("editor-ui-points")}</p>
      </details>}
      <div class="buttons">
        {editor.pages.length > 1 && <button type="button" class="button slim" onClick={() => editor.copySelectedToAllPages()}><Icon editor={editor} name="files" />{words.text("editor-ui-copy-all")}</button>}
        <button type="button" class="button slim" onClick={() => editor.duplicateSelected()}><Icon editor={editor} name="copy" />{words.text("editor-ui-duplicate")}</button>
        <button type="button" class="button slim danger" onClick={() => editor.removeSelected()}><Icon editor={editor} name="trash-2" />{words.text("editor-ui-delete")}</button>
      </div>
    </div>
  );
}

/** An exact number in points, taken over when the field is left or Enter is pressed. */
function NumberInput({ editor, field, part }: { editor: Editor; field: Field; part: keyof Rect }) {
  const { words } = editor;
  const [typed, setTyped] = useState<string | null>(null);
  const value = field.rect[part];
  const take = () => {
    const number = Number((typed ?? "").replace(",", "."));
    if (typed !== null && typed.trim() !== "" && Number.isFinite(number)) {
      editor.changeField(field.id, { rect: fitted({ ...field.rect, [part]: number }, editor.pages[field.page]!, SIZES[field.kind].least) });
    }
    setTyped(null);
  };
  return (
    <div class="entry">
      <label for={`field-${part}`}>{words.text(`editor-ui-${part}`)}</label>
      <input class="input number" id={`field-${part}`} inputMode="decimal" autocomplete="off" value={typed ?? words.number(value, 1)}
        onInput={(event) => setTyped(event.currentTarget.value)} onBlur={take} onKeyDown={(event) => { if (event.key === "Enter") take(); }} />
    </div>
  );
}

const EDGE_ICONS: Record<Edge, string> = {
  left: "align-start-vertical",
  centre: "align-center-vertical",
  right: "align-end-vertical",
  top: "align-start-horizontal",
  middle: "align-center-horizontal",
  bottom: "align-end-horizontal",
};

/** What can be done to several fields at once; each press is one step of undo. */
function Several({ editor, fields }: { editor: Editor; fields: Field[] }) {
  const { words } = editor;
  const spaced = (axis: "x" | "y") => distributed(fields, axis).size === 0;
  const owners = new Set(fields.map((field) => field.participant));
  return (
    <div class="inspector" role="group" aria-label={words.count("editor-ui-several", fields.length)}>
      <div class="inspector-head">
        <h3>{words.count("editor-ui-several", fields.length)}</h3>
        <IconButton editor={editor} icon="x" label={words.text("editor-ui-close")} onClick={() => editor.set({ selection: [] })} />
      </div>
      <Owner editor={editor} id="field-owner" label={words.text("editor-ui-belongs-to")} value={owners.size === 1 ? fields[0]!.participant : null} several={owners.size > 1} onChange={(participant) => editor.changeSelected({ participant })} />
      <div class="arrange" role="group" aria-label={words.text("editor-ui-arrange")}>
        {EDGES.map((edge) => <IconButton key={edge} editor={editor} icon={EDGE_ICONS[edge]} label={words.text(`editor-ui-arrange-${edge}`)} onClick={() => editor.alignSelected(edge)} />)}
        <IconButton editor={editor} icon="align-horizontal-space-between" label={words.text("editor-ui-arrange-spread-x")} disabled={spaced("x")} onClick={() => editor.distributeSelected("x")} />
        <IconButton editor={editor} icon="align-vertical-space-between" label={words.text("editor-ui-arrange-spread-y")} disabled={spaced("y")} onClick={() => editor.distributeSelected("y")} />
        <IconButton editor={editor} icon="scaling" label={words.text("editor-ui-arrange-size")} onClick={() => editor.sizeSelected()} />
      </div>
      <p class="hint several-hint">{words.text("editor-ui-several-hint")}</p>
      <div class="buttons">
        {editor.pages.length > 1 && <button type="button" class="button slim" onClick={() => editor.copySelectedToAllPages()}><Icon editor={editor} name="files" />{words.text("editor-ui-copy-all")}</button>}
        <button type="button" class="button slim" onClick={() => editor.duplicateSelected()}><Icon editor={editor} name="copy" />{words.text("editor-ui-duplicate")}</button>
        <button type="button" class="button slim danger" onClick={() => editor.removeSelected()}><Icon editor={editor} name="trash-2" />{words.text("editor-ui-delete")}</button>
      </div>
    </div>
  );
}
