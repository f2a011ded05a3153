// /funding: who pays whom how much, what it takes of the profit, and what is not known.
import { describe, expect, it } from 'vitest';
import { speech } from '../../src/chat/core/speech.ts';
import { wordFunding } from '../../src/chat/words/word-funding.ts';
import type { DeskView, FundingLine } from '../../src/ports/desk.ts';
import { cannedView, NOON } from '../support/canned-desk.ts';
import { drawPlain } from '../support/draw-plain.ts';

const HELD = { key: 'BTCUSDT:long', symbol: 'BTCUSDT', side: 'long' } as const;
const LINE: FundingLine = {
  ...HELD,
  rate: 0.0003,
  at: NOON + 90 * 60_000,
  cost: { next: 6.5, day: 19.5, suggestsExit: false },
};

const view = (line: FundingLine): DeskView => ({
  ...cannedView,
  accounts: cannedView.accounts.map((account) => ({ ...account, funding: [line] })),
});
const said = (of: DeskView, month?: { funding: number; realizedPnl: number }): string =>
  drawPlain(wordFunding(undefined, month, { ...speech('en', 'UTC'), view: of }));

describe('/funding', () => {
  it('says what a day costs, and when the next payment is due', () => {
    const text = said(view(LINE));
    expect(text).toContain('funding costs about 19.5 USDT a day');
    expect(text).toContain('+0.0300 %');
    expect(text).toContain('in 90 min');
  });

  it('that is paid to the position is income', () => {
    const cost = { next: -6.5, day: -19.5, suggestsExit: false };
    expect(said(view({ ...LINE, cost }))).toContain('funding brings about 19.5 USDT a day');
  });

  it('says so when it takes more than half of the open profit', () => {
    const cost = { next: 6.5, day: 19.5, shareOfProfit: 0.65, suggestsExit: true };
    expect(said(view({ ...LINE, cost }))).toMatch(/a day of funding takes 65 %[\s\S]*Consider to close it/);
    expect(said(view(LINE))).not.toContain('Consider');
  });

  it('holds a month of it against the profits', () => {
    expect(said(view(LINE), { funding: -40, realizedPnl: 100 })).toContain('took 40 % of the profits');
    expect(said(view(LINE), { funding: -10, realizedPnl: 100 })).toContain('10 % of the profits');
    expect(said(view(LINE), { funding: -10, realizedPnl: -5 })).toContain('Paid in 30 days: 10');
    expect(said(view(LINE), { funding: 10, realizedPnl: 100 })).not.toContain('30 days');
  });

  it('says UNKNOWN for a rate that nobody told', () => {
    expect(said(view(HELD))).toContain('UNKNOWN: no funding rate from the exchange');
  });

  it('is one line without a position', () => {
    const flat = { ...cannedView, accounts: cannedView.accounts.map((each) => ({ ...each, funding: [] })) };
    expect(said(flat)).toContain('No position pays funding');
  });
});
