/**
 * The words of an island, given by the page in `<script type="application/json" id="words">`.
 * Sentences come ready from Fluent on the server; only `{placeholders}` are filled here, and the plural form is chosen.
 */
export type Plural = Partial<Record<Intl.LDMLPluralRule | "0", string>>;
export type Dictionary = Record<string, string | Plural>;
export type Values = Record<string, string | number>;

export class Words {
  private readonly plurals: Intl.PluralRules;

  constructor(private readonly dictionary: Dictionary, readonly language: string) {
    this.plurals = new Intl.PluralRules(language);
  }

  /** A sentence; an unknown key shows itself, so that a test or a person sees it. */
  text(key: string, values: Values = {}): string {
    const entry = this.dictionary[key];
    return typeof entry === "string" ? fill(entry, values) : key;
  }

  /** A sentence that depends on a number, which fills `{n}`. */
  count(key: string, n: number, values: Values = {}): string {
    const forms = this.dictionary[key];
    if (forms === undefined || typeof forms === "string") return key;
    const form = (forms as Record<string, string | undefined>)[String(n)] ?? forms[this.plurals.select(n)] ?? forms.other;
    return form === undefined ? key : fill(form, { ...values, n });
  }

  /** A moment or a size in the page's language. */
  number(value: number, digits = 0): string {
    return value.toLocaleString(this.language, { maximumFractionDigits: digits });
  }
}

function fill(sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Parses the JSON block with this id; the server always renders it. */
export function readBlock<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null") as T;
}

export function readWords(): Words {
  return new Words(readBlock<Dictionary>("words") ?? {}, document.documentElement.lang || "en");
}
