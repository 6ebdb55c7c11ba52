/** Undo and redo over whole values. Changes with the same key in quick succession are one step, as a person thinks of them. */
const LIMIT = 200;
const TOGETHER_MS = 1200;

export class History<T> {
  private past: T[] = [];
  private future: T[] = [];
  private lastKey = "";
  private lastTime = 0;

  constructor(private value: T) {}

  get present(): T { return this.value; }
  get canUndo(): boolean { return this.past.length > 0; }
  get canRedo(): boolean { return this.future.length > 0; }

  /** Takes a step. `key` names what is being changed ("name", "move:id"); an empty key always stands alone. */
  push(next: T, key: string, now: number): void {
    if (next === this.value) return;
    const goesOn = key !== "" && key === this.lastKey && now - this.lastTime < TOGETHER_MS && this.past.length > 0;
    if (!goesOn) this.past = [...this.past, this.value].slice(-LIMIT);
    this.value = next;
    this.future = [];
    this.lastKey = key;
    this.lastTime = now;
  }

  undo(): void {
    const before = this.past.pop();
    if (before === undefined) return;
    this.future.push(this.value);
    this.value = before;
    this.lastKey = "";
  }

  redo(): void {
    const after = this.future.pop();
    if (after === undefined) return;
    this.past.push(this.value);
    this.value = after;
    this.lastKey = "";
  }

  /** Starts anew from what the server says; steps taken before would not fit it any more. */
  reset(value: T): void {
    this.value = value;
    this.past = [];
    this.future = [];
    this.lastKey = "";
  }
}
