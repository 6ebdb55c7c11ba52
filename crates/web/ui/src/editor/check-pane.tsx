/** What still stands in the way of sending, each with a link to its place. */
import type { Warning } from "./model";
import type { Problem } from "./problems";
import { Icon, Modal } from "./pieces";
import type { Editor } from "./store";

export function Check({ editor }: { editor: Editor }) {
  const { words, problems } = editor;
  return (
    <section class={`pane pane-check${editor.showProblems && problems.length > 0 ? " pane-check-asked" : ""}`} aria-labelledby="problems">
      <h2 id="problems" tabIndex={-1}>{words.text(title(editor))}</h2>
      {problems.length === 0 && <p class="hint">{editor.isTemplate ? words.text("editor-ui-template-ready-hint") : words.count("editor-ui-ready-hint", editor.content.participants.length)}</p>}
      <ul class="checks">
        {problems.map((problem, index) => (
          <li key={index}>
            <Line editor={editor} problem={problem}>
              <Icon editor={editor} name="circle-alert" />
              <span>{problem.message ?? words.text(`editor-ui-problem-${problem.code}`, named(editor, problem))}</span>
            </Line>
          </li>
        ))}
      </ul>
      {editor.warnings.length > 0 && <>
        <h3 id="warnings">{words.text("editor-ui-worth-knowing")}</h3>
        <ul class="checks" aria-labelledby="warnings">
          {editor.warnings.map((warning) => (
            <li key={warning.code}>
              <button type="button" class="check check-warning" onClick={() => goToWarned(editor, warning)}>
                <Icon editor={editor} name="triangle-alert" />
                <span>{warning.message}</span>
              </button>
            </li>
          ))}
        </ul>
      </>}
      {!editor.isTemplate && editor.pages.length > 0 && (
        <button type="button" class="button quiet slim" onClick={() => void editor.saveAsTemplate()}><Icon editor={editor} name="file-text" />{words.text("editor-ui-template-save")}</button>
      )}
    </section>
  );
}

function title({ problems, isTemplate }: Editor): string {
  if (isTemplate) return problems.length === 0 ? "editor-ui-template-ready" : "editor-ui-template-before";
  return problems.length === 0 ? "editor-ui-ready" : "editor-ui-before-sending";
}

/** Leads to its place in the editor, or to the page of the organisation's seal; where this user can mend nothing it is only said. */
function Line({ editor, problem, children }: { editor: Editor; problem: Problem; children: preact.ComponentChildren }) {
  const { place } = problem;
  if (place.at !== "seal") return <button type="button" class="check" onClick={() => goTo(editor, problem)}>{children}</button>;
  return place.href === null ? <p class="check">{children}</p> : <a class="check" href={place.href}>{children}</a>;
}

/** Whoever has neither name nor address yet is called by their place in the list. */
function named(editor: Editor, { values, person }: Problem): Problem["values"] {
  return values?.["name"] === "" && person !== undefined ? { ...values, name: editor.words.text("editor-ui-person-n", { n: person }) } : values;
}

/** Said once more at the click, because it is read there by those who never look at the list. */
export function Warned({ editor }: { editor: Editor }) {
  const { words } = editor;
  const back = () => {
    const [warning] = editor.warnings;
    editor.set({ dialog: null });
    if (warning) goToWarned(editor, warning);
  };
  return (
    <Modal title={words.text("editor-ui-warned-title")} onClose={() => editor.set({ dialog: null })}>
      {editor.warnings.map((warning) => <p key={warning.code}>{warning.message}</p>)}
      <div class="buttons">
        <button type="button" class="button primary" onClick={() => void editor.sendAgreement(true)}>{words.text("editor-ui-warned-send")}</button>
        <button type="button" class="button" onClick={back}>{words.text("editor-ui-warned-back")}</button>
      </div>
    </Modal>
  );
}

/** To the name, or to how the first of these people proves who they are. */
function goToWarned(editor: Editor, warning: Warning): void {
  const [field] = warning.fields ?? [];
  if (field) return goTo(editor, { code: warning.code, place: { at: "field", id: field } });
  const [id] = warning.participants;
  editor.set({ tab: "people", ...(id ? { openPerson: id, focusNext: `#${warning.code === "NAME_NOT_WRITABLE" ? "name" : "method"}-${id}` } : {}) });
}

/** Leads to where the problem can be mended, with the focus in the right input. */
function goTo(editor: Editor, problem: Problem): void {
  const { place } = problem;
  switch (place.at) {
    case "documents": return editor.set({ tab: "documents", focusNext: "#file-large, #file-small" });
    case "people": return editor.set({ tab: "people", focusNext: ".pane-people .button" });
    case "options": return editor.set({ tab: place.input === "name" ? editor.tab : "message", focusNext: `#${place.input}` });
    case "other": return editor.set({ tab: "people", openPerson: place.id, focusNext: `#other-${place.index}-${place.input}-${place.id}` });
    case "participant": return editor.set({ tab: "people", openPerson: place.id, focusNext: `#${place.input}-${place.id}` });
    case "page":
      editor.offerTool("signature", place.participant);
      return editor.set({ focusNext: "#canvas" });
    case "seal": return;
    case "field": {
      const page = editor.content.fields.find((field) => field.id === place.id)?.page ?? 0;
      document.getElementById(`page-${page}`)?.scrollIntoView({ block: "nearest" });
      return editor.set({ tab: "pages", selection: [place.id], focusNext: `[data-field="${place.id}"]` });
    }
  }
}
