// Symbols that stand still: seen, told once, blocked, watched every ten seconds, and told with their gap when they move again.
import { describe, expect, test } from 'vitest';
import { proposeCut } from '../../src/desk/proposals/propose-asked.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { success } from '../../src/domain/result.ts';
import type { Candle, CandleSource } from '../../src/ports/market-feed.ts';
import { fault } from '../support/sim-faults.ts';
import { candles, DeskRig, SECOND } from './desk-rig.ts';

const BTC = 'BTCUSDT';
const NO_BIDS = { bids: [], asks: [[60_100, 1]] as const };
const WIDE = { bids: [[57_000, 1]] as const, asks: [[63_000, 1]] as const };

/** Five-minute candles whose last one has this share of the volume of all before. */
function trading(lastVolume: number, count = 288): CandleSource {
  const daily = candles();
  return {
    async candles(symbol, timeframe, until, limit) {
      if (timeframe !== '5m') return daily.candles(symbol, timeframe, until, limit);
      return success(
        Array.from({ length: count }, (_, index): Candle => {
          const volume = index === count - 1 ? 100 * lastVolume : 100;
          return [until - (count - index) * 300_000, 1, 1, 1, 1, volume];
        }),
      );
    },
  };
}

function rigWith(source: CandleSource): DeskRig {
  const rig = new DeskRig().withBtcLong('20000');
  rig.context.accounts = rig.context.accounts.map((account) => ({ ...account, candles: source }));
  return rig;
}

async function halted(): Promise<DeskRig> {
  const rig = rigWith(trading(0.05));
  await rig.passes(2);
  rig.heard();
  rig.exchange.books.set(BTC, NO_BIDS);
  await rig.passes(6);
  return rig;
}
const cut = (rig: DeskRig) => proposeCut(rig.context, rig.ask(), { symbol: BTC, share: 0.5 });
const books = (rig: DeskRig): number =>
  rig.exchange.calls.filter(({ method }) => method === 'orderBook').length;

describe('a symbol stands still', () => {
  test('when hardly anything is traded and a side of the book is empty: told once, and nothing is sent for it', async () => {
    const rig = await halted();
    await rig.passes(20);
    expect(rig.heard()).toEqual([
      {
        kind: 'notice',
        notice: { code: 'symbol-halted', account: 'main', symbol: BTC, why: 'THIN_VOLUME NO_BIDS' },
      },
    ]);
    const refused = await cut(rig);
    expect(!refused.ok && refused.error).toEqual({
      kind: 'refused',
      refusals: [{ code: 'SYMBOL_HALTED', symbol: BTC }],
    });
  });

  test('when the spread is wide, and not for either sign alone', async () => {
    const wide = rigWith(trading(0.05));
    wide.exchange.books.set(BTC, WIDE);
    await wide.passes(2);
    expect(wide.heardWords()).toEqual(['notice symbol-halted']);
    const traded = rigWith(trading(0.2));
    traded.exchange.books.set(BTC, NO_BIDS);
    const quiet = rigWith(trading(0));
    for (const rig of [traded, quiet]) {
      await rig.passes(14);
      expect(rig.heardWords()).toEqual([]);
    }
  });

  test('when the exchange says so, whatever its book looks like', async () => {
    const rig = rigWith(trading(1));
    rig.venue.halted.add(BTC);
    await rig.passes(2);
    expect(rig.heard()).toMatchObject([{ notice: { code: 'symbol-halted', why: 'CLOSED' } }]);
  });

  test.each([
    ['its book cannot be read', (rig: DeskRig) => rig.exchange.fail('orderBook', fault('TIMEOUT'))],
    [
      'its book is crossed',
      (rig: DeskRig) => rig.exchange.books.set(BTC, { bids: [[2, 1]], asks: [[1, 1]] }),
    ],
  ])('is not concluded when %s', async (_, trouble) => {
    const rig = rigWith(trading(0));
    trouble(rig);
    await rig.passes(14);
    expect(rig.heardWords()).toEqual([]);
  });

  test('is not concluded from less than an hour of candles', async () => {
    const rig = rigWith(trading(0, 11));
    rig.exchange.books.set(BTC, NO_BIDS);
    await rig.passes(14);
    expect(rig.heardWords()).toEqual([]);
  });

  test('takes away our own resting orders of it; stops and orders of others stay', async () => {
    const rig = rigWith(trading(0));
    const ours = `${'a'.repeat(32)}0001`;
    const order = {
      symbol: BTC,
      side: 'sell',
      positionSide: 'long',
      reduceOnly: true,
      quantity: Quantity.parse('0.1'),
    } as const;
    rig.venue.rest(
      { ...order, clientOrderId: ours, type: 'limit', limitPrice: Price.parse('65000') },
      rig.clock.now(),
    );
    rig.venue.rest(
      {
        ...order,
        clientOrderId: `s${'b'.repeat(20)}-1`,
        type: 'stop-market',
        stopPrice: Price.parse('50000'),
      },
      rig.clock.now(),
    );
    rig.venue.rest(
      { ...order, clientOrderId: 'somebody', type: 'limit', limitPrice: Price.parse('66000') },
      rig.clock.now(),
    );
    rig.exchange.books.set(BTC, NO_BIDS);
    await rig.passes(2);
    expect(rig.venue.open().map(({ clientOrderId }) => clientOrderId)).toEqual([
      `s${'b'.repeat(20)}-1`,
      'somebody',
    ]);
    expect(rig.ledger.content.journal.map(({ entry }) => entry.data)).toContainEqual({
      account: 'main',
      cancel: ours,
      symbol: BTC,
      because: 'halted',
      state: 'cancelled',
    });
  });
});

