// Long and short are one thing seen in a mirror: what a fall does to the one, the same rise does to the other.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessAccount } from '../../src/risk/margin/account-risk.ts';
import { BracketBook } from '../../src/risk/margin/bracket-book.ts';
import { BracketTable } from '../../src/risk/margin/brackets.ts';
import { leverageEffects } from '../../src/risk/margin/leverage-effects.ts';
import type { MarginPosition } from '../../src/risk/margin/margin-position.ts';
import { runStop } from '../../src/risk/margin/stops.ts';
import { walkBook } from '../../src/risk/microstructure/book-walk.ts';
import { fixedFractional } from '../../src/risk/sizing/fixed-fractional.ts';
import { portfolioValueAtRisk } from '../../src/risk/tail/portfolio-value-at-risk.ts';
import { valueAtRisk } from '../../src/risk/tail/value-at-risk.ts';
import { recordedTiers } from './margin/binance-facts.ts';
import { series } from './tail/reference-series.ts';

const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const sides = ['long', 'short'] as const;

/** A maintenance margin that does not depend on the price: without it a fall and a rise differ by what they leave to maintain. */
const flat = (amount: number) =>
  new BracketTable([{ floor: 0, cap: 1e15, rate: 0, maxLeverage: 1000, cum: -amount }]);

