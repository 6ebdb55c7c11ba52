/** The summary of problems takes the focus, so that it is heard and its links are one key away. */
export function focusProblems(): void {
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}

/** A form is sent once: a second click while the first is on its way does nothing. */
export function sendOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset["sent"] !== undefined) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post") return;
    form.dataset["sent"] = "";
    window.setTimeout(() => delete form.dataset["sent"], 5000);
  });
  // Coming back by the browser's button must not leave the form locked.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset["sent"];
  });
}

/** The browser knows the time zone better than the page's guess by language, unless it only says that it does not tell. */
export function timeZone(): void {
  const field = document.querySelector<HTMLInputElement>("input[data-time-zone]");
  const zone = knownZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
  if (field && zone && field.value === field.defaultValue) field.value = zone;
}

/** A place's zone, or nothing: `UTC` and `Etc/…` are what browsers say that hide or do not know theirs. */
export function knownZone(zone: string | undefined): string | null {
  return zone && zone.includes("/") && !zone.startsWith("Etc/") ? zone : null;
}
