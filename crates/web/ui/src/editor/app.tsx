/** The editor as a whole: header, panels, pages, and what belongs to the window (keys, drops, leaving). */
import { useEffect, useLayoutEffect, useMemo, useReducer, useState } from "preact/hooks";
import { Canvas, FULL, imageAt } from "./canvas";
import { Check, Warned } from "./check-pane";
import { Chooser, Documents, RemoveDocument } from "./documents";
import { Fields } from "./fields-pane";
import { Message } from "./message-pane";
import { reached } from "./people";
import { People } from "./people-pane";
import { Paste } from "./paste";
import { Icon, IconButton, Modal } from "./pieces";
import { Preview } from "./preview";
import type { Editor, Tab } from "./store";
import { stepZoom, zoomTo } from "./zoom";

const TABS: { tab: Tab; icon: string }[] = [
  { tab: "documents", icon: "files" },
  { tab: "people", icon: "users" },
  { tab: "pages", icon: "file-pen" },
  { tab: "message", icon: "message-square" },
  { tab: "check", icon: "list-checks" },
];

export function App({ editor }: { editor: Editor }) {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  // Before anything can be heard from other tabs: what nobody draws would be seen only at the next change.
  useLayoutEffect(() => editor.listen(() => redraw(undefined)), []);
  useLayoutEffect(() => focusWished(editor));
  useKeys(editor);
  useLeaving(editor);
  const empty = editor.pages.length === 0;
  return (
    <DropAnywhere editor={editor}>
      <Header editor={editor} />
      <div class="editor" data-tab={editor.tab} data-empty={empty}>
        <div class="editor-left"><Documents editor={editor} /><People editor={editor} /><Message editor={editor} /></div>
        {!empty && <Strip editor={editor} />}
        <div class="editor-middle">
          {empty ? <Empty editor={editor} /> : <><Zoom editor={editor} /><NarrowTools editor={editor} /><Canvas editor={editor} /></>}
        </div>
        <div class="editor-right"><Fields editor={editor} /><Check editor={editor} /></div>
      </div>
      <Tabs editor={editor} />
      <p class="visually-hidden" role="status">{editor.spoken}</p>
      {editor.notice && <Notice editor={editor} />}
      <Elsewhere editor={editor} />
      {editor.dialog?.kind === "preview" && <Preview editor={editor} />}
      {editor.dialog?.kind === "conflict" && <Conflict editor={editor} />}
      {editor.dialog?.kind === "warned" && <Warned editor={editor} />}
      {editor.dialog?.kind === "paste" && <Paste editor={editor} />}
      {editor.dialog?.kind === "remove-document" && <RemoveDocument editor={editor} document={editor.dialog.document} />}
    </DropAnywhere>
  );
}

function focusWished(editor: Editor): void {
  if (editor.focusNext === null) return;
  const element = document.querySelector<HTMLElement>(editor.focusNext);
  editor.focusNext = null;
  element?.focus();
}

function Header({ editor }: { editor: Editor }) {
  const { words, content } = editor;
  const people = content.participants.reduce((count, person) => count + reached(person), 0);
  const send = editor.sending ? words.text("editor-ui-sending-agreement") : people === 0 ? words.text("editor-ui-send") : words.count("editor-ui-send-to", people);
  return (
    <div class="editor-head" role="region" aria-label={words.text("editor-ui-toolbar")}>
      <div class="head-name">
        <label class="visually-hidden" for="name">{words.text(editor.isTemplate ? "editor-ui-template-name" : "editor-ui-agreement-name")}</label>
        <input class="name-input" id="name" maxLength={200} value={content.name} placeholder={words.text("editor-ui-untitled")} autocomplete="off" onInput={(event) => editor.edit({ name: event.currentTarget.value }, "name")} />
        <SaveState editor={editor} />
      </div>
      <div class="head-tools">
        <span class="undo-redo"><UndoRedo editor={editor} /></span>
        <button type="button" class="button head-preview" disabled={editor.pages.length === 0} onClick={() => editor.set({ dialog: { kind: "preview" } })}>
          <Icon editor={editor} name="eye" /><span>{words.text("editor-ui-preview")}</span>
        </button>
        <button type="button" class={editor.pages.length > 0 ? "button primary head-send" : "button head-send"} id="send" disabled={editor.sending} onClick={() => void editor.sendAgreement()}>
          <Icon editor={editor} name={editor.isTemplate ? "file-check" : "send"} /><span>{editor.isTemplate ? words.text("editor-ui-template-use") : send}</span>
        </button>
      </div>
    </div>
  );
}

function UndoRedo({ editor }: { editor: Editor }) {
  const { words } = editor;
  return (
    <>
      <IconButton editor={editor} icon="undo-2" label={words.text("editor-ui-undo")} disabled={!editor.canUndo} onClick={() => editor.undo()} />
      <IconButton editor={editor} icon="redo-2" label={words.text("editor-ui-redo")} disabled={!editor.canRedo} onClick={() => editor.redo()} />
    </>
  );
}

