/** Finding words on the pages and placing a field at each of them. */
import { useState } from "preact/hooks";
import { BESIDE, type Beside, type Hit } from "./find";
import { type Kind, KINDS, MORE_KINDS } from "./model";
import { Icon, Select, TextInput } from "./pieces";
import type { Editor } from "./store";

/** Nobody walks through more of them by hand; a field is placed at all. */
const LISTED = 30;
const LONGEST = 200;

export function Find({ editor }: { editor: Editor }) {
  const { words, hits } = editor;
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<{ text: string; found: number } | null>(null);
  const search = async (event: Event) => {
    event.preventDefault();
    const wanted = text.trim();
    if (wanted === "") return;
    const found = await editor.findText(wanted);
    setAsked(found === null ? null : { text: wanted, found });
  };
  return (
    <details class="find exact" onToggle={(event) => { if (!event.currentTarget.open && hits.length > 0) editor.set({ hits: [] }); }}>
      <summary>{words.text("editor-ui-find")}</summary>
      <form class="find-form" role="search" aria-label={words.text("editor-ui-find")} onSubmit={(event) => void search(event)}>
        <TextInput id="find-text" label={words.text("editor-ui-find-text")} hint={words.text("editor-ui-find-hint")} maxLength={LONGEST} value={text} onInput={setText} />
        <button class="button slim" disabled={text.trim() === ""}><Icon editor={editor} name="search" />{words.text("editor-ui-find-search")}</button>
      </form>
      {asked?.found === 0 && <p class="hint">{words.text("editor-ui-find-none", { text: asked.text })}</p>}
      {hits.length > 0 && <Hits editor={editor} hits={hits} />}
    </details>
  );
}

function Hits({ editor, hits }: { editor: Editor; hits: readonly Hit[] }) {
  const { words } = editor;
  const [kind, setKind] = useState<Kind>("signature");
  const [beside, setBeside] = useState<Beside>("right");
  const [right, setRight] = useState("0");
  const [up, setUp] = useState("0");
  const numbers = [right, up].map(offsetOf);
  const [x, y] = numbers;
  const kinds = [...KINDS, ...MORE_KINDS].map((code) => ({ code, name: words.text(`editor-ui-kind-${code}`) }));
  const places = BESIDE.map((code) => ({ code, name: words.text(`editor-ui-find-${code}`) }));
  const wrong = (number: number | null | undefined) => (number === null ? { error: words.text("editor-ui-number-wrong") } : {});
  return (
    <div class="find-hits">
      <p class="hint">{words.count("editor-ui-find-hits", hits.length)}</p>
      <ol class="checks">
        {hits.slice(0, LISTED).map((hit, at) => (
          <li key={at}><button type="button" class="check" onClick={() => show(editor, hit)}><span>{words.text("editor-ui-find-hit", { n: at + 1, page: hit.page + 1 })}</span></button></li>
        ))}
      </ol>
      <Select id="find-kind" label={words.text("editor-ui-find-kind")} value={kind} options={kinds} onChange={(code) => setKind(code as Kind)} />
      <Select id="find-beside" label={words.text("editor-ui-find-beside")} value={beside} options={places} onChange={(code) => setBeside(code as Beside)} />
      <div class="numbers">
        <TextInput id="find-right" label={words.text("editor-ui-find-offset-right")} inputMode="decimal" maxLength={8} value={right} onInput={setRight} {...wrong(x)} />
        <TextInput id="find-up" label={words.text("editor-ui-find-offset-up")} inputMode="decimal" maxLength={8} value={up} onInput={setUp} {...wrong(y)} />
      </div>
      <button type="button" class="button primary slim" disabled={x === null || y === null} onClick={() => editor.placeAtHits(kind, beside, x ?? 0, y ?? 0)}>{words.count("editor-ui-find-place", hits.length)}</button>
    </div>
  );
}

/** Points as people type them, before or after zero; nothing is zero, and what is no number is none. */
function offsetOf(text: string): number | null {
  const plain = text.trim().replace(",", ".").replace("\u2212", "-");
  const number = plain === "" ? 0 : Number(plain);
  return Number.isFinite(number) && Math.abs(number) <= 5_000 ? number : null;
}

function show(editor: Editor, hit: Hit): void {
  const sheet = document.getElementById(`page-${hit.page}`);
  const place = sheet?.querySelector(`[data-hit="${hit.rect.x},${hit.rect.y}"]`);
  (place ?? sheet)?.scrollIntoView({ block: "center", inline: "nearest" });
  editor.say(editor.words.text("editor-ui-page", { page: hit.page + 1, total: editor.pages.length }));
}
