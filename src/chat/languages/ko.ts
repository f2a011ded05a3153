// The Korean catalogue whole.
import { answers } from './ko/answers.ts';
import { cards } from './ko/cards.ts';
import { dealings } from './ko/dealings.ts';
import { meanings } from './ko/meanings.ts';
import { models } from './ko/models.ts';
import { names } from './ko/names.ts';
import { notices } from './ko/notices.ts';
import { questions } from './ko/questions.ts';
import { refusals } from './ko/refusals.ts';
import { said } from './ko/said.ts';
import { venue } from './ko/venue.ts';
import type { Words } from './words.ts';

export const ko: Words = {
  ...names,
  ...cards,
  ...answers,
  ...dealings,
  ...notices,
  ...questions,
  ...said,
  ...venue,
  meanings,
  models,
  refusals,
};
