/** Starts what the recipient's page needs: nothing on most of them, which are plain forms. */
import { readBlock, readWords } from "./island/words";
import { Ceremony, type Visit } from "./sign/ceremony";
import { waitFor } from "./sign/waiting";

const page = document.querySelector<HTMLElement>("[data-page]");
const base = page?.dataset["base"] ?? "";

switch (page?.dataset["page"]) {
  case "document":
    new Ceremony(readBlock<Visit>("data"), readWords()).start();
    break;
  case "waiting":
    waitFor(base, page.dataset["state"] ?? "");
    break;
  case "challenge":
    once(document.querySelectorAll("form"));
    document.querySelector<HTMLElement>("[data-focus]")?.focus();
    break;
}

/** A second tap on a slow line must not ask for a second code. */
function once(forms: Iterable<HTMLFormElement>): void {
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      if (form.dataset["sent"]) event.preventDefault();
      form.dataset["sent"] = "yes";
    });
  }
  window.addEventListener("pageshow", () => { for (const form of forms) delete form.dataset["sent"]; });
}
