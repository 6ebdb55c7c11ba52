/**
 * Saving by itself: the newest content is written soon after the last change, one request at a time, tried again
 * when the network fails, and stopped with a question when another tab was quicker.
 */
import { RequestError } from "../island/request";

export type SaveState = "saved" | "waiting" | "saving" | "offline" | "conflict" | "refused";
export interface Clock { after(ms: number, run: () => void): unknown; cancel(timer: unknown): void }

const QUIET_MS = 500;
const RETRY_MS = [2_000, 5_000, 15_000];

export class Saver<C> {
  state: SaveState = "saved";
  message = "";
  private dirty: C | null = null;
  private running: Promise<void> | null = null;
  private timer: unknown = null;
  private failures = 0;
  private held = false;

  constructor(
    public version: number,
    private readonly put: (content: C, version: number) => Promise<{ version: number }>,
    private readonly changed: () => void,
    private readonly clock: Clock,
  ) {}

  get pending(): boolean { return this.dirty !== null || this.running !== null; }

  /** Remembers what is to be saved, and saves it when the typing pauses. */
  change(content: C): void {
    this.dirty = content;
    if (this.state === "conflict") return;
    this.show("waiting");
    if (!this.held) this.schedule(QUIET_MS);
  }

  /** Holds back while another request changes the draft, whose answer gives the next version. */
  async hold<R extends { version: number }>(request: () => Promise<R>): Promise<R> {
    await this.flush();
    this.held = true;
    try {
      const answer = await request();
      this.version = answer.version;
      return answer;
    } finally {
      this.held = false;
      if (this.dirty !== null && this.state === "waiting") this.schedule(QUIET_MS);
    }
  }

  /** Saves now, and tells whether all is saved; before sending and before documents change. */
  async flush(): Promise<boolean> {
    this.unschedule();
    if (this.running) await this.running;
    if (this.dirty !== null && this.state !== "conflict" && !this.held) await this.run();
    return this.dirty === null && this.state === "saved";
  }

  /** The server's newest version is on the screen: nothing of ours waits any more. */
  accept(version: number): void {
    this.unschedule();
    this.version = version;
    this.dirty = null;
    this.show("saved");
  }

  /** Our content is to stand over the other tab's, which has this version. */
  overwrite(content: C, version: number): void {
    this.version = version;
    this.state = "waiting";
    this.dirty = content;
    this.schedule(0);
  }

  /** Another tab has saved; asked for only when something of ours would be lost. */
  overtaken(): void {
    this.unschedule();
    this.show("conflict");
  }

  private schedule(ms: number): void {
    this.unschedule();
    this.timer = this.clock.after(ms, () => void this.run());
  }

  private unschedule(): void {
    if (this.timer !== null) this.clock.cancel(this.timer);
    this.timer = null;
  }

  private run(): Promise<void> {
    if (this.running) return this.running;
    this.running = this.write().finally(() => { this.running = null; });
    return this.running.then(() => {
      if (this.dirty !== null && this.state === "waiting") this.schedule(QUIET_MS);
    });
  }

  private async write(): Promise<void> {
    const content = this.dirty;
    if (content === null) return;
    this.dirty = null;
    this.show("saving");
    try {
      this.version = (await this.put(content, this.version)).version;
      this.failures = 0;
      this.show(this.dirty === null ? "saved" : "waiting");
    } catch (error) {
      this.dirty ??= content;
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    const refusal = error instanceof RequestError ? error : new RequestError(0, "OFFLINE", "");
    if (refusal.status === 409) return this.show("conflict");
    if (refusal.status >= 400 && refusal.status < 500 && refusal.status !== 408 && refusal.status !== 429) {
      return this.show("refused", refusal.message);
    }
    this.show("offline");
    this.schedule(RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)]!);
    this.failures += 1;
  }

  private show(state: SaveState, message = ""): void {
    this.state = state;
    this.message = message;
    this.changed();
  }
}