describe('it moves again', () => {
  test('is looked for every ten seconds, told with the gap, and proposals are possible again', async () => {
    const rig = await halted();
    const before = books(rig);
    await rig.passes(12);
    expect(books(rig) - before).toBe(6);
    rig.heard();
    rig.exchange.books.delete(BTC);
    rig.mark(BTC, 63_000);
    await rig.passes(3);
    expect(rig.heard()).toMatchObject([
      { notice: { code: 'symbol-resumed', symbol: BTC, gap: expect.closeTo(0.05), isLarge: false } },
    ]);
    expect((await cut(rig)).ok).toBe(true);
  });

  test('a gap of more than 10 % is said to be one, and old returns are read anew', async () => {
    const rig = await halted();
    rig.heard();
    rig.exchange.books.delete(BTC);
    rig.mark(BTC, 53_000);
    const readAt = rig.context.memory.accounts.get('main')!.returnsAt;
    await rig.passes(4);
    expect(rig.heard()).toContainEqual({
      kind: 'notice',
      notice: expect.objectContaining({ code: 'symbol-resumed', isLarge: true }),
    });
    expect(rig.context.memory.accounts.get('main')!.returnsAt).not.toBe(readAt);
  });

  test('is not concluded from a look that failed', async () => {
    const rig = await halted();
    rig.heard();
    rig.exchange.fail('orderBook', fault('TIMEOUT'));
    await rig.passes(6);
    expect(rig.heardWords()).toEqual([]);
    const refused = await cut(rig);
    expect(refused.ok).toBe(false);
  });

  test('is known from the list of the exchange without waiting for its hour', async () => {
    const rig = rigWith(trading(1));
    rig.venue.halted.add(BTC);
    await rig.passes(2);
    rig.heard();
    rig.venue.halted.delete(BTC);
    await rig.passes(10);
    expect(rig.heardWords()).toEqual(['notice symbol-resumed']);
  });
});

test('so many symbols are looked at in turns', async () => {
  const rig = rigWith(trading(1));
  for (let index = 0; index < 30; index += 1) {
    rig.venue.list(`C${index}USDT`, '10');
    rig.venue.hold({
      symbol: `C${index}USDT`,
      side: 'long',
      quantity: '1',
      entryPrice: new Decimal(10).toFixed(),
    });
  }
  await rig.pass();
  expect(books(rig)).toBe(20);
  await rig.passes(7, 5 * SECOND);
  expect(rig.exchange.calls.length).toBeGreaterThan(0);
  expect(books(rig)).toBe(40);
});
