/**
 * Pages that go on by themselves: a page that names `data-live` asks that address now and then what the server knows by now, and is read
 * again when that is something else than it shows. Nobody's typing or open question is taken away; a page that is not looked at asks nothing.
 */
import { send } from "../island/request";

const SOON_MS = 1500;
const SELDOM_MS = 15_000;

export function livePages(): void {
  const page = document.querySelector<HTMLElement>("[data-live]");
  if (!page) return;
  const { live = "", pulse = "", hurry } = page.dataset;
  let pause = SOON_MS;
  let timer = 0;
  const later = () => {
    pause = hurry === undefined ? SELDOM_MS : Math.min(SELDOM_MS, pause * 1.2);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), pause);
  };
  const ask = async () => {
    if (!document.hidden && !isBusy()) {
      try {
        const told = await send<{ pulse: string }>("GET", live);
        if (told.pulse !== pulse && !isBusy()) return window.location.reload();
      } catch {
        // The next question may find a way.
      }
    }
    later();
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) void ask(); });
  timer = window.setTimeout(() => void ask(), hurry === undefined ? SELDOM_MS : SOON_MS);
}

/** Somebody is answering a question, has a menu open, or is typing. */
function isBusy(): boolean {
  return document.querySelector("dialog[open], details.menu[open]") !== null || document.activeElement?.matches("input, textarea, select") === true;
}
