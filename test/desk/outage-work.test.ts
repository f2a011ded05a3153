// What an outage calls for: our resting orders go where they can be reached, and one card waits to cut as soon as the exchange answers.
import { describe, expect, test } from 'vitest';
import { approve } from '../../src/desk/proposals/approving.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import type { ExchangeMethod } from '../support/sim-faults.ts';
import { fault } from '../support/sim-faults.ts';
import { DeskRig, MINUTE, SECOND, SETTINGS } from './desk-rig.ts';

const READS: readonly ExchangeMethod[] = ['balances', 'positions', 'openOrders', 'marks'];
const silent = (rig: DeskRig, ...methods: readonly ExchangeMethod[]): void => {
  for (const method of methods) rig.exchange.fail(method, fault('TIMEOUT'));
};
const order = {
  symbol: 'BTCUSDT',
  side: 'sell',
  positionSide: 'long',
  reduceOnly: true,
  quantity: Quantity.parse('0.1'),
} as const;

function resting(rig: DeskRig): void {
  const at = rig.clock.now();
  const limitPrice = Price.parse('65000');
  rig.venue.rest({ ...order, type: 'limit', limitPrice, clientOrderId: `${'a'.repeat(32)}0001` }, at);
  rig.venue.rest({ ...order, type: 'limit', limitPrice, clientOrderId: 'by-hand' }, at);
  const stopPrice = Price.parse('50000');
  rig.venue.rest({ ...order, type: 'stop-market', stopPrice, clientOrderId: `s${'b'.repeat(20)}-1` }, at);
}
const left = (rig: DeskRig): string[] =>
  rig.venue.open().map(({ clientOrderId }) => clientOrderId.slice(0, 7));

describe('the orders that we left resting', () => {
  test('go where they can be reached; stops and other people’s stay', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    resting(rig);
    silent(rig, 'balances');
    await rig.passes(3);
    expect(left(rig)).toEqual(['by-hand', 'sbbbbbb']);
  });

  test('are tried for again until they are reached, and after two failed checks not yet', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    resting(rig);
    silent(rig, ...READS);
    await rig.passes(4);
    expect(left(rig)).toHaveLength(3);
    rig.exchange.heal();
    silent(rig, 'balances');
    await rig.passes(1, 31 * SECOND);
    await rig.passes(2);
    expect(left(rig)).toHaveLength(2);
    const early = new DeskRig().withBtcLong('20000');
    await early.pass();
    resting(early);
    silent(early, 'balances');
    await early.passes(2);
    expect(left(early)).toHaveLength(3);
  });
});

describe('the protection', () => {
  async function out(coolDownMs = 10 * MINUTE): Promise<DeskRig> {
    const responses = { ...SETTINGS.responses, coolDownMs };
    const rig = new DeskRig({ settings: { responses } }).withBtcLong('20000');
    await rig.pass();
    silent(rig, ...READS);
    await rig.passes(3);
    return rig;
  }

  test('is one card with the usual share off every position, from the picture of before', async () => {
    const rig = await out();
    await rig.passes(10);
    expect(rig.cards).toMatchObject([
      {
        state: { kind: 'proposed' },
        content: {
          reason: { kind: 'outage', since: expect.any(Number) },
          action: { kind: 'reduce', legs: [{ symbol: 'BTCUSDT', quantity: '0.25', targetAfter: '0.25' }] },
        },
      },
    ]);
  });

  test('that nobody decided is not needed once the account is seen again', async () => {
    const rig = await out();
    rig.exchange.heal();
    await rig.passes(2);
    expect(rig.cards.map(({ state }) => state)).toMatchObject([{ kind: 'obsolete', why: 'not-needed' }]);
    expect(rig.exchange.submitsSeen).toBe(0);
  });

  test('that was approved waits for the exchange, and is carried out once when it answers', async () => {
    const rig = await out();
    const [card] = rig.cards;
    const approved = await approve(rig.context, rig.ask(), card!.code, card!.contentHash);
    expect(approved.ok).toBe(true);
    await rig.passes(4);
    expect(rig.exchange.submitsSeen).toBe(0);
    rig.exchange.heal();
    await rig.passes(4);
    expect(rig.exchange.submitsSeen).toBe(1);
    expect(`${rig.venue.signed('BTCUSDT')}`).toBe('0.25');
  });

  test('is not offered beside an approved one that still waits', async () => {
    const rig = await out(0);
    const [card] = rig.cards;
    await approve(rig.context, rig.ask(), card!.code, card!.contentHash);
    await rig.passes(12, 31 * SECOND);
    expect(rig.cards.map(({ state }) => state.kind)).toEqual(['executing']);
  });

  test('is offered again after it ran out while the outage lasts, and not more often', async () => {
    const rig = await out();
    await rig.passes(60, 31 * SECOND);
    const cards = rig.cards.map(({ content }) => content.createdAt).sort((a, b) => a - b);
    expect(cards).toHaveLength(3);
    expect(cards[1]! - cards[0]!).toBeGreaterThanOrEqual(15 * MINUTE);
  });

  test('is not offered for a flat account, one never seen, or a key that is not taken', async () => {
    const flat = new DeskRig();
    flat.venue.list('BTCUSDT', '60000');
    const unseen = new DeskRig().withBtcLong('20000');
    silent(unseen, ...READS);
    const refused = new DeskRig().withBtcLong('20000');
    for (const rig of [flat, refused]) await rig.pass();
    silent(flat, ...READS);
    refused.exchange.fail('balances', fault('AUTH_LOST'));
    for (const rig of [flat, unseen, refused]) {
      await rig.passes(6);
      expect(rig.cards).toEqual([]);
    }
  });
});
