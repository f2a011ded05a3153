// The liquidation price against the exchange's published example, and against its own definition.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assessAccount } from '../../../src/risk/margin/account-risk.ts';
import { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import type { MarginPosition } from '../../../src/risk/margin/margin-position.ts';
import { BTC_TIERS, PUBLISHED, publishedTiers, recordedTiers } from './binance-facts.ts';
import { anyAccount, anyHedge, anyPosition, sizeOf, surplus } from './margin-worlds.ts';

const { btc, eth } = PUBLISHED;
const published = (marginMode: 'cross' | 'isolated'): MarginPosition[] =>
  (['btc', 'eth'] as const).map((name) => ({
    symbol: `${name.toUpperCase()}USDT`,
    side: 'long',
    quantity: PUBLISHED[name].quantity,
    entryPrice: PUBLISHED[name].entryPrice,
    markPrice: PUBLISHED[name].markPrice,
    marginMode,
    ...(marginMode === 'isolated' ? { isolatedMargin: PUBLISHED.walletBalance } : {}),
  }));

const long: MarginPosition = {
  symbol: 'BTCUSDT',
  side: 'long',
  quantity: 1,
  entryPrice: 60_000,
  markPrice: 60_000,
  marginMode: 'cross',
};

describe('the published example of Binance', () => {
  test('two longs in cross are liquidated at the printed prices', () => {
    const { account, positions } = assessAccount(
      PUBLISHED.walletBalance,
      published('cross'),
      publishedTiers(),
    );
    expect(positions[0]!.liquidationPrice).toBeCloseTo(btc.cross, 2);
    expect(positions[1]!.liquidationPrice).toBeCloseTo(eth.cross, 2);
    expect(account.maintenanceMargin).toBeCloseTo(PUBLISHED.maintenanceMargin, 2);
    expect(account.unrealizedPnl).toBeCloseTo(PUBLISHED.unrealizedPnl, 1);
    expect(account.marginBalance).toBeCloseTo(PUBLISHED.marginBalance, 1);
    expect(account.marginRatio).toBeCloseTo(0.414_894_912_913, 8);
  });

  test('the same longs in isolated mode are liquidated at the printed prices', () => {
    const { positions } = assessAccount(0, published('isolated'), publishedTiers());
    expect(positions[0]!.liquidationPrice).toBeCloseTo(btc.isolated, 2);
    expect(positions[1]!.liquidationPrice).toBeCloseTo(eth.isolated, 2);
  });
});

describe('at the liquidation price, margin balance equals maintenance margin', () => {
  test('for every cross position, the others standing still', () => {
    const book = recordedTiers();
    fc.assert(
      fc.property(anyAccount, ({ walletBalance, positions }) => {
        for (const [i, risk] of assessAccount(walletBalance, positions, book).positions.entries()) {
          if (risk.liquidationPrice === null) continue;
          const price = risk.liquidationPrice;
          const left = surplus(walletBalance, positions, book, (p) =>
            p === positions[i] ? price : p.markPrice,
          );
          const factor = price / positions[i]!.markPrice;
          expect(Math.abs(left)).toBeLessThan(1e-9 * sizeOf(walletBalance, positions, factor));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('for an isolated position, on its own margin alone', () => {
    const book = recordedTiers();
    fc.assert(
      fc.property(anyPosition(0, 'isolated'), anyPosition(1), (isolated, other) => {
        const { positions } = assessAccount(-1e6, [isolated, other], book);
        const price = positions[0]!.liquidationPrice;
        if (price === null) return;
        const margin = (isolated.quantity * isolated.entryPrice) / isolated.leverage!;
        const left = surplus(margin, [isolated], book, () => price);
        expect(Math.abs(left)).toBeLessThan(1e-9 * sizeOf(margin, [isolated], price / isolated.markPrice));
      }),
      { numRuns: 1000 },
    );
  });

  test('for a hedged pair, both legs moving together, and both legs report the same price', () => {
    const book = recordedTiers();
    fc.assert(
      fc.property(
        anyHedge,
        anyPosition(1),
        fc.double({ min: 1e3, max: 1e8, noNaN: true }),
        (pair, eth, wallet) => {
          const positions = [...pair, eth];
          const [first, second] = assessAccount(wallet, positions, book).positions;
          expect(first!.liquidationPrice).toBe(second!.liquidationPrice);
          const price = first!.liquidationPrice;
          if (price === null) return;
          const left = surplus(wallet, positions, book, (p) => (p === eth ? p.markPrice : price));
          const factor = price / pair[0]!.markPrice;
          expect(Math.abs(left)).toBeLessThan(1e-9 * sizeOf(wallet, positions, Math.max(1, factor)));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('and no price nearer to the market on the losing side falls below maintenance', () => {
    const book = recordedTiers();
    fc.assert(
      fc.property(anyHedge, fc.double({ min: 1e4, max: 1e8, noNaN: true }), (pair, wallet) => {
        const mark = pair[0]!.markPrice;
        const distance = assessAccount(wallet, pair, book).positions[0]!.distance;
        if (distance === 0) return;
        for (const share of [0.2, 0.5, 0.8, 0.99]) {
          const reach = (distance ?? 0.9) * share;
          expect(surplus(wallet, pair, book, () => mark * (1 - Math.min(reach, 0.999)))).toBeGreaterThan(
            -1e-3,
          );
          expect(surplus(wallet, pair, book, () => mark * (1 + reach))).toBeGreaterThan(-1e-3);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('shape of the answer', () => {
  const free = BracketBook.of({ BTCUSDT: [{ floor: 0, cap: 1e12, rate: 0, maxLeverage: 100 }] });

  test('without maintenance margin a long and a short lie equally far from the entry', () => {
    const up = assessAccount(6_000, [long], free).positions[0]!;
    const down = assessAccount(6_000, [{ ...long, side: 'short' }], free).positions[0]!;
    expect(up.liquidationPrice).toBeCloseTo(54_000, 8);
    expect(down.liquidationPrice).toBeCloseTo(66_000, 8);
    expect(up.distance).toBeCloseTo(0.1, 12);
    expect(down.distance).toBeCloseTo(0.1, 12);
  });

  test('a long that the wallet covers down to zero cannot be liquidated', () => {
    const risk = assessAccount(61_000, [long], recordedTiers()).positions[0]!;
    expect(risk).toMatchObject({ liquidationPrice: null, distance: null, reason: 'cannot-be-liquidated' });
  });

  test('a long already through its price keeps the price above the market and has distance 0', () => {
    const risk = assessAccount(1_000, [{ ...long, markPrice: 50_000 }], recordedTiers()).positions[0]!;
    expect(risk.liquidationPrice!).toBeGreaterThan(50_000);
    expect(risk.distance).toBe(0);
  });

  test('a short under a debt larger than its proceeds is below maintenance at every price', () => {
    const risk = assessAccount(-70_000, [{ ...long, side: 'short' }], recordedTiers()).positions[0]!;
    expect(risk).toMatchObject({
      liquidationPrice: null,
      distance: 0,
      reason: 'below-maintenance-at-every-price',
    });
  });

  test('the bracket is the one at the liquidation price, not at the mark price', () => {
    // A notional of 60,000 is in tier 2; what is left of it at 40,161 is in tier 1, whose rate is 0.4 %.
    const risk = assessAccount(20_000, [long], recordedTiers()).positions[0]!;
    expect(risk.tier).toBe(2);
    expect(risk.liquidationPrice).toBeCloseTo(40_000 / (1 - 0.004), 8);
  });

  test('the price moves without a jump as the size crosses every tier', () => {
    const at = (notional: number) => {
      const quantity = notional / 60_000;
      const position: MarginPosition = {
        ...long,
        quantity,
        marginMode: 'isolated',
        isolatedMargin: notional / 5,
      };
      return assessAccount(0, [position], recordedTiers()).positions[0]!.liquidationPrice!;
    };
    for (const { floor } of BTC_TIERS.slice(1, -1)) {
      for (const border of [floor, floor / 0.8, floor / 0.9]) {
        expect(at(border * (1 + 1e-9)) / at(border * (1 - 1e-9))).toBeCloseTo(1, 7);
      }
    }
  });

  test('a perfectly hedged pair is only liquidated by a rise, which raises both maintenance margins', () => {
    const pair: MarginPosition[] = [long, { ...long, side: 'short' }];
    const risk = assessAccount(1_000, pair, recordedTiers()).positions[0]!;
    expect(risk.liquidationPrice!).toBeGreaterThan(60_000);
    expect(surplus(1_000, pair, recordedTiers(), () => risk.liquidationPrice!)).toBeCloseTo(0, 6);
  });

  test('a perfect hedge that needs no maintenance margin is never liquidated, or always', () => {
    const pair: MarginPosition[] = [long, { ...long, side: 'short' }];
    expect(assessAccount(1, pair, free).positions[0]!.distance).toBeNull();
    expect(assessAccount(-1, pair, free).positions[0]).toMatchObject({ liquidationPrice: null, distance: 0 });
  });

  test('the rule of thumb stands beside it, and is absent without a leverage', () => {
    const [a, b] = [{ ...long, leverage: 10 }, long].map(
      (position) => assessAccount(6_000, [position], recordedTiers()).positions[0]!,
    );
    expect(a!.approximation).toBeCloseTo(60_000 * (1 - (0.1 - 0.005)), 8);
    expect(b!.approximation).toBeNull();
    const short = assessAccount(6_000, [{ ...long, side: 'short', leverage: 10 }], recordedTiers())
      .positions[0]!;
    expect(short.approximation).toBeCloseTo(60_000 * (1 + (0.1 - 0.005)), 8);
  });

  test('an account without positions has nothing to carry', () => {
    expect(assessAccount(5, [], recordedTiers()).account).toEqual({
      marginBalance: 5,
      maintenanceMargin: 0,
      marginRatio: 0,
      unrealizedPnl: 0,
    });
    expect(assessAccount(-5, [], recordedTiers()).account.marginRatio).toBe(Number.POSITIVE_INFINITY);
  });

  test('a tier table with a jump puts the price at the jump', () => {
    const jumpy = BracketBook.of({
      BTCUSDT: [
        { floor: 0, cap: 50_000, rate: 0.004, maxLeverage: 100, cum: 0 },
        { floor: 50_000, cap: 1e12, rate: 0.05, maxLeverage: 20, cum: 0 },
      ],
    });
    const short: MarginPosition = { ...long, side: 'short', entryPrice: 49_000, markPrice: 49_000 };
    expect(assessAccount(2_000, [short], jumpy).positions[0]!.liquidationPrice).toBe(50_000);
  });
});

test('a thousand positions cost milliseconds: five times the goal of ten is never reached, busy machine or not', () => {
  const book = new BracketBook();
  const positions = Array.from(
    { length: 1000 },
    (_, i): MarginPosition => ({
      ...long,
      symbol: `C${i}USDT`,
      quantity: 1 + i,
      side: i % 2 ? 'short' : 'long',
      leverage: 5,
    }),
  );
  for (let i = 0; i < 20; i++) assessAccount(1e7, positions, book);
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    assessAccount(1e7, positions, book);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(50);
});
