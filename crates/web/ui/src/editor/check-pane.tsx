/** What still stands in the way of sending, each with a link to its place. */
import type { Problem } from "./problems";
import { Icon } from "./pieces";
import type { Editor } from "./store";

export function Check({ editor }: { editor: Editor }) {
  const { words, problems } = editor;
  return (
    <section class={`pane pane-check${editor.showProblems ? " pane-check-asked" : ""}`} aria-labelledby="problems">
      <h2 id="problems" tabIndex={-1}>{words.text(problems.length === 0 ? "editor-ui-ready" : "editor-ui-before-sending")}</h2>
      {problems.length === 0 && <p class="hint">{words.count("editor-ui-ready-hint", editor.content.participants.length)}</p>}
      <ul class="checks">
        {problems.map((problem, index) => (
          <li key={index}>
            <button type="button" class="check" onClick={() => goTo(editor, problem)}>
              <Icon editor={editor} name="circle-alert" />
              <span>{problem.message ?? words.text(`editor-ui-problem-${problem.code}`, problem.values)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Leads to where the problem can be mended, with the focus in the right input. */
function goTo(editor: Editor, problem: Problem): void {
  const { place } = problem;
  switch (place.at) {
    case "documents": return editor.set({ tab: "documents", focusNext: "#file-large, #file-small" });
    case "people": return editor.set({ tab: "people", focusNext: ".pane-people .button" });
    case "options": return editor.set({ tab: place.input === "name" ? editor.tab : "message", focusNext: `#${place.input}` });
    case "participant": return editor.set({ tab: "people", openPerson: place.id, focusNext: `#${place.input}-${place.id}` });
    case "page": return editor.set({ tab: "pages", person: place.participant, armed: "signature", selection: [], focusNext: "#canvas" });
    case "field": {
      const page = editor.content.fields.find((field) => field.id === place.id)?.page ?? 0;
      document.getElementById(`page-${page}`)?.scrollIntoView({ block: "nearest" });
      return editor.set({ tab: "pages", selection: [place.id], focusNext: `[data-field="${place.id}"]` });
    }
  }
}
