/** "As the recipient will see it": the pages with one person's places shown and everybody else's grey. */
import { useState } from "preact/hooks";
import { imageAt } from "./canvas";
import type { Field } from "./model";
import { Modal, Select } from "./pieces";
import type { Editor } from "./store";

export function Preview({ editor }: { editor: Editor }) {
  const { words, content, signers } = editor;
  const [viewer, setViewer] = useState(editor.person ?? signers[0]?.id ?? "");
  const close = () => editor.set({ dialog: null });
  const person = signers.find((one) => one.id === viewer);
  const own = content.fields.filter((field) => field.participant === viewer);
  const options = signers.map((one) => ({ code: one.id, name: one.name || one.email || one.place || "–" }));
  return (
    <Modal title={words.text("editor-ui-preview-title")} onClose={close} wide>
      <div class="preview-head">
        {options.length > 0 && <Select id="preview-person" label={words.text("editor-ui-preview-as")} value={viewer} options={options} onChange={setViewer} />}
        <button type="button" class="button" onClick={close}>{words.text("editor-ui-close")}</button>
      </div>
      <div class="preview-mail">
        <p><strong>{content.subject || content.name}</strong></p>
        {content.message && <p class="preview-message">{content.message}</p>}
        {person?.method === "phone" && <p class="hint">{words.text("editor-ui-preview-phone", { name: person.name })}</p>}
        <p class="hint">{words.count("editor-ui-preview-fields", own.length)}</p>
      </div>
      <div class="preview-pages" tabIndex={0} role="region" aria-label={words.text("editor-ui-preview-title")}>
        {editor.pages.map((page) => (
          <div class="preview-page paper" key={page.index}>
            <img src={imageAt(page, 1)} alt={words.text("editor-ui-page", { page: page.index + 1, total: editor.pages.length })} width={page.width} height={page.height} loading="lazy" />
            {content.fields.filter((field) => field.page === page.index).map((field) => (
              <span key={field.id} class={field.participant === viewer ? "place place-own" : "place"} style={share(field, page)}>
                {field.label || words.text(`editor-ui-kind-${field.kind}`)}
              </span>
            ))}
          </div>
        ))}
      </div>
    </Modal>
  );
}

function share({ rect }: Field, page: { width: number; height: number }) {
  const percent = (part: number, whole: number) => `${(100 * part) / whole}%`;
  return { left: percent(rect.x, page.width), top: percent(rect.y, page.height), width: percent(rect.width, page.width), height: percent(rect.height, page.height) };
}
