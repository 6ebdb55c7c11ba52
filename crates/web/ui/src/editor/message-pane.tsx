/** The message panel: what the agreement is called, what its people read, until when, and how often they are reminded. */
import { useState } from "preact/hooks";
import { wholeNumber } from "./model";
import { Select, TextInput } from "./pieces";
import type { Editor } from "./store";

export function Message({ editor }: { editor: Editor }) {
  const { words, content } = editor;
  const past = content.deadline !== null && content.deadline < editor.setup.today;
  return (
    <section class="pane pane-message" aria-labelledby="message-title">
      <h2 id="message-title">{words.text("editor-ui-message-title")}</h2>
      <TextInput id="subject" label={words.text("editor-ui-subject")} value={content.subject} placeholder={content.name} onInput={(subject) => editor.edit({ subject }, "subject")} />
      <div class="entry">
        <label for="message">{words.text("editor-ui-message")}</label>
        <textarea class="textarea" id="message" maxLength={4000} rows={4} value={content.message} onInput={(event) => editor.edit({ message: event.currentTarget.value }, "message")} />
      </div>
      <Select id="language" label={words.text("editor-ui-language")} value={content.language} options={editor.setup.languages} onChange={(language) => editor.edit({ language })} />
      {!editor.isTemplate && <TextInput id="deadline" label={words.text("editor-ui-deadline")} type="date" value={content.deadline ?? ""} onInput={(deadline) => editor.edit({ deadline: deadline || null }, "deadline")}
        hint={words.text("editor-ui-deadline-hint")} {...(past ? { error: words.text("editor-ui-problem-deadline-past") } : {})} />}
      <Select id="reminder" label={words.text("editor-ui-reminder")} value={content.reminder} options={editor.setup.reminders} onChange={(reminder) => editor.edit({ reminder })} />
      <LinkDays editor={editor} />
    </section>
  );
}

/** How long links work (M-81). A number that cannot be stays in the input and out of the draft; the draft keeps the one that was there before, since `36` is not meant on the way to `366`. */
function LinkDays({ editor }: { editor: Editor }) {
  const { words, content, setup } = editor;
  const [least, most] = setup.linkDays;
  const [typed, setTyped] = useState<string | null>(null);
  const [before, setBefore] = useState(content.linkDays);
  const change = (text: string) => {
    if (typed === null) setBefore(content.linkDays);
    setTyped(text);
    const linkDays = wholeNumber(text, least, most) ?? (typed === null ? content.linkDays : before);
    if (linkDays !== content.linkDays) editor.edit({ linkDays }, "link-days");
  };
  const wrong = typed !== null && wholeNumber(typed, least, most) === null;
  return (
    <TextInput id="link-days" label={words.text("editor-ui-link-days")} inputMode="numeric" maxLength={6} value={typed ?? String(content.linkDays)} onInput={change} onBlur={() => { if (!wrong) setTyped(null); }}
      hint={words.text("editor-ui-link-days-hint")} {...(wrong ? { error: words.text("editor-ui-link-days-wrong", { least, most }) } : {})} />
  );
}
