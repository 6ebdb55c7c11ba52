/** A signing password: entered twice, sent at once and kept nowhere on the page; afterwards only that there is one. */
import { useState } from "preact/hooks";
import { RequestError } from "../island/request";
import type { Participant } from "./model";
import { Icon, TextInput } from "./pieces";
import type { Editor } from "./store";

export function SigningPassword({ editor, person }: { editor: Editor; person: Participant }) {
  const { words } = editor;
  const isSet = editor.passwords.has(person.id);
  const [anew, setAnew] = useState(false);
  if (isSet && !anew) {
    return (
      <div class="entry">
        <p class="hint"><Icon editor={editor} name="lock" /> {words.text("editor-ui-signing-password-is-set", { name: person.name || person.email })}</p>
        <button type="button" class="button slim" onClick={() => { setAnew(true); editor.set({ focusNext: `#password-${person.id}` }); }}>{words.text("editor-ui-signing-password-another")}</button>
      </div>
    );
  }
  return <PasswordForm editor={editor} person={person} done={() => setAnew(false)} />;
}

function PasswordForm({ editor, person, done }: { editor: Editor; person: Participant; done: () => void }) {
  const { words } = editor;
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const keep = async () => {
    setBusy(true);
    try {
      await editor.setSigningPassword(person.id, password, again);
      done();
    } catch (refusal) {
      const said = refusal instanceof RequestError ? refusal.message : "";
      setError(said || words.text("editor-ui-signing-password-failed"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="entry">
      <TextInput id={`password-${person.id}`} label={words.text("editor-ui-signing-password-new")} type="password" value={password} maxLength={32} autocomplete="new-password"
        onInput={setPassword} hint={words.text("editor-ui-signing-password-hint")} {...(error ? { error } : {})} />
      <TextInput id={`again-${person.id}`} label={words.text("editor-ui-signing-password-again")} type="password" value={again} maxLength={32} autocomplete="new-password" onInput={setAgain} />
      <button type="button" class="button slim" disabled={busy || password === "" || again === ""} onClick={() => void keep()}>{words.text("editor-ui-signing-password-keep")}</button>
    </div>
  );
}
