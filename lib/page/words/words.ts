/**
 * All words of the page, in each of its languages.
 *
 * @module
 */

import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import ar from "./ar.json" with { type: "json" };
import en from "./en.json" with { type: "json" };
import zh from "./zh-CN.json" with { type: "json" };

/** What can be said. */
export type Word = keyof typeof en;

/** A sentence, or one for each plural form that the language has. */
export type Entry = string | { readonly [form: string]: string };

/** What goes into a sentence: `{name}` in it is replaced by `name`. `count` chooses the plural form. */
export type Values = Readonly<Record<string, string | number>>;

/** A language of the page. */
export type Language = "en" | "zh-CN" | "ar";

/** The catalogues. That none of them lacks a word, the compiler sees. */
export const CATALOGUES: Readonly<
  Record<Language, Readonly<Record<Word, Entry>>>
> = { en, "zh-CN": zh, ar };

/** What each language calls itself. */
export const LANGUAGES: Readonly<Record<Language, string>> = {
  en: "English",
  "zh-CN": "简体中文",
  ar: "العربية",
};

const RIGHT_TO_LEFT: readonly Language[] = ["ar"];

const chosen: Signal<Language> = signal("en");

/** The language that is spoken. */
export const language: ReadonlySignal<Language> = chosen;

/** The direction in which it is written. */
export const direction: ReadonlySignal<"ltr" | "rtl"> = computed(() =>
  RIGHT_TO_LEFT.includes(chosen.value) ? "rtl" : "ltr"
);

/** Speaks a language from now on. */
export function speak(next: Language): void {
  chosen.value = next;
}

/** Whether the page speaks it. */
export function isLanguage(code: string | undefined): code is Language {
  return code !== undefined && Object.hasOwn(CATALOGUES, code);
}

/** The language of the page that comes first among those that a person reads. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const code of wanted) {
    const [tongue] = code.toLowerCase().split("-");
    const found = Object.keys(CATALOGUES).filter(isLanguage)
      .find((one) => one.split("-")[0] === tongue);
    if (found) return found;
  }
  return "en";
}

/**
 * Says something in the language that is spoken.
 *
 * @example
 * ```ts ignore
 * say("notice.joined", { name: "Ada" }); // "Ada has joined."
 * ```
 */
export function say(word: Word, values: Values = {}): string {
  const entry = CATALOGUES[chosen.value][word];
  const sentence = typeof entry === "string"
    ? entry
    : entry[formOf(entry, values.count)] ?? entry.other ?? "";
  return sentence.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => written(values[name] ?? ""),
  );
}

/** Says a number, as the language writes it. */
export function sayNumber(
  value: number,
  options?: Intl.NumberFormatOptions,
): string {
  return new Intl.NumberFormat(chosen.value, options).format(value);
}

/** Says a time of day. */
export function sayTime(at: number): string {
  return new Intl.DateTimeFormat(chosen.value, { timeStyle: "short" })
    .format(at);
}

/** Says several things as one: "Ada, Bob and Eve". */
export function sayList(things: readonly string[]): string {
  return new Intl.ListFormat(chosen.value).format(things);
}

/** Says how large a file is. */
export function saySize(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const power = Math.min(
    units.length - 1,
    Math.floor(Math.log10(Math.max(bytes, 1)) / 3),
  );
  return sayNumber(bytes / 1_000 ** power, {
    style: "unit",
    unit: units[power] ?? "byte",
    // "4 byte" is what the short form says.
    unitDisplay: power ? "short" : "long",
    maximumFractionDigits: power ? 1 : 0,
  });
}

/** Says how long something was: `1:02:03`, or `2:03`. */
export function sayDuration(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const parts = [
    Math.floor(seconds / 3_600),
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) =>
    sayNumber(part, { minimumIntegerDigits: index ? 2 : 1 })
  ).join(":");
}

/** The form for a number. For none at all there may be one in languages that count it as many, too. */
function formOf(
  entry: Exclude<Entry, string>,
  count: string | number | undefined,
): string {
  return count === 0 && "zero" in entry
    ? "zero"
    : new Intl.PluralRules(chosen.value).select(Number(count));
}

/** A value within a sentence. What a person is called shall not turn the sentence around it. */
function written(value: string | number): string {
  if (typeof value === "number") return sayNumber(value);
  return /^[\x20-\x7e]*$/.test(value) && direction.value === "ltr"
    ? value
    : `\u2068${value}\u2069`;
}