/** What has no room in the header of a narrow screen stands over the pages there. */
function NarrowTools({ editor }: { editor: Editor }) {
  return (
    <div class="zoom narrow-tools" role="group" aria-label={editor.words.text("editor-ui-toolbar")}>
      <UndoRedo editor={editor} />
      <IconButton editor={editor} icon="eye" label={editor.words.text("editor-ui-preview")} onClick={() => editor.set({ dialog: { kind: "preview" } })} />
    </div>
  );
}

const SAVE_ICONS = { saved: "check", waiting: "refresh-cw", saving: "refresh-cw", offline: "triangle-alert", conflict: "triangle-alert", refused: "circle-alert" } as const;

function SaveState({ editor }: { editor: Editor }) {
  const { words, saveState } = editor;
  const shown = saveState === "waiting" ? "saving" : saveState === "saved" && editor.incomplete ? "incomplete" : saveState;
  const text = saveState === "refused" && editor.saveMessage ? editor.saveMessage : words.text(`editor-ui-save-${shown}`);
  return (
    <span class={`save save-${saveState}`} role="status">
      <Icon editor={editor} name={SAVE_ICONS[saveState]} /><span class="save-text">{text}</span>
    </span>
  );
}

function Empty({ editor }: { editor: Editor }) {
  const { words } = editor;
  return (
    <div class="drop-zone">
      <Icon editor={editor} name="file-plus" />
      <p class="drop-title">{words.text("editor-ui-drop-title")}</p>
      <Chooser editor={editor} large />
    </div>
  );
}

function Strip({ editor }: { editor: Editor }) {
  const { pages, content, currentPage } = editor;
  const counts = useMemo(() => {
    const found = new Map<number, number>();
    for (const field of content.fields) found.set(field.page, (found.get(field.page) ?? 0) + 1);
    return found;
  }, [content.fields]);
  // The same counts in another list draw nothing.
  const key = [...counts].join(";");
  return useMemo(() => <Thumbs editor={editor} counts={counts} />, [pages, key, currentPage]);
}

function Thumbs({ editor, counts }: { editor: Editor; counts: Map<number, number> }) {
  const { words, pages } = editor;
  const jump = (index: number) => document.getElementById(`page-${index}`)?.scrollIntoView({ block: "start", behavior: pages.length > 30 ? "auto" : "smooth" });
  return (
    <nav class="strip" aria-label={words.text("editor-ui-strip")}>
      {pages.map((page) => {
        const count = counts.get(page.index) ?? 0;
        const here = page.index === editor.currentPage;
        return (
          <button type="button" key={page.index} class="thumb" aria-current={here ? "true" : undefined} onClick={() => jump(page.index)}
            aria-label={`${words.text("editor-ui-page", { page: page.index + 1, total: pages.length })}${count > 0 ? `, ${words.count("editor-ui-field-count", count)}` : ""}`}>
            <img src={imageAt(page, 0.2)} alt="" width={page.width} height={page.height} loading="lazy" />
            <span class="thumb-number" data-text={page.index + 1} />
            {count > 0 && <span class="thumb-count" data-text={count} />}
          </button>
        );
      })}
    </nav>
  );
}

function Zoom({ editor }: { editor: Editor }) {
  const { words } = editor;
  const percent = editor.zoom === null ? null : Math.round((100 * editor.zoom) / FULL);
  return (
    <div class="zoom" role="group" aria-label={words.text("editor-ui-zoom")}>
      <IconButton editor={editor} icon="zoom-out" label={words.text("editor-ui-zoom-out")} onClick={() => stepZoom(editor, -1)} />
      {percent !== null && <span class="zoom-now number">{words.text("editor-ui-zoom-percent", { percent })}</span>}
      <button type="button" class="button quiet slim number" aria-pressed={editor.zoom === null} onClick={() => zoomTo(editor, null)}>{words.text("editor-ui-zoom-fit")}</button>
      <IconButton editor={editor} icon="zoom-in" label={words.text("editor-ui-zoom-in")} onClick={() => stepZoom(editor, 1)} />
    </div>
  );
}

/** On a narrow screen one panel at a time. */
function Tabs({ editor }: { editor: Editor }) {
  const { words } = editor;
  const count = editor.problems.length;
  return (
    <nav class="steps" aria-label={words.text("editor-ui-steps")}>
      {TABS.map(({ tab, icon }) => (
        <button type="button" key={tab} class="step" aria-current={editor.tab === tab ? "step" : undefined} onClick={() => editor.set({ tab })}>
          <Icon editor={editor} name={icon} />
          <span>{words.text(`editor-ui-tab-${tab}`)}</span>
          {tab === "check" && count > 0 && <span class="step-count" aria-hidden="true">{count}</span>}
        </button>
      ))}
    </nav>
  );
}

function Notice({ editor }: { editor: Editor }) {
  return (
    <div class="notice bad toast" role="alert">
      <Icon editor={editor} name="circle-alert" />
      <div>{editor.notice}</div>
      <IconButton editor={editor} icon="x" label={editor.words.text("editor-ui-close")} onClick={() => editor.set({ notice: "" })} />
    </div>
  );
}

