import { deepEqual, equal, match } from "node:assert/strict";
import {
  CATALOGUES,
  chooseLanguage,
  type Entry,
  isLanguage,
  say,
  sayDuration,
  saySize,
  speak,
} from "../../lib/page/words/words.ts";

const LANGUAGES = Object.keys(CATALOGUES).filter(isLanguage);

/** All words of a language, each with its sentences by plural form. */
function sentences(
  language: typeof LANGUAGES[number],
): [word: string, forms: [form: string, sentence: string][]][] {
  const entries: [string, Entry][] = Object.entries(CATALOGUES[language]);
  return entries.map(([word, entry]) => [
    word,
    typeof entry === "string" ? [["", entry]] : Object.entries(entry),
  ]);
}

function placeholders(sentence: string): string[] {
  return [...new Set(sentence.match(/\{\w+\}/g))].sort();
}

for (const language of LANGUAGES) {
  Deno.test(`${language} says all that English says, with the same in it`, () => {
    const english = new Map(sentences("en"));
    deepEqual(sentences(language).map(([word]) => word), [...english.keys()]);
    for (const [word, forms] of sentences(language)) {
      const wanted = english.get(word)?.map(([, it]) => placeholders(it)) ?? [];
      const all = wanted.flat();
      for (const [form, sentence] of forms) {
        match(sentence, /\S/, word);
        // "One person" needs no figure.
        const mayLack = ["zero", "one", "two"].includes(form) ? "{count}" : "";
        deepEqual(
          placeholders(sentence).filter((it) => it !== mayLack),
          [...new Set(all)].filter((it) => it !== mayLack).sort(),
          `${word} ${form}`,
        );
      }
    }
  });

  Deno.test(`${language} has each plural form that it needs`, () => {
    const { pluralCategories } = new Intl.PluralRules(language)
      .resolvedOptions();
    for (const [word, forms] of sentences(language)) {
      if (forms.length === 1 && forms[0]?.[0] === "") continue;
      const has = forms.map(([form]) => form).filter((form) =>
        form !== "zero" || pluralCategories.includes("zero")
      );
      deepEqual(has.sort(), [...pluralCategories].sort(), word);
    }
  });
}

Deno.test("the language is the first of a person's that there is", () => {
  deepEqual(
    [["de", "zh-TW"], ["ar-EG"], ["fr"], [], ["en-GB", "zh"]]
      .map(chooseLanguage),
    ["zh-CN", "ar", "en", "en", "en"],
  );
  equal(isLanguage("toString"), false);
});

Deno.test("sentences are said in the form and the figures of their language", () => {
  speak("en");
  equal(say("call.people", { count: 1 }), "1 person");
  equal(say("call.people", { count: 1_200 }), "1,200 people");
  equal(say("after.met", { count: 0 }), "Nobody else was there.");
  equal(sayDuration(3_723_000), "1:02:03");
  equal(sayDuration(63_000), "1:03");
  equal(saySize(1), "1 byte");
  equal(saySize(4), "4 bytes");
  equal(saySize(1_234_567), "1.2 MB");
  speak("ar");
  equal(say("call.people", { count: 2 }), "شخصان");
  match(say("call.people", { count: 5 }), /أشخاص/);
  speak("en");
});

Deno.test("a name cannot turn the sentence around it", () => {
  speak("en");
  equal(say("notice.joined", { name: "Ada" }), "Ada has joined.");
  equal(
    say("notice.joined", { name: "\u202eadA" }),
    "\u2068\u202eadA\u2069 has joined.",
  );
  speak("ar");
  equal(say("notice.joined", { name: "Ada" }), "انضم \u2068Ada\u2069.");
  speak("en");
  // What looks like a placeholder is not one.
  equal(say("notice.joined", { name: "{name}" }), "{name} has joined.");
});
