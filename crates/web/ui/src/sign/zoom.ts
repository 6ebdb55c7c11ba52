/**
 * The size of the pages: two fingers, the wheel with Ctrl, buttons. Only the pages grow; what leads through them stays where the thumb is.
 */
const STEPS = [1, 1.25, 1.5, 2, 3, 4];
const MOST = 4;

export function nextStep(now: number, direction: 1 | -1): number {
  const steps = direction > 0 ? STEPS : [...STEPS].reverse();
  return steps.find((step) => (direction > 0 ? step > now + 0.01 : step < now - 0.01)) ?? now;
}

export function within(factor: number): number {
  return Math.round(100 * Math.max(1, Math.min(MOST, factor))) / 100;
}

interface Point { x: number; y: number }

function middle(): Point {
  return { x: window.innerWidth / 2, y: window.innerHeight / 2 };
}

/** Two fingers: how far apart, and around which point. */
interface Fingers extends Point { apart: number }

function fingers({ touches: [a, b] }: TouchEvent): Fingers {
  return { apart: Math.max(1, Math.hypot(a!.clientX - b!.clientX, a!.clientY - b!.clientY)), x: (a!.clientX + b!.clientX) / 2, y: (a!.clientY + b!.clientY) / 2 };
}

/** A point of the window that lies over a page, as a share of it. */
interface Anchor { page: HTMLElement; right: number; down: number }

export class PageZoom {
  factor = 1;
  /** What a person chose, which entering a field does not take back. */
  chosen = 1;
  private settling = 0;

  constructor(private readonly pages: HTMLElement, private readonly changed: () => void) {
    pages.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.listenToFingers();
  }

  /** Enlarges the pages, and tells whether that changed anything. */
  set(factor: number): boolean {
    if (this.factor === factor) return false;
    this.factor = factor;
    this.pages.style.setProperty("--zoom", String(factor));
    // The pictures follow when the hand has come to rest: each step of a pinch would ask for others.
    window.clearTimeout(this.settling);
    this.settling = window.setTimeout(() => this.settle(), 250);
    this.changed();
    return true;
  }

  /** By hand: the point in the middle of the view, or under the fingers, stays where it is, or goes with them. */
  choose(factor: number, from = middle(), to = from): void {
    const anchor = this.anchor(from);
    this.chosen = within(factor);
    if (this.set(this.chosen) && anchor) this.bring(anchor, to);
  }

  step(direction: 1 | -1): void {
    this.choose(nextStep(this.factor, direction));
  }

  /** Asks for pictures that are as fine as the pages are large, where there are pictures already. */
  private settle(): void {
    const sizes = (image: HTMLImageElement) => (this.factor === 1 ? image.dataset["sizes"] ?? "100vw" : `${Math.round(this.factor * 100)}vw`);
    for (const image of this.pages.querySelectorAll("img")) {
      const wanted = sizes(image);
      if (image.sizes !== wanted) image.sizes = wanted;
    }
  }

  private anchor({ x, y }: Point): Anchor | null {
    const page = document.elementsFromPoint(x, y).map((one) => one.closest<HTMLElement>(".page")).find((one) => one !== null && this.pages.contains(one));
    if (!page) return null;
    const box = page.getBoundingClientRect();
    return { page, right: (x - box.left) / box.width, down: (y - box.top) / box.height };
  }

  private bring({ page, right, down }: Anchor, { x, y }: Point): void {
    const box = page.getBoundingClientRect();
    this.pages.scrollLeft += box.left + right * box.width - x;
    window.scrollBy(0, box.top + down * box.height - y);
  }

  /** A pinch on a touchpad comes as a wheel with Ctrl. */
  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.choose(this.factor * Math.exp(-event.deltaY / 200), { x: event.clientX, y: event.clientY });
  }

  /** While fingers move, the pages are only shown larger; they are laid out once, when the fingers are lifted. */
  private listenToFingers(): void {
    let start: Fingers | null = null;
    let now: Fingers | null = null;
    let frame = 0;
    const share = () => within((this.factor * now!.apart) / start!.apart) / this.factor;
    const show = () => {
      if (start && now) this.pages.style.transform = `translate(${now.x - start.x}px, ${now.y - start.y}px) scale(${share()})`;
    };
    const end = () => {
      window.cancelAnimationFrame(frame);
      const [from, to] = [start, now];
      const factor = from && to ? this.factor * share() : this.factor;
      [start, now] = [null, null];
      this.pages.style.transform = "";
      if (from && to) this.choose(factor, from, to);
    };
    this.pages.addEventListener("touchstart", (event) => {
      if (event.touches.length !== 2) return;
      event.preventDefault();
      start = fingers(event);
      const box = this.pages.getBoundingClientRect();
      this.pages.style.transformOrigin = `${start.x - box.left}px ${start.y - box.top}px`;
    }, { passive: false });
    this.pages.addEventListener("touchmove", (event) => {
      if (!start || event.touches.length !== 2) return;
      if (event.cancelable) event.preventDefault();
      now = fingers(event);
      window.cancelAnimationFrame(frame);
      frame = window.requestAnimationFrame(show);
    }, { passive: false });
    for (const lifted of ["touchend", "touchcancel"] as const) this.pages.addEventListener(lifted, (event) => { if (start && event.touches.length < 2) end(); });
  }
}
