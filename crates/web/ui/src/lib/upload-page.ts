/**
 * The page for a new agreement: files are dropped or chosen, their size is judged before anything is sent, the upload shows
 * how far it is, and a refusal keeps what was chosen. The server's answer is `{location}` or `{code, message}`.
 */
export function uploads(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-upload]");
  if (form) new UploadForm(form);
}

class UploadForm {
  private files: File[] = [];
  private request: XMLHttpRequest | null = null;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private readonly error: HTMLElement;
  private readonly password: HTMLElement;
  private readonly progress: HTMLElement;
  private readonly limit: number;

  constructor(private readonly form: HTMLFormElement) {
    this.input = this.find("input[type=file]");
    this.list = this.find("[data-list]");
    this.error = this.find("[data-error]");
    this.password = this.find("[data-password]");
    this.progress = this.find("[data-progress]");
    this.limit = Number(form.dataset["limit"]);
    // The files are kept here, not in the input, which the browser would find empty.
    form.noValidate = true;
    this.input.addEventListener("change", () => this.take(this.input.files));
    for (const name of ["dragenter", "dragover"]) form.addEventListener(name, (event) => this.over(event as DragEvent, true));
    for (const name of ["dragleave", "drop"]) form.addEventListener(name, (event) => this.over(event as DragEvent, false));
    form.addEventListener("drop", (event) => this.take(event.dataTransfer?.files ?? null));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      delete this.form.dataset["sent"];
      this.send();
    });
    this.find<HTMLButtonElement>("[data-stop]").addEventListener("click", () => this.request?.abort());
  }

  private find<E extends Element>(selector: string): E {
    const element = this.form.querySelector<E>(selector);
    if (!element) throw new Error(`the upload form lacks ${selector}`);
    return element;
  }

  private over(event: DragEvent, inside: boolean): void {
    event.preventDefault();
    this.form.classList.toggle("over", inside);
  }

  private take(files: FileList | null): void {
    if (!files || files.length === 0) return;
    this.files = [...this.files, ...files];
    this.input.value = "";
    this.show();
    if (this.say(this.tooLarge() ? this.form.dataset["tooLarge"] : undefined)) return;
    this.send();
  }

  private tooLarge(): boolean {
    return this.files.reduce((sum, file) => sum + file.size, 0) > this.limit;
  }

  private show(): void {
    this.list.hidden = this.files.length === 0;
    this.list.replaceChildren(...this.files.map((file, place) => this.entry(file, place)));
  }

  private entry(file: File, place: number): HTMLLIElement {
    const entry = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button quiet slim";
    remove.textContent = this.form.dataset["remove"] ?? "";
    remove.setAttribute("aria-label", `${remove.textContent}: ${file.name}`);
    remove.addEventListener("click", () => {
      this.files.splice(place, 1);
      this.show();
      this.say(this.tooLarge() ? this.form.dataset["tooLarge"] : undefined);
    });
    entry.append(name, remove);
    return entry;
  }

  /** Shows the complaint, or takes it away. */
  private say(message: string | undefined): boolean {
    this.error.hidden = !message;
    const place = this.error.querySelector("[data-text]");
    if (place) place.textContent = message ?? "";
    return Boolean(message);
  }

  private send(): void {
    if (this.request || this.files.length === 0 || this.tooLarge()) return;
    const data = new FormData();
    for (const file of this.files) data.append("file", file, file.name);
    const secret = this.password.querySelector("input")?.value ?? "";
    if (secret) data.append("password", secret);
    const request = new XMLHttpRequest();
    this.request = request;
    this.say(undefined);
    this.wait(true);
    request.upload.addEventListener("progress", (event) => this.far(event.loaded / event.total));
    request.addEventListener("loadend", () => this.answered(request));
    request.open("POST", this.form.action);
    request.setRequestHeader("accept", "application/json");
    request.send(data);
  }

  private wait(waiting: boolean): void {
    this.progress.hidden = !waiting;
    this.form.setAttribute("aria-busy", String(waiting));
    this.far(0);
  }

  /** How far it is; when all bytes are out, the server is reading the document. */
  private far(part: number): void {
    const bar = this.progress.querySelector("progress");
    const words = this.progress.querySelector("[data-text]");
    if (bar && part < 1) bar.value = part;
    else bar?.removeAttribute("value");
    if (words) words.textContent = part < 1 ? `${Math.round(part * 100)} %` : (this.form.dataset["reading"] ?? "");
  }

  private answered(request: XMLHttpRequest): void {
    this.request = null;
    const answer = parse(request.responseText);
    if (request.status >= 200 && request.status < 300 && answer.location) {
      window.location.assign(answer.location);
      return;
    }
    this.wait(false);
    const code = answer.code ?? "";
    const asksPassword = code === "NEEDS_PASSWORD" || code === "WRONG_PASSWORD";
    this.password.hidden = !asksPassword;
    // An upload that the person stopped, or a dead network, has no answer.
    this.say(answer.message ?? this.form.dataset["offline"]);
    if (asksPassword) this.password.querySelector("input")?.focus();
  }
}

function parse(text: string): { location?: string; code?: string; message?: string } {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}
