// /funding: who pays whom how much, what it takes of the profit, and what is not known.
import { describe, expect, it } from 'vitest';
import { speech } from '../../src/chat/speech.ts';
import { wordFunding } from '../../src/chat/word-funding.ts';
import { Money } from '../../src/domain/money.ts';
import type { Position } from '../../src/domain/position.ts';
import type { DeskView } from '../../src/ports/desk.ts';
import { cannedView, NOON } from '../support/canned-desk.ts';
import { drawPlain } from '../support/draw-plain.ts';

const [account] = cannedView.accounts;
const [held] = account?.snapshot?.positions ?? [];

function view(changes: Partial<Position>): DeskView {
  if (account?.snapshot === undefined || held === undefined) throw new Error('the canned desk holds nothing');
  const { fundingRate: _, ...position } = held;
  return {
    ...cannedView,
    accounts: [
      {
        ...account,
        funding: [{ symbol: held.symbol, rate: 0.0001, at: NOON + 90 * 60_000 }],
        snapshot: { ...account.snapshot, positions: [{ ...position, fundingRate: 0.0003, ...changes }] },
      },
    ],
  };
}
const said = (of: DeskView, month?: { funding: number; realizedPnl: number }): string =>
  drawPlain(wordFunding(undefined, month, { ...speech('en', 'UTC'), view: of }));

describe('/funding', () => {
  it('says what a day costs, and when the next payment is due', () => {
    const text = said(view({}));
    expect(text).toMatch(/funding costs about [\d.,]+ USDT a day/);
    expect(text).toContain('+0.0300 %');
    expect(text).toContain('in 90 min');
  });

  it('of a short at a rate above zero is income', () => {
    expect(said(view({ side: 'short' }))).toMatch(/funding brings about [\d.,]+ USDT a day/);
  });

  it('says so when it takes more than half of the open profit', () => {
    expect(said(view({ unrealizedPnl: Money.parse('1', 'USDT') }))).toContain('Consider to close it');
    expect(said(view({ unrealizedPnl: Money.parse('100000', 'USDT') }))).not.toContain('Consider');
  });

  it('holds a month of it against the profits', () => {
    expect(said(view({}), { funding: -40, realizedPnl: 100 })).toContain('took 40 % of the profits');
    expect(said(view({}), { funding: -10, realizedPnl: 100 })).toContain('10 % of the profits');
    expect(said(view({}), { funding: -10, realizedPnl: -5 })).toContain('Paid in 30 days: 10');
    expect(said(view({}), { funding: 10, realizedPnl: 100 })).not.toContain('30 days');
  });

  it('says UNKNOWN for a rate that nobody told', () => {
    const of = view({});
    const [only] = of.accounts;
    const { fundingRate: _, ...bare } = only!.snapshot!.positions[0]!;
    const blind = { ...only!, funding: [], snapshot: { ...only!.snapshot!, positions: [bare] } };
    expect(said({ ...of, accounts: [blind] })).toContain('UNKNOWN: no funding rate from the exchange');
  });
});
