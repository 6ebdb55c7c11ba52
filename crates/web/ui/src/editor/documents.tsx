/** The documents panel: the drop zone, what is on its way, and the files in their order (M-60: together they are one document). */
import { useRef, useState } from "preact/hooks";
import type { SourceDocument } from "./model";
import { Icon, IconButton, Modal } from "./pieces";
import type { Editor, Sending } from "./store";
import { Tags } from "./tags";
import { readableSize } from "./upload";

const ACCEPT = ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg";

export function Documents({ editor }: { editor: Editor }) {
  const { words, documents } = editor;
  return (
    <section class="pane pane-documents" aria-labelledby="documents-title">
      <h2 id="documents-title">{words.text("editor-ui-documents")}</h2>
      <ol class="sources">
        {documents.map((document, index) => <File key={document.id} editor={editor} document={document} index={index} />)}
        {editor.uploads.map((sending) => <OnItsWay key={sending.id} editor={editor} sending={sending} />)}
      </ol>
      {documents.length > 1 && <p class="hint">{words.text("editor-ui-one-document")}</p>}
      <Chooser editor={editor} />
    </section>
  );
}

/** The whole window takes a drop, see `DropAnywhere`; this is the visible place and the keyboard's way. */
export function Chooser({ editor, large = false }: { editor: Editor; large?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const { words } = editor;
  const id = large ? "file-large" : "file-small";
  const choose = () => {
    editor.addFiles([...(input.current?.files ?? [])]);
    if (input.current) input.current.value = "";
  };
  return (
    <div class={large ? "chooser chooser-large" : "chooser"}>
      <input ref={input} class="file-input" id={id} type="file" accept={ACCEPT} multiple onChange={choose} />
      <label for={id} class={large ? "button primary large" : "button"}>
        <Icon editor={editor} name="upload" />
        {words.text(editor.documents.length === 0 ? "editor-ui-choose" : "editor-ui-add-file")}
      </label>
      <p class="hint">{words.text("editor-ui-drop-hint", { size: readableSize(editor.setup.maxBytes, words.language) })}</p>
    </div>
  );
}

function File({ editor, document, index }: { editor: Editor; document: SourceDocument; index: number }) {
  const { words } = editor;
  const last = index === editor.documents.length - 1;
  const name = document.name;
  return (
    <li class="source">
      <Icon editor={editor} name="file-text" />
      <div class="source-text">
        <span class="source-name" title={name}>{name}</span>
        <span class="hint">{words.count("editor-ui-pages", document.pages)}</span>
        {(document.notices ?? []).map((notice) => <span class="hint source-notice" key={notice}>{notice}</span>)}
        {(document.tags ?? []).length > 0 && <Tags editor={editor} tags={document.tags ?? []} />}
      </div>
      <div class="source-tools">
        {editor.documents.length > 1 && <>
          <IconButton editor={editor} icon="arrow-up" label={words.text("editor-ui-move-up", { name })} disabled={index === 0} onClick={() => void editor.moveDocument(document.id, index - 1)} />
          <IconButton editor={editor} icon="arrow-down" label={words.text("editor-ui-move-down", { name })} disabled={last} onClick={() => void editor.moveDocument(document.id, index + 1)} />
        </>}
        <IconButton editor={editor} icon="trash-2" label={words.text("editor-ui-remove", { name })} onClick={() => editor.set({ dialog: { kind: "remove-document", document } })} />
      </div>
    </li>
  );
}

function OnItsWay({ editor, sending }: { editor: Editor; sending: Sending }) {
  const { words } = editor;
  const percent = Math.round(sending.sent * 100);
  return (
    <li class={`source source-${sending.state}`}>
      <Icon editor={editor} name={sending.state === "failed" ? "circle-alert" : sending.state === "password" ? "lock" : "file-text"} />
      <div class="source-text">
        <span class="source-name">{sending.file.name}</span>
        {sending.state === "sending" && <>
          <progress class="progress" max={100} value={percent} aria-label={sending.file.name} />
          <span class="hint number">{words.text("editor-ui-sending", { percent, size: readableSize(sending.file.size, words.language) })}</span>
        </>}
        {sending.state === "reading" && <span class="hint" role="status">{words.text("editor-ui-reading")}</span>}
        {sending.state === "failed" && <Failure editor={editor} sending={sending} />}
        {sending.state === "password" && <Password editor={editor} sending={sending} />}
      </div>
      {sending.state !== "reading" && sending.state !== "sending" &&
        <IconButton editor={editor} icon="x" label={words.text("editor-ui-dismiss", { name: sending.file.name })} onClick={() => editor.dropUpload(sending.id)} />}
    </li>
  );
}

function Failure({ editor, sending }: { editor: Editor; sending: Sending }) {
  const { words } = editor;
  const own = sending.code === "TOO_LARGE" && sending.message === "";
  const size = { size: readableSize(sending.file.size, words.language), limit: readableSize(editor.setup.maxBytes, words.language) };
  const message = own ? words.text("editor-ui-too-large", size) : sending.message || words.text("editor-ui-upload-failed");
  const again = sending.code === "OFFLINE" || sending.code.startsWith("HTTP_5") || sending.code === "UNEXPECTED";
  return (
    <div role="alert" class="source-failure">
      <p class="error">{message}</p>
      {again && <button type="button" class="button slim" onClick={() => editor.retryFile(sending.id, {})}>{words.text("editor-ui-again")}</button>}
      {sending.code === "OWNER_RESTRICTED" &&
        <button type="button" class="button slim" onClick={() => editor.retryFile(sending.id, { confirm: "right" })}>{words.text("editor-ui-have-right")}</button>}
    </div>
  );
}

/** A file that opens with a password: the copy for signing will need none, and the password is not kept. */
function Password({ editor, sending }: { editor: Editor; sending: Sending }) {
  const { words } = editor;
  const [password, setPassword] = useState("");
  const id = `password-${sending.id}`;
  const wrong = sending.code === "WRONG_PASSWORD";
  const submit = (event: Event) => {
    event.preventDefault();
    editor.retryFile(sending.id, { password });
  };
  return (
    <form class="source-password" onSubmit={submit}>
      <label for={id}>{sending.message || words.text("editor-ui-password")}</label>
      <input class="input" id={id} type="password" autocomplete="off" value={password} aria-invalid={wrong ? "true" : undefined} onInput={(event) => setPassword(event.currentTarget.value)} />
      <p class="hint">{words.text("editor-ui-password-hint")}</p>
      <button class="button slim" disabled={password === ""}>{words.text("editor-ui-open-file")}</button>
    </form>
  );
}

export function RemoveDocument({ editor, document }: { editor: Editor; document: SourceDocument }) {
  const { words } = editor;
  const close = () => editor.set({ dialog: null });
  const remove = () => {
    close();
    void editor.removeDocument(document.id);
  };
  return (
    <Modal title={words.text("editor-ui-remove-document", { name: document.name })} onClose={close}>
      <p>{words.text("editor-ui-remove-document-hint")}</p>
      <div class="buttons">
        <button type="button" class="button danger primary" onClick={remove}>{words.text("editor-ui-remove-button")}</button>
        <button type="button" class="button" onClick={close}>{words.text("editor-ui-cancel")}</button>
      </div>
    </Modal>
  );
}