/** What other tabs do with the same draft: said where it can be seen, and read out. */
function Elsewhere({ editor }: { editor: Editor }) {
  const { words, elsewhere } = editor;
  const [read, setRead] = useState(0);
  const [met, setMet] = useState("");
  const here = editor.guests.map((one) => one.tab).join(" ");
  const open = editor.others > read;
  useEffect(() => { if (editor.others < read) setRead(editor.others); }, [editor.others]);
  const said = elsewhere === "gone" ? "editor-ui-elsewhere-gone" : elsewhere === "changed" ? "editor-ui-other-tab" : open ? "editor-ui-elsewhere-open" : "";
  const text = said ? words.text(said) : here !== "" && here !== met ? guestsSaid(editor) : "";
  return (
    <div class="elsewhere" role="status">
      {text && (
        <div class="notice wait">
          <Icon editor={editor} name="info" />
          <div>{text}</div>
          {elsewhere === "gone"
            ? <button type="button" class="button slim" onClick={() => window.location.reload()}>{words.text("editor-ui-reload")}</button>
            : <IconButton editor={editor} icon="x" label={words.text("editor-ui-close")} onClick={() => { setRead(editor.others); setMet(here); editor.set({ elsewhere: null }); }} />}
        </div>
      )}
    </div>
  );
}

/** "Ana has this draft open, too." */
function guestsSaid(editor: Editor): string {
  const { words, guests } = editor;
  const names = guests.filter((one) => !one.own).map((one) => one.name);
  if (names.length > 0) return words.text("editor-ui-guests", { names: names.join(", ") });
  return words.text("editor-ui-guest-own");
}

function Conflict({ editor }: { editor: Editor }) {
  const { words } = editor;
  return (
    <Modal title={words.text("editor-ui-conflict-title")} onClose={() => editor.set({ dialog: null })}>
      <p>{words.text("editor-ui-conflict-text")}</p>
      <div class="buttons">
        <button type="button" class="button primary" onClick={() => void editor.resolveConflict("theirs")}>{words.text("editor-ui-conflict-theirs")}</button>
        <button type="button" class="button" onClick={() => void editor.resolveConflict("ours")}>{words.text("editor-ui-conflict-ours")}</button>
      </div>
    </Modal>
  );
}

/** Files may be dropped anywhere on the page; nothing falls beside. */
function DropAnywhere({ editor, children }: { editor: Editor; children: preact.ComponentChildren }) {
  const [over, setOver] = useState(0);
  const carriesFiles = (event: DragEvent) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  useEffect(() => {
    const enter = (event: DragEvent) => { if (carriesFiles(event)) setOver((depth) => depth + 1); };
    const leave = (event: DragEvent) => { if (carriesFiles(event)) setOver((depth) => Math.max(0, depth - 1)); };
    const move = (event: DragEvent) => { if (carriesFiles(event)) event.preventDefault(); };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(0);
      editor.addFiles([...(event.dataTransfer?.files ?? [])]);
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: move, drop };
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) window.removeEventListener(name, listener as EventListener);
    };
  }, []);
  return <div class={over > 0 ? "frame frame-over" : "frame"}>{children}</div>;
}

function useKeys(editor: Editor): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = (event.target as Element).closest("input:not([type=checkbox],[type=radio]), textarea, select") !== null;
      if (event.key === "Escape" && editor.armed !== null) editor.set({ armed: null });
      if (editor.dialog !== null || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (zoomKey(editor, key)) return event.preventDefault();
      if (typing) return;
      if (key === "a" && editor.pages.length > 0) {
        event.preventDefault();
        editor.selectAllOn(editor.selected[0]?.page ?? editor.currentPage);
      }
      if (key === "z" || key === "y") {
        event.preventDefault();
        if (key === "y" || event.shiftKey) editor.redo();
        else editor.undo();
      }
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}

/** As a browser enlarges its pages, but the pages of the document. */
function zoomKey(editor: Editor, key: string): boolean {
  if (editor.pages.length === 0) return false;
  if (key === "+" || key === "=") stepZoom(editor, 1);
  else if (key === "-") stepZoom(editor, -1);
  else if (key === "0") zoomTo(editor, null);
  else return false;
  return true;
}

/** Saves when the page is hidden or left, and asks before it is left with changes that could not be saved. */
function useLeaving(editor: Editor): void {
  useEffect(() => {
    const hide = () => editor.saveNow();
    window.addEventListener("pagehide", hide);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("pagehide", hide);
      document.removeEventListener("visibilitychange", hide);
    };
  }, []);
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      const stuck = editor.saveState === "offline" || editor.saveState === "conflict" || editor.saveState === "refused";
      if (editor.unsaved && stuck && !editor.sending) event.preventDefault();
    };
    window.addEventListener("beforeunload", leave);
    return () => window.removeEventListener("beforeunload", leave);
  }, []);
}
