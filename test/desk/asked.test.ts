// What people ask of the desk in words or by a button: cards, and the adjustments of cards.
import { describe, expect, test } from 'vitest';
import { contentHashOf } from '../../src/desk/cards/draft-proposal.ts';
import { adjust } from '../../src/desk/proposals/adjust.ts';
import { proposeBestStep, proposeClose, proposeCut } from '../../src/desk/proposals/propose-asked.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import { legsOf, type Proposal } from '../../src/domain/proposal.ts';
import type { Result } from '../../src/domain/result.ts';
import type { Declined } from '../../src/ports/desk.ts';
import { SimVenue } from '../support/sim-venue.ts';
import { DeskRig, MINUTE, SETTINGS } from './desk-rig.ts';

function value<T>(result: Result<T, Declined>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const codes = (result: Result<unknown, Declined>): string[] =>
  !result.ok && result.error.kind === 'refused' ? result.error.refusals.map(({ code }) => code) : [];

const legs = (proposal: Proposal) => legsOf(proposal.content.action);

describe('/cut', () => {
  test('makes a card with absolute quantities, cost, effect, deadlines and a hash over all of it', async () => {
    const rig = new DeskRig().withBtcLong();
    await rig.passes(2);
    const card = value(await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', share: 0.5 }));
    expect(legs(card)).toMatchObject([
      {
        symbol: 'BTCUSDT',
        side: 'sell',
        quantity: '0.25',
        positionBefore: '0.5',
        targetAfter: '0.25',
        referencePrice: '60000',
        feeRate: 0.0005,
      },
    ]);
    expect(legs(card)[0]?.slippage).toBeCloseTo(0.0001, 6);
    expect(card.content).toMatchObject({
      account: 'main',
      mode: 'paper',
      proposedBy: 'ann',
      reason: { kind: 'asked', by: 'ann' },
      approveBy: rig.clock.now() + 5 * MINUTE,
      executeBy: rig.clock.now() + 7 * MINUTE,
    });
    expect(card.contentHash).toBe(contentHashOf(rig.context, card.content));
    expect(card.content.effect.marginRatio.after).toBeLessThan(card.content.effect.marginRatio.now!);
    expect(rig.heardWords()).toContain('card proposed reduce BTCUSDT 0.25');
  });

  test('of the same ask delivered twice is one card', async () => {
    const rig = new DeskRig().withBtcLong();
    await rig.pass();
    const ask = rig.ask();
    const first = value(await proposeCut(rig.context, ask, { symbol: 'BTCUSDT', share: 0.5 }));
    const again = value(await proposeCut(rig.context, ask, { symbol: 'BTCUSDT', share: 0.5 }));
    rig.context.memory.proposals.clear();
    const later = value(await proposeCut(rig.context, ask, { symbol: 'BTCUSDT', share: 0.5 }));
    expect([again.content.id, later.content.id]).toEqual([first.content.id, first.content.id]);
    expect(rig.ledger.content.proposals.size).toBe(1);
  });

  test('that would do exactly what a waiting card does names that card', async () => {
    const rig = new DeskRig().withBtcLong();
    await rig.pass();
    const first = value(await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', share: 0.5 }));
    const second = await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', share: 0.5 });
    expect(second).toMatchObject({
      error: { refusals: [{ code: 'DUPLICATE_INTENT', card: first.code }] },
    });
  });

  test.each([
    ['more than the position', { symbol: 'BTCUSDT', share: 1.5 }, 'PERCENT_OUT_OF_RANGE'],
    ['nothing', { symbol: 'BTCUSDT', share: 0 }, 'PERCENT_OUT_OF_RANGE'],
    ['not a number', { symbol: 'BTCUSDT', share: Number.NaN }, 'PERCENT_OUT_OF_RANGE'],
    ['a symbol without a position', { symbol: 'DOGEUSDT', share: 0.5 }, 'NO_POSITION'],
    ['an account that is not there', { account: 'x', symbol: 'BTCUSDT', share: 0.5 }, 'ACCOUNT_UNKNOWN'],
    ['less than the smallest order', { symbol: 'BTCUSDT', share: 0.0001 }, 'QUANTITY_TOO_SMALL'],
  ])('of %s is refused', async (_name, cut, code) => {
    const rig = new DeskRig().withBtcLong();
    await rig.pass();
    expect(codes(await proposeCut(rig.context, rig.ask(), cut))).toEqual([code]);
    expect(rig.ledger.content.proposals.size).toBe(0);
  });

  test('says which positions are open when there is none in the symbol', async () => {
    const rig = new DeskRig().withBtcLong();
    expect(await proposeCut(rig.context, rig.ask(), { symbol: 'DOGEUSDT', share: 0.5 })).toMatchObject({
      error: { refusals: [{ code: 'NO_POSITION', open: ['BTCUSDT'] }] },
    });
  });

  test('is refused on a partial picture and while latched, and a fault is a fault', async () => {
    const rig = new DeskRig().withBtcLong();
    await rig.pass();
    rig.exchange.fail('openOrders');
    const cut = { symbol: 'BTCUSDT', share: 0.5 };
    expect(codes(await proposeCut(rig.context, rig.ask(), cut))).toEqual(['INCOMPLETE_DATA']);
    rig.exchange.heal();
    rig.exchange.fail('balances');
    expect(await proposeCut(rig.context, rig.ask(), cut)).toMatchObject({ error: { kind: 'fault' } });
    rig.exchange.heal();
    rig.context.memory.killing = true;
    expect(codes(await proposeCut(rig.context, rig.ask(), cut))).toEqual(['LATCHED']);
  });

  test('of a hedged symbol asks which side', async () => {
    const rig = new DeskRig({ venue: new SimVenue('hedge') });
    rig.withBtcLong();
    rig.venue.hold({ symbol: 'BTCUSDT', side: 'short', quantity: '0.2' });
    const asked = await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', share: 0.5 });
    expect(asked).toMatchObject({
      error: {
        refusals: [{ code: 'SYMBOL_AMBIGUOUS', candidates: ['main BTCUSDT:long', 'main BTCUSDT:short'] }],
      },
    });
    const card = value(
      await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', side: 'short', share: 0.5 }),
    );
    expect(legs(card)).toMatchObject([{ side: 'buy', positionSide: 'short', quantity: '0.1' }]);
  });

  test('is split at the largest order of the venue, with the position left after each piece', async () => {
    const rig = new DeskRig();
    rig.venue.list('BTCUSDT', '60000', { maxMarketQuantity: new Decimal('0.2') });
    rig.venue.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.5' });
    const card = value(await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', share: 1 }));
    expect(card.content.action.kind).toBe('close');
    expect(legs(card).map(({ quantity, targetAfter }) => [quantity, targetAfter])).toEqual([
      ['0.2', '0.3'],
      ['0.2', '0.1'],
      ['0.1', '0'],
    ]);
  });

  test('of a large real position needs two people, and the proposer is not one of them', async () => {
    const rig = new DeskRig({ mode: 'real', settings: { twoPersonNotional: '10000' } }).withBtcLong();
    const large = value(await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', share: 0.5 }));
    expect(large.content.policy).toMatchObject({ quorum: 2, proposerMayApprove: false });
    const small = value(await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', share: 0.1 }));
    expect(small.content.policy).toMatchObject({ quorum: 1, proposerMayApprove: true });
  });

  test('with a book that cannot be read or is too thin states the slippage cap', async () => {
    const rig = new DeskRig().withBtcLong();
    rig.exchange.fail('orderBook');
    const unread = value(await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', share: 0.5 }));
    expect(legs(unread)[0]?.slippage).toBe(SETTINGS.policies.reduce.slippageCap);
    rig.exchange.heal();
    rig.exchange.bookDepth = 0.01;
    const thin = value(await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', share: 0.4 }));
    expect(legs(thin)[0]?.slippage).toBe(SETTINGS.policies.reduce.slippageCap);
  });
});

describe('/close and the best step', () => {
  test('close all makes a card for each position', async () => {
    const rig = new DeskRig().withBtcLong();
    rig.venue.list('ETHUSDT', '3000');
    rig.venue.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '2' });
    const cards = value(await proposeClose(rig.context, rig.ask(), { symbol: 'all' }));
    expect(cards.map((card) => legs(card).map((leg) => `${leg.side} ${leg.quantity} ${leg.symbol}`))).toEqual(
      [['sell 0.5 BTCUSDT'], ['buy 2 ETHUSDT']],
    );
  });

  test('close of what is not open is refused', async () => {
    const rig = new DeskRig().withBtcLong();
    expect(codes(await proposeClose(rig.context, rig.ask(), { symbol: 'ETHUSDT' }))).toEqual(['NO_POSITION']);
    const empty = new DeskRig();
    empty.venue.list('BTCUSDT', '60000');
    expect(codes(await proposeClose(empty.context, empty.ask(), { symbol: 'all' }))).toEqual([
      'NOTHING_TO_DO',
    ]);
  });

  test('the best step is the one that the assessment found', async () => {
    const rig = new DeskRig().withBtcLong();
    await rig.pass();
    const { bestStep } = rig.context.memory.accounts.get('main')!.assessment!;
    const card = value(await proposeBestStep(rig.context, rig.ask()));
    expect(legs(card)[0]?.quantity).toBe(String(0.5 * bestStep!.share));
  });

  test('without a step there is nothing to do', async () => {
    const rig = new DeskRig();
    rig.venue.list('BTCUSDT', '60000');
    await rig.pass();
    expect(codes(await proposeBestStep(rig.context, rig.ask()))).toEqual(['NOTHING_TO_DO']);
  });
});

describe('Halve and Smallest', () => {
  const emergency = async (): Promise<{ rig: DeskRig; card: Proposal }> => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    rig.mark('BTCUSDT', 21_200);
    await rig.pass();
    return { rig, card: rig.cards[0]! };
  };

  test('halve makes a new card with its own hash and ends the old one', async () => {
    const { rig, card } = await emergency();
    const half = value(await adjust(rig.context, rig.ask(), card.code, 'halve'));
    expect(legs(half)[0]?.quantity).toBe('0.125');
    expect(half.contentHash).not.toBe(card.contentHash);
    expect(half.content.reason).toMatchObject({ kind: 'adjusted', how: 'halve', by: 'ann' });
    expect(rig.context.memory.proposals.get(card.content.id)?.state).toMatchObject({
      kind: 'obsolete',
      why: 'superseded',
      by: half.code,
    });
  });

  test('smallest cuts what brings the distance back over the critical line, rounded up', async () => {
    const { rig, card } = await emergency();
    const smallest = value(await adjust(rig.context, rig.ask(), card.code, 'smallest'));
    expect(smallest.content.effect.liquidationDistance.after).toBeGreaterThan(0.1);
    expect(legs(smallest)[0]?.quantity).toBe(card.content.smallest?.legs[0]?.quantity);
    const step = new Decimal('0.001');
    expect(new Decimal(legs(smallest)[0]!.quantity).mod(step).isZero()).toBe(true);
  });

  test('of an isolated position: half the margin, and no cut that would not help', async () => {
    const rig = new DeskRig();
    rig.venue.list('BTCUSDT', '60000');
    rig.venue.hold({
      symbol: 'BTCUSDT',
      side: 'long',
      quantity: '0.5',
      marginMode: 'isolated',
      isolatedMargin: '3000',
    });
    await rig.passes(2);
    rig.mark('BTCUSDT', 56_500);
    await rig.pass();
    const [margin, cut] = rig.cards.filter(({ state }) => state.kind === 'proposed');
    const half = value(await adjust(rig.context, rig.ask(), margin!.code, 'halve'));
    expect(half.content.action).toMatchObject({ kind: 'add-margin', amount: '300' });
    expect(codes(await adjust(rig.context, rig.ask(), cut!.code, 'smallest'))).toEqual(['CUT_DOES_NOT_HELP']);
  });

  test('smallest needs a breach that a cut can end', async () => {
    const rig = new DeskRig().withBtcLong();
    await rig.pass();
    const asked = value(await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', share: 0.5 }));
    expect(asked.content.smallest).toBeUndefined();
    expect(codes(await adjust(rig.context, rig.ask(), asked.code, 'smallest'))).toEqual(['NOTHING_TO_DO']);
  });

  test('halve of what is already the smallest order is refused with the numbers', async () => {
    const rig = new DeskRig().withBtcLong('4000', '0.002');
    await rig.pass();
    const asked = value(await proposeCut(rig.context, rig.ask(), { symbol: 'BTCUSDT', share: 0.5 }));
    expect(codes(await adjust(rig.context, rig.ask(), asked.code, 'halve'))).toEqual(['QUANTITY_TOO_SMALL']);
    expect(rig.context.memory.proposals.get(asked.content.id)?.state.kind).toBe('proposed');
  });

  test('a card that was decided or has run out is not adjusted', async () => {
    const { rig, card } = await emergency();
    value(await adjust(rig.context, rig.ask(), card.code, 'halve'));
    expect(codes(await adjust(rig.context, rig.ask(), card.code, 'halve'))).toEqual(['PROPOSAL_DECIDED']);
    const open = rig.cards.find((each) => each.state.kind === 'proposed')!;
    await rig.clock.advance(6 * MINUTE);
    expect(codes(await adjust(rig.context, rig.ask(), open.code, 'halve'))).toEqual(['PROPOSAL_EXPIRED']);
    expect(codes(await adjust(rig.context, rig.ask(), 'ZZZZ', 'halve'))).toEqual(['PROPOSAL_UNKNOWN']);
  });
});
