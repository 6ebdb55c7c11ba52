/** What became of the tags in a file (M-41): those that need a look first, each with its page. */
import type { Tag } from "./model";
import { Icon } from "./pieces";
import type { Editor } from "./store";

/** Nobody reads further; the fields on the pages are all there. */
const SHOWN = 200;

export function Tags({ editor, tags }: { editor: Editor; tags: readonly Tag[] }) {
  const { words } = editor;
  const bad = tags.filter((tag) => !tag.good);
  const good = tags.filter((tag) => tag.good);
  const list = [...bad, ...good].slice(0, SHOWN);
  return (
    <details class="source-tags" open={bad.length > 0}>
      <summary class="hint">
        {words.count("editor-ui-tags-read", good.length)}
        {bad.length > 0 && <strong class="source-tags-bad">{words.count("editor-ui-tags-bad", bad.length)}</strong>}
      </summary>
      <ul class="checks">
        {list.map((tag, index) => (
          <li key={index}>
            <button type="button" class={tag.good ? "check" : "check check-warning"} onClick={() => goTo(editor, tag)}>
              <Icon editor={editor} name={tag.good ? "check" : "triangle-alert"} />
              <span><code class="tag-raw">{tag.raw}</code> {words.text("editor-ui-tag-on-page", { page: tag.page + 1 })} {tag.message}</span>
            </button>
          </li>
        ))}
      </ul>
      {tags.length > SHOWN && <p class="hint">{words.count("editor-ui-tags-more", tags.length - SHOWN)}</p>}
      <p class="hint"><a href="/help/tags">{words.text("editor-ui-tags-help")}</a></p>
    </details>
  );
}

/** To its field, or at least to its page. */
function goTo(editor: Editor, tag: Tag): void {
  document.getElementById(`page-${tag.page}`)?.scrollIntoView({ block: "nearest" });
  const field = editor.content.fields.find((one) => one.id === tag.field);
  editor.set({ tab: "pages", ...(field ? { selection: [field.id], focusNext: `[data-field="${field.id}"]` } : {}) });
}
