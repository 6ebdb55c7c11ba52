/** The dialog in which somebody says that they do not want to sign electronically (C-41): a plain form that the server answers. */
export function withdrawal(): void {
  const dialog = document.getElementById("paper") as HTMLDialogElement | null;
  for (const opener of document.querySelectorAll("[data-open-paper]")) opener.addEventListener("click", () => dialog?.showModal());
  dialog?.querySelector("form")?.addEventListener("submit", (event) => {
    const button = dialog.querySelector<HTMLButtonElement>("button.primary");
    // A second tap on a slow line is not a second wish.
    if (button?.getAttribute("aria-disabled") === "true") event.preventDefault();
    button?.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => dialog?.querySelector("button.primary")?.removeAttribute("aria-disabled"));
}
