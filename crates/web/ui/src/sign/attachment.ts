/** A file that the signer hands in: chosen, sent at once, shown by its name, taken out again. */
import { RequestError, send } from "../island/request";
import type { Words } from "../island/words";
import type { FieldState, PlacedField } from "./fields";

export function attachmentControl(
  base: string,
  field: PlacedField,
  button: HTMLElement,
  words: Words,
  name: () => string,
  changed: (name: string, state: FieldState | null) => void,
  complain: (message: string) => void,
): void {
  const input = document.getElementById(`file-${field.id}`) as HTMLInputElement;
  const url = `${base}/files/${field.id}`;
  const refuse = (error: unknown) => complain((error instanceof RequestError && error.message) || words.text("sign-ui-offline"));
  button.addEventListener("click", () => {
    if (name() === "" || !window.confirm(words.text("sign-ui-detach", { name: name() }))) return name() === "" ? input.click() : undefined;
    void send("DELETE", url).then(() => { changed("", null); complain(""); }, refuse);
  });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    button.classList.add("busy");
    complain(words.text("sign-ui-attaching"));
    handIn(url, file).then((kept) => { complain(""); changed(kept, null); }, refuse).finally(() => button.classList.remove("busy"));
  });
}

/** The name under which the server keeps it. */
async function handIn(url: string, file: File): Promise<string> {
  const form = new FormData();
  form.append("file", file, file.name);
  const response = await fetch(url, { method: "POST", body: form, headers: { accept: "application/json" }, credentials: "same-origin" }).catch(() => null);
  if (response === null) throw new RequestError(0, "OFFLINE", "");
  const said = (await response.json().catch(() => ({}))) as { name?: string; code?: string; message?: string };
  if (!response.ok) throw new RequestError(response.status, said.code ?? "", said.message ?? "");
  return said.name ?? file.name;
}
