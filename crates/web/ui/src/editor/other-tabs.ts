/**
 * Who else has this draft open. Tabs of one browser greet each other and say at once what they have saved; of other browsers the server
 * is asked now and then whether there is a newer version.
 */
export type Told =
  | { kind: "hello" | "here" | "bye"; tab: string }
  | { kind: "saved"; tab: string; version: number }
  | { kind: "gone"; tab: string };

/** What the tabs of one browser speak through. */
export interface Channel {
  postMessage(told: Told): void;
  addEventListener(type: "message", listener: (event: { data: Told }) => void): void;
}

export interface Listener {
  /** The version that this tab knows. */
  version(): number;
  /** How many other tabs of this browser have the draft open. */
  count(others: number): void;
  /** Somebody has saved a version that this tab does not know. */
  newer(): void;
  /** It is no draft any more: sent, or deleted. */
  gone(): void;
}

/** What the server says of the version that this tab knows. */
export type Freshness = "same" | "newer" | "gone" | "unknown";

const ASK_MS = 15_000;

/** An editor of the same draft in another browser, on another device, or of a colleague. */
export interface Guest { tab: string; name: string; own: boolean }

const PRESENT_MS = 10_000;

/** Tells the server that this tab has the draft open, and hears of those elsewhere; tabs of this browser speak for themselves. */
export function watchGuests(url: string, tab: string, near: (tab: string) => boolean, tell: (guests: Guest[]) => void): void {
  const say = (leaving: boolean) => fetch(`${url}/presence`, { method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, credentials: "same-origin", keepalive: leaving, body: JSON.stringify({ tab, leaving }) });
  const ask = async () => {
    try {
      const answer = await say(false);
      if (answer.ok) tell(farAway(((await answer.json()) as { others: Guest[] }).others, near));
    } catch {
      // The next question may find a way.
    }
  };
  // A tab that nobody looks at is open all the same.
  window.setInterval(() => void ask(), PRESENT_MS);
  window.addEventListener("focus", () => void ask());
  window.addEventListener("pagehide", () => void say(true).catch(() => undefined));
  void ask();
}

/** Those that are not tabs of this browser; each person once, oneself on another device among them. */
export function farAway(others: readonly Guest[], near: (tab: string) => boolean): Guest[] {
  const far = others.filter((one) => !near(one.tab));
  return far.filter((one, index) => far.findIndex((other) => other.own === one.own && other.name === one.name) === index);
}

export class OtherTabs {
  private readonly others = new Set<string>();

  /** Whether this tab is one of the same browser. */
  knows(tab: string): boolean { return this.others.has(tab); }

  constructor(private readonly tab: string, private readonly channel: Channel | null, private readonly listener: Listener) {
    channel?.addEventListener("message", (event) => this.hear(event.data));
    this.tell({ kind: "hello", tab });
  }

  saved(): void {
    this.tell({ kind: "saved", tab: this.tab, version: this.listener.version() });
  }

  gone(): void {
    this.tell({ kind: "gone", tab: this.tab });
  }

  /** This tab is hidden for good, or comes back out of the browser's memory. */
  leave(): void { this.tell({ kind: "bye", tab: this.tab }); }
  comeBack(): void { this.tell({ kind: "hello", tab: this.tab }); }

  private tell(told: Told): void {
    this.channel?.postMessage(told);
  }

  private hear(told: Told): void {
    if (told.kind === "gone") return this.listener.gone();
    if (told.kind === "bye") this.others.delete(told.tab);
    else this.others.add(told.tab);
    if (told.kind === "hello") this.tell({ kind: "here", tab: this.tab });
    this.listener.count(this.others.size);
    if (told.kind === "saved" && told.version > this.listener.version()) this.listener.newer();
  }
}

/** Asks the server again and again while somebody looks, and at once when they come back. */
export function watchServer(url: string, listener: Pick<Listener, "version" | "newer" | "gone">, busy: () => boolean): void {
  let over = false;
  const ask = async () => {
    if (over || document.hidden || busy()) return;
    const found = await freshness(url, listener.version());
    // What was saved here meanwhile makes the answer old.
    if (over || busy()) return;
    if (found === "newer") listener.newer();
    over = found === "gone";
    if (over) listener.gone();
  };
  window.setInterval(() => void ask(), ASK_MS);
  document.addEventListener("visibilitychange", () => void ask());
  window.addEventListener("focus", () => void ask());
}

async function freshness(url: string, version: number): Promise<Freshness> {
  try {
    const response = await fetch(url, { headers: { accept: "application/json", "if-none-match": `"${version}"` }, credentials: "same-origin", cache: "no-store" });
    if (response.status === 304) return "same";
    if (response.status === 404 || response.status === 409) return "gone";
    if (!response.ok) return "unknown";
    return ((await response.json()) as { version: number }).version > version ? "newer" : "same";
  } catch {
    return "unknown";
  }
}
