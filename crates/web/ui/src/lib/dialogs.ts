/**
 * `<a data-dialog="id" href="#id">` opens `<dialog id="id">` over the page. Without scripts the link leads to the dialog's
 * place, where `:target` shows it.
 */
export function dialogs(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLElement>("[data-dialog]");
    const dialog = link && document.getElementById(link.dataset["dialog"] ?? "");
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) menu.open = false;
    dialog.showModal();
  });
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog.dialog")) {
    dialog.addEventListener("click", (event) => {
      const away = event.target === dialog || (event.target as Element).closest("[data-close]");
      if (!away) return;
      event.preventDefault();
      dialog.close();
    });
    if (dialog.dataset["open"] !== undefined) {
      dialog.removeAttribute("open");
      dialog.showModal();
    }
  }
}
