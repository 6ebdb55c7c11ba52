/** Keeps what was typed on the server, so that a closed page loses nothing. Values only; a signature leaves this page with the last click. */
import { send } from "../island/request";
import type { Values } from "./fields";

export type SaveState = "saved" | "saving" | "offline";

const QUIET_MS = 700;
const AGAIN_MS = 4000;

export class Autosave {
  private timer = 0;
  private busy = false;
  private dirty = false;

  constructor(
    private readonly url: string,
    private readonly values: () => Values,
    private readonly show: (state: SaveState) => void,
    /** Whether this error means that the agreement is no longer what the page shows, and what to do then. */
    private readonly isOver: (error: unknown) => boolean,
    private readonly over: () => void,
  ) {}

  change(): void {
    this.dirty = true;
    this.show("saving");
    this.schedule(QUIET_MS);
  }

  /** Does not wait for a pause in the typing: the page is being left. */
  now(): void {
    if (!this.dirty) return;
    window.clearTimeout(this.timer);
    void this.run();
  }

  private schedule(ms: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.run(), ms);
  }

  private async run(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.dirty = false;
    try {
      await send("PUT", this.url, { values: this.values() });
      this.show(this.dirty ? "saving" : "saved");
      if (this.dirty) this.schedule(QUIET_MS);
    } catch (error) {
      this.fail(error);
    } finally {
      this.busy = false;
    }
  }

  private fail(error: unknown): void {
    if (this.isOver(error)) return this.over();
    this.show("offline");
    this.schedule(AGAIN_MS);
  }
}
