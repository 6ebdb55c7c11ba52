/** Keeps what was typed on the server, so that a closed page loses nothing. Values only; a signature leaves this page with the last click. */
import { send } from "../island/request";
import type { FieldState, Values } from "./fields";

export type SaveState = "saved" | "saving" | "offline";

const QUIET_MS = 700;
const SOON_MS = 150;
const AGAIN_MS = 4000;

export class Autosave {
  private timer = 0;
  private dirty = false;
  private failed = false;

  constructor(
    private readonly url: string,
    private readonly values: () => Values,
    private readonly show: (state: SaveState) => void,
    /** Whether this error means that the agreement is no longer what the page shows, and what to do then. */
    private readonly isOver: (error: unknown) => boolean,
    private readonly over: () => void,
    /** What the server makes of the values: what is shown, calculated, wrong. */
    private readonly answered: (state: FieldState) => void,
  ) {}

  /** `soon`: other fields look at this one, so the server is asked without waiting for a pause in the typing. */
  change(soon = false): void {
    this.dirty = true;
    this.show("saving");
    this.schedule(soon ? SOON_MS : QUIET_MS);
  }

  /** Waits until everything is said and answered. */
  async settled(): Promise<void> {
    this.now();
    this.failed = false;
    await this.running;
    if (this.dirty && !this.failed) await this.settled();
  }

  private running: Promise<void> = Promise.resolve();

  /** Does not wait for a pause in the typing: the page is being left. */
  now(): void {
    if (!this.dirty) return;
    window.clearTimeout(this.timer);
    this.begin();
  }

  private begin(): void {
    this.running = this.running.then(() => this.run());
  }

  private schedule(ms: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.begin(), ms);
  }

  private async run(): Promise<void> {
    if (!this.dirty) return;
    this.dirty = false;
    try {
      const state = await send<FieldState>("PUT", this.url, { values: this.values() });
      // An answer that newer values have overtaken says nothing any more.
      if (!this.dirty) this.answered(state);
      this.show(this.dirty ? "saving" : "saved");
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    if (this.isOver(error)) return this.over();
    this.show("offline");
    this.failed = true;
    this.dirty = true;
    this.schedule(AGAIN_MS);
  }
}
