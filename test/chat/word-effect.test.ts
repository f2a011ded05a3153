// What a card says of the book after it: nothing left to liquidate is good news, an unknown book is not.
import { expect, it } from 'vitest';
import { speech } from '../../src/chat/core/speech.ts';
import { wordProposal } from '../../src/chat/words/word-proposal.ts';
import type { ProposalEffect } from '../../src/domain/proposal.ts';
import { cannedProposal, cannedView, executedProposal } from '../support/canned-desk.ts';
import { drawPlain } from '../support/draw-plain.ts';

const { effect } = cannedProposal.content;
const CLOSED: ProposalEffect = { ...effect, liquidationDistance: { now: 0.046, after: null } };
const UNKNOWN: ProposalEffect = { ...CLOSED, marginRatio: { now: 0.9, after: null } };

const card = (changed: ProposalEffect, language: 'en' | 'ko' = 'en'): string =>
  drawPlain(
    wordProposal(
      { ...cannedProposal, content: { ...cannedProposal.content, effect: changed } },
      { ...speech(language, 'UTC'), view: cannedView },
    ),
  );
const outcome = (changed: ProposalEffect): string =>
  drawPlain(
    wordProposal(
      { ...executedProposal, outcome: { ...executedProposal.outcome!, effect: changed } },
      { ...speech('en', 'UTC'), view: cannedView },
    ),
  );

it('a close leaves nothing to liquidate, and the card says so', () => {
  expect(card(CLOSED)).toMatch(/to liq +4\.6 % +none/);
  expect(card(CLOSED, 'ko')).toMatch(/4\.6 % +없음/);
  expect(outcome(CLOSED)).toContain('To liq 4.6 → none');
});

it('a book that is not known is UNKNOWN', () => {
  expect(card(UNKNOWN)).toMatch(/to liq +4\.6 % +UNKNOWN/);
  expect(outcome(UNKNOWN)).toContain('To liq 4.6 → ?');
});
