// The smallest cut: enough, not more than enough, and honest where a cut cannot help.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import type { MarginPosition } from '../../../src/risk/margin/margin-position.ts';
import { type CutRequest, smallestCut } from '../../../src/risk/margin/smallest-cut.ts';
import { answersOrRefuses, anyNumber, anySide } from '../answers-or-refuses.ts';
import { refusalOf } from '../refusal-of.ts';
import { recordedTiers } from './binance-facts.ts';
import { anyAccount, anyHedge } from './margin-worlds.ts';

const book = recordedTiers();
const btc: MarginPosition = {
  symbol: 'BTCUSDT',
  side: 'long',
  quantity: 1,
  entryPrice: 60_000,
  markPrice: 60_000,
  marginMode: 'cross',
};
const eth: MarginPosition = { ...btc, symbol: 'ETHUSDT', quantity: 20, entryPrice: 3_000, markPrice: 3_000 };
const ask = (more: Partial<CutRequest>): CutRequest => ({
  walletBalance: 6_000,
  positions: [btc, eth],
  book,
  metric: 'liquidation-distance',
  limit: 0.1,
  ...more,
});

describe('by liquidation distance', () => {
  test('one long is cut to where a fall of the limit would just be survived', () => {
    // 60,000·s·(1 − 0.1) of notional left at 54,000 in tier 1: 6,000 − 6,000·s = 0.004·54,000·s at the border of tier 1.
    const { cuts, before, after } = smallestCut(ask({ positions: [btc], limit: 0.1 }));
    expect(before!).toBeLessThan(0.1);
    expect(cuts).toHaveLength(1);
    expect(1 - cuts![0]!.share).toBeCloseTo(6_000 / (6_000 + 0.004 * 54_000), 2);
    expect(after!).toBeGreaterThan(0.1);
    expect(after!).toBeCloseTo(0.1, 7);
  });

  test('all positions are cut by the same share when none is named', () => {
    const { cuts, after } = smallestCut(ask({}));
    expect(cuts!.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(cuts![0]!.share).toBeCloseTo(cuts![1]!.share, 12);
    expect(after!).toBeCloseTo(0.1, 7);
  });

  test('an isolated position answers with the margin to add', () => {
    const isolated = { ...btc, marginMode: 'isolated' as const, isolatedMargin: 3_000 };
    const answer = smallestCut(ask({ positions: [isolated, eth], symbol: 'BTCUSDT' }));
    expect(answer).toMatchObject({ cuts: null, reason: 'isolated', after: null });
    // At 54,000 the loss is 6,000 and maintenance 0.005·54,000 − 50.
    expect(answer.addMargin).toEqual([{ symbol: 'BTCUSDT', side: 'long', amount: 6_000 + 220 - 3_000 }]);
    expect(answer.before!).toBeCloseTo(1 - (57_000 - 50) / (1 - 0.005) / 60_000, 10);
  });

  test('cutting one symbol is not enough where the others alone sink the account', () => {
    const sunk = smallestCut(ask({ walletBalance: 100, symbol: 'BTCUSDT' }));
    expect(sunk).toMatchObject({ cuts: null, reason: 'infeasible', before: 0 });
  });
});

describe('by margin ratio', () => {
  const request = ask({ walletBalance: 600, metric: 'margin-ratio', limit: 0.8 });

  test('needs nothing while it is below the limit', () => {
    const { cuts, reason, before, after } = smallestCut({ ...request, walletBalance: 6_000 });
    expect([cuts, reason]).toEqual([[], 'already-within']);
    expect(after).toBe(before);
  });

  test('a cut of all in proportion ends just under the limit', () => {
    const { cuts, after } = smallestCut(request);
    expect(cuts).toHaveLength(2);
    expect(after!).toBeLessThan(0.8);
    expect(after!).toBeCloseTo(0.8, 7);
  });

  test('the cheapest cut sells no more notional than the proportional one', () => {
    const sold = (spread: 'proportional' | 'cheapest') =>
      smallestCut({ ...request, spread }).cuts!.reduce(
        (sum, cut) => sum + cut.quantity * (cut.symbol === 'BTCUSDT' ? 60_000 : 3_000),
        0,
      );
    expect(sold('cheapest')).toBeLessThanOrEqual(sold('proportional') * (1 + 1e-9));
  });

  test('no cut of anything helps an account in debt', () => {
    expect(smallestCut({ ...request, walletBalance: -5 })).toMatchObject({
      cuts: null,
      reason: 'infeasible',
    });
    expect(smallestCut({ ...request, walletBalance: -5, spread: 'cheapest' }).cuts).toBeNull();
  });

  test('an isolated position is judged by its own ratio', () => {
    const isolated = { ...btc, marginMode: 'isolated' as const, isolatedMargin: 260 };
    const { before, addMargin } = smallestCut({ ...request, positions: [isolated], symbol: 'BTC/USDT:USDT' });
    expect(before!).toBeCloseTo(250 / 260, 12);
    expect(addMargin[0]!.amount).toBeCloseTo(250 / 0.8 - 260, 9);
  });
});

describe('isolated positions beside cross ones', () => {
  const alone: MarginPosition = { ...eth, side: 'short', marginMode: 'isolated', isolatedMargin: 400 };

  test('keep out of the cuts, and are told the margin they need', () => {
    for (const metric of ['liquidation-distance', 'margin-ratio'] as const) {
      const limit = metric === 'margin-ratio' ? 0.04 : 0.1;
      const { cuts, addMargin, after } = smallestCut(ask({ positions: [btc, alone], metric, limit }));
      expect(cuts!.map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
      expect(addMargin.map(({ symbol }) => symbol)).toEqual(['ETHUSDT']);
      expect(after!).toBeCloseTo(limit, 7);
    }
  });

  test('of another symbol than the one asked for are not spoken of', () => {
    const answer = smallestCut(ask({ positions: [btc, alone], symbol: 'BTCUSDT', limit: 0.2 }));
    expect(answer.addMargin).toEqual([]);
    expect(answer.cuts!.map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
  });

  test('of both sides of one symbol answer with the worse of the two', () => {
    const other: MarginPosition = { ...alone, side: 'long', isolatedMargin: 9_000 };
    for (const metric of ['liquidation-distance', 'margin-ratio'] as const) {
      const both = ask({ positions: [alone, other, btc], symbol: 'ETHUSDT', metric });
      const one = ask({ positions: [alone, btc], symbol: 'ETHUSDT', metric });
      expect(smallestCut(both).before).toBe(smallestCut(one).before);
      expect(smallestCut({ ...both, positions: [other, alone, btc] }).before).toBe(smallestCut(one).before);
    }
  });

  test('that nothing liquidates have no distance to mend', () => {
    const covered: MarginPosition = { ...alone, side: 'long', isolatedMargin: 70_000 };
    expect(smallestCut(ask({ positions: [covered, btc], symbol: 'ETHUSDT' }))).toMatchObject({
      cuts: null,
      before: null,
      addMargin: [],
    });
  });
});

test('cutting one symbol for the ratio leaves the others as they are', () => {
  const request = ask({ walletBalance: 1_000, metric: 'margin-ratio', limit: 0.4, symbol: 'BTCUSDT' });
  const { cuts, after } = smallestCut(request);
  expect(cuts!.map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
  expect(after!).toBeCloseTo(0.4, 7);
});

test('tiers that ask for no margin leave nothing to gain by selling', () => {
  const free = BracketBook.of({ BTCUSDT: [{ floor: 0, cap: 1e12, rate: 0, maxLeverage: 100 }] });
  const request = ask({
    walletBalance: -1,
    positions: [btc],
    book: free,
    metric: 'margin-ratio',
    limit: 0.5,
  });
  expect(smallestCut({ ...request, spread: 'cheapest' }).reason).toBe('infeasible');
});

test('quantities are rounded up to the step, and never beyond the position', () => {
  const steps = { 'BTC/USDT:USDT': 0.001, ETHUSDT: 50 };
  const { cuts, after } = smallestCut(ask({ steps }));
  expect((cuts![0]!.quantity * 1000) % 1).toBeCloseTo(0, 9);
  expect(cuts![1]).toMatchObject({ quantity: 20, share: 1 });
  expect(after!).toBeGreaterThan(0.1);
});

const tight = fc.double({ min: 0.02, max: 0.5, noNaN: true });

describe('for any account', () => {
  test.each(['liquidation-distance', 'margin-ratio'] as const)(
    'the cut by %s is enough, and 1 %% less is not',
    (metric) => {
      fc.assert(
        fc.property(anyAccount, tight, ({ walletBalance, positions }, limit) => {
          const request = ask({ walletBalance, positions, metric, limit });
          const answer = smallestCut(request);
          if (answer.cuts === null || answer.cuts.length === 0) return;
          const within = (value: number | null, slack: number) =>
            value === null || (metric === 'margin-ratio' ? value <= limit + slack : value >= limit - slack);
          expect(within(answer.after, 1e-9)).toBe(true);
          const share = answer.cuts[0]!.share * 0.99;
          let wallet = walletBalance;
          const less = positions.map((p) => {
            wallet += (p.side === 'long' ? 1 : -1) * share * p.quantity * (p.markPrice - p.entryPrice);
            return { ...p, quantity: p.quantity * (1 - share) };
          });
          const notEnough = smallestCut({ ...request, walletBalance: wallet, positions: less });
          expect(within(notEnough.before, -1e-12)).toBe(false);
        }),
        { numRuns: 500 },
      );
    },
  );

  test('a hedged pair cut in step ends within the limit', () => {
    fc.assert(
      fc.property(
        anyHedge,
        tight,
        fc.double({ min: 1e3, max: 1e8, noNaN: true }),
        (pair, limit, walletBalance) => {
          const { cuts, after } = smallestCut(
            ask({ walletBalance, positions: pair, limit, symbol: 'BTCUSDT' }),
          );
          if (cuts !== null && cuts.length > 0 && after !== null) expect(after).toBeGreaterThan(limit - 1e-9);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('the cheapest cut by margin ratio ends within the limit', () => {
    fc.assert(
      fc.property(anyAccount, tight, ({ walletBalance, positions }, limit) => {
        const { cuts, after } = smallestCut(
          ask({ walletBalance, positions, metric: 'margin-ratio', limit, spread: 'cheapest' }),
        );
        if (cuts !== null) expect(after!).toBeLessThan(limit + 1e-9);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is refused', () => {
  test.each([
    ['a limit of zero', { limit: 0 }, 'NOT_POSITIVE', 'limit'],
    ['a distance of all and more', { limit: 1.2 }, 'OUT_OF_RANGE', 'limit'],
    ['a symbol nobody holds', { symbol: 'XRPUSDT' }, 'UNKNOWN_NAME', 'symbol'],
    ['a step of zero', { steps: { BTCUSDT: 0 } }, 'NOT_POSITIVE', 'steps.BTCUSDT'],
  ])('%s', (_, more, code, path) => {
    expect(refusalOf(() => smallestCut(ask(more)))).toMatchObject({ code, path });
  });
});

test('any input at all is answered with finite figures or refused by name', () => {
  const any = fc.record({
    symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT'),
    side: anySide,
    quantity: anyNumber,
    entryPrice: anyNumber,
    markPrice: anyNumber,
    marginMode: fc.constantFrom('cross' as const, 'isolated' as const),
    isolatedMargin: fc.option(anyNumber, { nil: undefined }),
  });
  const metric = fc.constantFrom('liquidation-distance' as const, 'margin-ratio' as const);
  answersOrRefuses(
    fc.tuple(anyNumber, fc.array(any, { minLength: 1, maxLength: 3 }), metric, anyNumber),
    ([walletBalance, positions, kind, limit]) =>
      smallestCut({ walletBalance, positions, book: new BracketBook(), metric: kind, limit }),
    { numRuns: 5_000, allowInfinite: ['before', 'after'] },
  );
});
