import { deepEqual, equal, ok } from "node:assert/strict";
import {
  ENV_NAMES,
  OPTIONS,
  QUESTIONS,
  SETTING_NAMES,
} from "../../lib/cli/options.ts";
import { DEFAULTS } from "../../lib/cli/settings.ts";

for (const name of SETTING_NAMES) {
  const { flag, env, kind } = OPTIONS[name];

  Deno.test(`OPTIONS.${name} has one name in three spellings`, () => {
    const words = name.replace(
      /[A-Z]/g,
      (letter) => `-${letter.toLowerCase()}`,
    );
    equal(flag, words);
    equal(env, `PARLEY_${words.toUpperCase().replaceAll("-", "_")}`);
  });

  Deno.test(`OPTIONS.${name} reads its own default`, () => {
    const value = DEFAULTS[name];
    if (value !== undefined) deepEqual(kind.parse(`${value}`), value);
  });
}

Deno.test("OPTIONS has a row for every default", () => {
  deepEqual(SETTING_NAMES, Object.keys(DEFAULTS));
  deepEqual(ENV_NAMES.length, SETTING_NAMES.length);
});

Deno.test("OPTIONS and QUESTIONS share no name", () => {
  const flags = [...SETTING_NAMES.map((name) => OPTIONS[name].flag)];
  const all = [...flags, ...QUESTIONS.map(({ flag }) => flag)];
  equal(new Set(all).size, all.length);
  ok(QUESTIONS.every(({ short }) => short.length === 1));
});
