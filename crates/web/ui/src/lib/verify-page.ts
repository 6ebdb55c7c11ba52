/**
 * The page that verifies: a file is dropped or chosen, its size is judged before anything is sent, and the form goes off by itself. The
 * answer is a page.
 */
export function verifying(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-verify]");
  const input = form?.querySelector<HTMLInputElement>("input[type=file]");
  if (form && input) new VerifyForm(form, input);
}

class VerifyForm {
  constructor(
    private readonly form: HTMLFormElement,
    private readonly input: HTMLInputElement,
  ) {
    input.addEventListener("change", () => this.send());
    for (const name of ["dragenter", "dragover"]) form.addEventListener(name, (event) => this.over(event, true));
    for (const name of ["dragleave", "drop"]) form.addEventListener(name, (event) => this.over(event, false));
    form.addEventListener("drop", (event) => this.take(event.dataTransfer?.files));
    // The browser shows this very page again when somebody comes back.
    window.addEventListener("pageshow", () => this.busy(false));
  }

  private over(event: Event, inside: boolean): void {
    event.preventDefault();
    this.form.classList.toggle("over", inside);
  }

  private take(files: FileList | undefined): void {
    if (!files || files.length === 0) return;
    this.input.files = files;
    this.send();
  }

  private send(): void {
    const file = this.input.files?.[0];
    if (!file) return;
    const tooLarge = file.size > Number(this.form.dataset["limit"]);
    this.say("[data-error]", tooLarge ? this.form.dataset["tooLarge"] : undefined);
    // A password is typed first, then sent by its own button.
    if (tooLarge || this.form.querySelector("input[type=password]")) return;
    this.busy(true);
    this.form.requestSubmit();
  }

  private busy(busy: boolean): void {
    this.form.setAttribute("aria-busy", String(busy));
    this.say("[data-busy]", busy ? this.form.dataset["reading"] : undefined);
  }

  private say(selector: string, text: string | undefined): void {
    const place = this.form.querySelector<HTMLElement>(selector);
    if (!place) return;
    place.hidden = !text;
    (place.querySelector("[data-text]") ?? place).textContent = text ?? "";
  }
}