describe('a long and a short mirror each other', () => {
  it('in profit: whatever the move and the leverage, until one of them is liquidated', () => {
    fc.assert(
      fc.property(share(100, 1e6), share(0.1, 100), share(-0.5, 0.5), (balance, leverage, move) => {
        const table = flat(balance / 10);
        const long = leverageEffects(balance, leverage, table, { moves: [move], side: 'long' }).rows[0]!;
        const short = leverageEffects(balance, leverage, table, { moves: [-move], side: 'short' }).rows[0]!;
        expect(short).toEqual({ ...long, move: -move });
      }),
    );
  });

  it('in their liquidation prices: as far below the entry as above it', () => {
    fc.assert(
      fc.property(share(1, 1e5), share(0.001, 100), share(0.02, 0.9), (price, quantity, cover) => {
        const [long, short] = sides.map((side) => {
          const position: MarginPosition = {
            symbol: 'A',
            side,
            quantity,
            entryPrice: price,
            markPrice: price,
            marginMode: 'cross',
          };
          const book = new BracketBook(flat(0.01 * price * quantity));
          return assessAccount(cover * price * quantity, [position], book).positions[0]!;
        }) as [
          ReturnType<typeof assessAccount>['positions'][0],
          ReturnType<typeof assessAccount>['positions'][0],
        ];
        expect(price - long.liquidationPrice!).toBeCloseTo(short.liquidationPrice! - price, 6);
        expect(long.distance).toBeCloseTo(short.distance!, 9);
        expect(long.distance).toBeCloseTo(cover - 0.01, 9);
      }),
    );
  });

  it('by every tier of a venue: price and rate change their sign together in the one formula of both', () => {
    fc.assert(
      fc.property(share(1e3, 5e7), share(0.02, 0.4), fc.constantFrom(...sides), (notional, cover, side) => {
        const sign = side === 'long' ? 1 : -1;
        const quantity = notional / 60_000;
        const position: MarginPosition = {
          symbol: 'BTCUSDT',
          side,
          quantity,
          entryPrice: 60_000,
          markPrice: 60_000,
          marginMode: 'isolated',
          isolatedMargin: cover * notional,
        };
        const { liquidationPrice } = assessAccount(0, [position], recordedTiers()).positions[0]!;
        const { rate, cum } = recordedTiers()
          .tableFor('BTCUSDT')
          .at(quantity * liquidationPrice!);
        const formula = (cover * notional + cum - sign * notional) / (quantity * (rate - sign));
        expect(liquidationPrice! / formula).toBeCloseTo(1, 10);
      }),
    );
  });

  it('in value at risk: a short of a market loses what a long of the mirrored market loses, by every method', () => {
    const methods = ['historical', 'parametric', 'cornish-fisher', 'filtered-historical'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...methods),
        fc.integer({ min: 1, max: 1_000 }),
        share(1, 1e6),
        fc.constantFrom(0.9, 0.95, 0.99),
        (method, seed, value, confidence) => {
          const returns = series(seed, 200);
          const short = valueAtRisk({ returns, value: -value, method, confidence });
          const long = valueAtRisk({ returns: returns.map((r) => -r), value, method, confidence });
          expect(short.valueAtRisk / value).toBeCloseTo(long.valueAtRisk / value, 6);
          expect(short.conditionalValueAtRisk / value).toBeCloseTo(long.conditionalValueAtRisk / value, 6);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('in a book: every exposure turned, and every return, leaves the risk of the whole and of each part', () => {
    fc.assert(
      fc.property(
        fc.array(share(-1e4, 1e4), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('historical' as const, 'parametric' as const),
        (exposures, method) => {
          const book = (turn: 1 | -1) =>
            portfolioValueAtRisk({
              equity: 1e4,
              method,
              parts: exposures.map((exposure, i) => ({
                name: `S${i}`,
                exposure: turn * exposure,
                returns: series(i + 1, 150).map((r) => turn * r),
              })),
            });
          const [one, other] = [book(1), book(-1)];
          expect(other.valueAtRisk).toBeCloseTo(one.valueAtRisk, 6);
          for (const [i, part] of one.component.entries()) expect(other.component[i]).toBeCloseTo(part, 6);
        },
      ),
    );
  });

  it('in size: the same distance to the stop, above or below, buys or sells the same quantity', () => {
    fc.assert(
      fc.property(share(100, 1e6), share(1, 1e5), share(0.001, 0.5), (equity, entryPrice, away) => {
        const sized = (sign: 1 | -1) =>
          fixedFractional(
            { equity, riskShare: 0.01, entryPrice, stopPrice: entryPrice * (1 + sign * away) },
            flat(0),
          );
        expect(sized(1).side).toBe('short');
        expect(sized(-1).side).toBe('long');
        expect(sized(1).quantity / sized(-1).quantity).toBeCloseTo(1, 9);
      }),
    );
  });

  it('in a fixed stop: a path reflected at the entry triggers at the same moment', () => {
    fc.assert(
      fc.property(
        fc.array(share(-0.2, 0.2), { minLength: 1, maxLength: 30 }),
        share(0.01, 0.15),
        (moves, fixed) => {
          const [long, short] = sides.map((side, i) => {
            const prices = moves.map((move) => 100 * (1 + (i === 0 ? move : -move)));
            return runStop({ side, entryPrice: 100, fixed }, prices);
          }) as [ReturnType<typeof runStop>, ReturnType<typeof runStop>];
          expect(short.events.map(({ index, kind }) => [index, kind])).toEqual(
            long.events.map(({ index, kind }) => [index, kind]),
          );
          expect(100 - long.finalStop).toBeCloseTo(short.finalStop - 100, 9);
        },
      ),
    );
  });

  it('in the book of orders: selling into bids costs what buying from the reflected asks costs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(share(0.01, 1), share(0.1, 5)), { minLength: 1, maxLength: 10 }),
        share(0.1, 30),
        (levels, quantity) => {
          let away = 0;
          const steps = levels.map(([gap, size]) => {
            away += gap;
            return [away, size] as const;
          });
          const bids = steps.map(([gap, size]) => [100 - gap, size] as const);
          const asks = steps.map(([gap, size]) => [100 + gap, size] as const);
          const sold = walkBook({ bids, asks: [] }, 'sell', quantity);
          const bought = walkBook({ bids: [], asks }, 'buy', quantity);
          expect(sold.filled).toBeCloseTo(bought.filled, 9);
          expect(100 - sold.averagePrice!).toBeCloseTo(bought.averagePrice! - 100, 9);
        },
      ),
    );
  });
});

describe('the liquidation price is continuous', () => {
  const borders = recordedTiers()
    .tableFor('BTCUSDT')
    .brackets.slice(1, -1)
    .map(({ floor }) => floor);
  const priceAt = (side: 'long' | 'short', notional: number, margin: number) => {
    const position: MarginPosition = {
      symbol: 'BTCUSDT',
      side,
      quantity: notional / 60_000,
      entryPrice: 60_000,
      markPrice: 60_000,
      marginMode: 'isolated',
      isolatedMargin: margin,
    };
    return assessAccount(0, [position], recordedTiers()).positions[0]!.liquidationPrice;
  };

  it('in size and in margin, long and short, wherever a tier begins', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sides),
        fc.constantFrom(...borders),
        share(0.55, 0.95),
        (side, border, cover) => {
          // The size at which the liquidation price itself lies on the border of the tier.
          const margin = (1 - cover) * border;
          const sign = side === 'long' ? 1 : -1;
          const needed = recordedTiers().tableFor('BTCUSDT').maintenance(border);
          const notional = border + sign * (margin - needed);
          const [below, at, above] = [1 - 1e-9, 1, 1 + 1e-9].map((nudge) =>
            priceAt(side, notional * nudge, margin),
          );
          expect((at! * notional) / 60_000 / border).toBeCloseTo(1, 7);
          expect(below! / at!).toBeCloseTo(1, 6);
          expect(above! / at!).toBeCloseTo(1, 6);
          const [less, more] = [1 - 1e-9, 1 + 1e-9].map((nudge) => priceAt(side, notional, margin * nudge));
          expect(less! / at!).toBeCloseTo(1, 6);
          expect(more! / at!).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  it('and falls for a long, rises for a short, as margin is added', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sides),
        share(1e3, 1e8),
        share(0.02, 0.4),
        share(1e-6, 0.3),
        (side, notional, cover, added) => {
          const before = priceAt(side, notional, cover * notional)!;
          const after = priceAt(side, notional, (cover + added) * notional)!;
          if (side === 'long') expect(after).toBeLessThan(before);
          else expect(after).toBeGreaterThan(before);
        },
      ),
    );
  });
});
