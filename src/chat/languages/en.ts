// The English catalogue whole. Its shape is the type that every other language must fill.
import { REFUSAL_MEANING as meanings } from '../../domain/refusal.ts';
import { answers } from './en/answers.ts';
import { cards } from './en/cards.ts';
import { dealings } from './en/dealings.ts';
import { models } from './en/models.ts';
import { names } from './en/names.ts';
import { notices } from './en/notices.ts';
import { questions } from './en/questions.ts';
import { refusals } from './en/refusals.ts';
import { said } from './en/said.ts';
import { venue } from './en/venue.ts';

export const en = {
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
