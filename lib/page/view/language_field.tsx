/**
 * Which language the page speaks.
 *
 * @module
 */

import type { JSX } from "preact";
import type { Preferences } from "../preferences.ts";
import { isLanguage, language, LANGUAGES, say, speak } from "../words/words.ts";

/** What {@linkcode LanguageField} is given. */
export interface LanguageFieldProps {
  /** Where the choice is kept. */
  preferences: Preferences;
  /** The field's id, if it has a label of its own. */
  id?: string;
}

/** The languages, each as it calls itself. */
export function LanguageField(
  { preferences, id }: LanguageFieldProps,
): JSX.Element {
  return (
    <select
      id={id}
      class="language"
      aria-label={id === undefined ? say("app.language") : undefined}
      value={language.value}
      onChange={({ currentTarget: { value } }) => {
        if (!isLanguage(value)) return;
        speak(value);
        preferences.choose({ language: value });
      }}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>{name}</option>
      ))}
    </select>
  );
}
