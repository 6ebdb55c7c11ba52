/** Many people at once: lines that are pasted, or a file. The server reads them; nobody is added before the preview was seen. */
import { useRef, useState } from "preact/hooks";
import { RequestError } from "../island/request";
import { entries, offered, rulesOf } from "./methods";
import type { ListRow, Method } from "./model";
import { fromList } from "./people";
import { Modal, Select } from "./pieces";
import type { Editor } from "./store";
import { upload } from "./upload";

export function Paste({ editor }: { editor: Editor }) {
  const { words } = editor;
  const [text, setText] = useState("");
  const [rows, setRows] = useState<ListRow[] | null>(null);
  const [problem, setProblem] = useState("");
  const close = () => editor.set({ dialog: null, focusNext: "#paste" });
  const read = async (list: Blob) => {
    const form = new FormData();
    form.append("file", list, "list.csv");
    try {
      setRows((await upload<{ rows: ListRow[] }>("/ui/people/read", form, () => {})).rows);
      setProblem("");
      editor.set({ focusNext: "#modal-title" });
    } catch (error) {
      setProblem(error instanceof RequestError && error.message ? error.message : words.text("editor-ui-offline-notice"));
    }
  };
  return (
    <Modal title={words.text("editor-ui-paste-title")} onClose={close} wide>
      {rows === null
        ? <Ask editor={editor} text={text} setText={setText} problem={problem} onRead={(list) => void read(list)} onClose={close} />
        : <Rows editor={editor} rows={rows} onBack={() => setRows(null)} onClose={close} />}
    </Modal>
  );
}

interface AskProps { editor: Editor; text: string; setText: (text: string) => void; problem: string; onRead: (list: Blob) => void; onClose: () => void }

function Ask({ editor, text, setText, problem, onRead, onClose }: AskProps) {
  const { words } = editor;
  const file = useRef<HTMLInputElement>(null);
  return (
    <form class="paste" onSubmit={(event) => { event.preventDefault(); onRead(file.current?.files?.[0] ?? new Blob([text], { type: "text/plain" })); }}>
      <div class="entry">
        <label for="paste-text">{words.text("editor-ui-paste-text")}</label>
        <p class="hint" id="paste-hint">{words.text("editor-ui-paste-hint")}</p>
        {problem && <p class="error" id="paste-problem" role="alert">{problem}</p>}
        <textarea class="textarea" id="paste-text" rows={8} value={text} spellcheck={false} aria-describedby="paste-hint" onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      <div class="entry">
        <label for="paste-file">{words.text("editor-ui-paste-file")}</label>
        <input class="input" id="paste-file" type="file" accept=".csv,.tsv,.txt,text/csv,text/plain" ref={file} />
      </div>
      <div class="buttons">
        <button class="button primary">{words.text("editor-ui-paste-read")}</button>
        <button type="button" class="button" onClick={onClose}>{words.text("editor-ui-cancel")}</button>
      </div>
    </form>
  );
}

function Rows({ editor, rows, onBack, onClose }: { editor: Editor; rows: ListRow[]; onBack: () => void; onClose: () => void }) {
  const { words, content } = editor;
  const rules = rulesOf(editor.setup.groups, content.group, false);
  const [method, setMethod] = useState<Method>(rules.default);
  const [signatures, setSignatures] = useState(editor.pages.length > 0);
  const people = fromList(rows, content.participants, method, content.language);
  const added = new Set(people.map((person) => person.email));
  // A password is set for each person by themselves.
  const methods = entries(offered(rules, method).filter((code) => code !== "password" || code === method), editor.setup.premiumMethods, words);
  const state = (row: ListRow) => row.fault || (added.has(row.email) ? "" : words.text("editor-ui-paste-there"));
  return (
    <div class="paste">
      <div class="paste-rows" tabIndex={0} role="region" aria-label={words.text("editor-ui-paste-preview")}>
        <table class="table">
          <thead><tr>{["paste-row", "name", "email", "phone", "paste-state"].map((column) => <th key={column} scope="col">{words.text(`editor-ui-${column}`)}</th>)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.number}-${row.email}`}>
                <td class="number">{row.number}</td><td>{row.name}</td><td>{row.email}</td><td class="nowrap">{row.phone}</td>
                <td>{state(row) === "" ? <span class="badge good">{words.text("editor-ui-paste-good")}</span> : <span class={row.leftOut ? "badge bad" : "badge wait"}>{state(row)}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Select id="paste-method" label={words.text("editor-ui-paste-method")} value={method} options={methods} onChange={(code) => setMethod(code as Method)} />
      {editor.pages.length > 0
        ? <label class="choice"><input type="checkbox" id="paste-signatures" checked={signatures} onChange={(event) => setSignatures(event.currentTarget.checked)} /><span>{words.text("editor-ui-paste-signatures")}</span></label>
        : <p class="hint">{words.text("editor-ui-paste-no-pages")}</p>}
      <div class="buttons">
        <button type="button" class="button primary" disabled={people.length === 0} onClick={() => editor.addPeople(people, signatures)}>{words.count("editor-ui-paste-add", people.length)}</button>
        <button type="button" class="button" onClick={onBack}>{words.text("editor-ui-paste-again")}</button>
        <button type="button" class="button quiet" onClick={onClose}>{words.text("editor-ui-cancel")}</button>
      </div>
    </div>
  );
}
