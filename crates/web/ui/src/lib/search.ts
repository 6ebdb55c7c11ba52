/** `/` goes to the search field; choosing a filter sends the form at once. */
export function searchKey(): void {
  const field = document.querySelector<HTMLInputElement>("input[type=search]");
  document.addEventListener("keydown", (event) => {
    const typing = (event.target as Element).matches("input, textarea, select");
    if (event.key !== "/" || typing || !field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  for (const select of document.querySelectorAll<HTMLSelectElement>("select[data-send]")) {
    select.addEventListener("change", () => select.form?.requestSubmit());
  }
}
