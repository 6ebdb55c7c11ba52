/** The waiting page goes on by itself: it asks now and then whether something else is to be shown. */
import { send } from "../island/request";

const SOON_MS = 700;
const SELDOM_MS = 5000;

export function waitFor(base: string, shown: string): void {
  let pause = SOON_MS;
  const ask = async () => {
    try {
      const { state } = await send<{ state: string }>("GET", `${base}/state`);
      if (state !== shown) return window.location.reload();
    } catch {
      // The next question may find a way.
    }
    pause = Math.min(SELDOM_MS, pause * 1.3);
    window.setTimeout(() => void ask(), pause);
  };
  window.setTimeout(() => void ask(), pause);
}
