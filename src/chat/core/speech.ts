// One reader's way of speaking: words in the language, figures in the habit, times in the zone.
import { createFormat, type Format, type Language } from '../figures/format.ts';
import { en } from '../languages/en.ts';
import { ko } from '../languages/ko.ts';
import type { Words } from '../languages/words.ts';

export interface Speech {
  readonly words: Words;
  readonly format: Format;
}

const CATALOGUES: Readonly<Record<Language, Words>> = { en, ko };

export const wordsOf = (language: Language): Words => CATALOGUES[language];

export function speech(language: Language, timezone: string): Speech {
  return { words: CATALOGUES[language], format: createFormat(language, timezone) };
}
