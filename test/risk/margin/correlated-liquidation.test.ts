// The common move that liquidates a cross account: held against plain re-evaluation at the move, and against a scan.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import { correlatedLiquidation } from '../../../src/risk/margin/correlated-liquidation.ts';
import type { MarginPosition } from '../../../src/risk/margin/margin-position.ts';
import { answersOrRefuses, anyNumber, anySide } from '../answers-or-refuses.ts';
import { refusalOf } from '../refusal-of.ts';
import { recordedTiers } from './binance-facts.ts';
import { anyAccount, sizeOf, surplus } from './margin-worlds.ts';

const position = (
  symbol: string,
  side: 'long' | 'short',
  quantity: number,
  price: number,
): MarginPosition => ({
  symbol,
  side,
  quantity,
  entryPrice: price,
  markPrice: price,
  marginMode: 'cross',
});
const btc = position('BTCUSDT', 'long', 1, 60_000);
const eth = position('ETHUSDT', 'long', 10, 3_000);
const book = recordedTiers();

test('one long falls by the distance to its liquidation price, and no rise hurts it', () => {
  const { down, up } = correlatedLiquidation(20_000, [btc], book);
  expect(down!.move).toBeCloseTo(40_000 / 0.996 / 60_000 - 1, 12);
  expect(down!.symbolFirst).toBe('BTCUSDT');
  expect(up).toBeNull();
});

test('a short is liquidated by a rise', () => {
  const { down, up } = correlatedLiquidation(6_000, [{ ...btc, side: 'short' }], book);
  expect(down).toBeNull();
  expect(up!.move).toBeCloseTo((66_050 / 1.005 - 60_000) / 60_000, 12);
});

test('the larger loss names the symbol, betas included', () => {
  expect(correlatedLiquidation(9_000, [btc, eth], book).down!.symbolFirst).toBe('BTCUSDT');
  const { down } = correlatedLiquidation(9_000, [btc, eth], book, { 'ETH/USDT:USDT': 3 });
  expect(down!.symbolFirst).toBe('ETHUSDT');
});

test('a price that a high beta has driven to zero falls no further', () => {
  // The long of 30,000 in ETH is worth nothing after a fall of a third; BTC decides the rest.
  const { down } = correlatedLiquidation(55_000, [btc, eth], book, { ETHUSDT: 3 });
  expect(down!.move).toBeCloseTo(35_000 / 0.996 / 60_000 - 1, 12);
});

test('what has fallen to zero loses no more: another symbol can lose most', () => {
  // ETH loses its 30,000 and not 42,000 · β on the way; BTC loses 60,000 · 0.71 by then.
  const { down } = correlatedLiquidation(72_000, [btc, eth], book, { ETHUSDT: 3 });
  expect(down!.move).toBeLessThan(-0.5);
  expect(down!.symbolFirst).toBe('BTCUSDT');
});

test('an account already below maintenance needs no move at all', () => {
  const { down, up } = correlatedLiquidation(200, [btc], book);
  expect([down!.move, up!.move]).toEqual([0, 0]);
});

test('an account with isolated positions alone has no common liquidation', () => {
  const isolated = { ...btc, marginMode: 'isolated' as const, isolatedMargin: 100 };
  expect(correlatedLiquidation(0, [isolated], book)).toEqual({ down: null, up: null });
});

const anyBetas = fc.record({
  BTCUSDT: fc.constant(1),
  ETHUSDT: fc.double({ min: -2, max: 3, noNaN: true }),
});

describe('for any account and betas', () => {
  const at = (
    wallet: number,
    positions: readonly MarginPosition[],
    betas: Record<string, number>,
    move: number,
  ) => surplus(wallet, positions, book, (p) => p.markPrice * Math.max(0, 1 + betas[p.symbol]! * move));

  test('margin balance equals maintenance margin at the move', () => {
    fc.assert(
      fc.property(anyAccount, anyBetas, ({ walletBalance, positions }, betas) => {
        for (const found of Object.values(correlatedLiquidation(walletBalance, positions, book, betas))) {
          if (found === null || found.move === 0) continue;
          const left = at(walletBalance, positions, betas, found.move);
          expect(Math.abs(left)).toBeLessThan(1e-9 * sizeOf(walletBalance, positions, 31));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('no smaller move in that direction liquidates, and where none is found none does', () => {
    fc.assert(
      fc.property(anyAccount, anyBetas, ({ walletBalance, positions }, betas) => {
        const { down, up } = correlatedLiquidation(walletBalance, positions, book, betas);
        if (down?.move === 0) return;
        const slack = -1e-9 * sizeOf(walletBalance, positions, 31);
        for (let i = 1; i < 40; i++) {
          const fall = ((down?.move ?? -1) * i) / 40;
          const rise = ((up?.move ?? 10) * i) / 40;
          expect(at(walletBalance, positions, betas, fall)).toBeGreaterThan(slack);
          expect(at(walletBalance, positions, betas, rise)).toBeGreaterThan(slack);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('opening a hedge of the same coin and size leaves less to lose: the fall that liquidates lies further', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.9, noNaN: true }), (share) => {
        const alone = correlatedLiquidation(9_000, [btc], book).down!.move;
        const hedged = correlatedLiquidation(
          9_000,
          [btc, position('BTCUSDT', 'short', share, 60_000)],
          book,
        ).down;
        expect(hedged?.move ?? -1).toBeLessThan(alone);
      }),
    );
  });
});

test('a beta beyond a thousand is refused', () => {
  const error = refusalOf(() => correlatedLiquidation(1, [btc], book, { BTCUSDT: 1e6 }));
  expect(error).toMatchObject({ code: 'OUT_OF_RANGE', path: 'betas.BTCUSDT' });
});

test('any input at all is answered with finite figures or refused by name', () => {
  const any = fc.record({
    symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT'),
    side: anySide,
    quantity: anyNumber,
    entryPrice: anyNumber,
    markPrice: anyNumber,
    marginMode: fc.constant('cross' as const),
  });
  answersOrRefuses(
    fc.tuple(anyNumber, fc.array(any, { maxLength: 3 }), anyNumber),
    ([wallet, positions, beta]) =>
      correlatedLiquidation(wallet, positions, new BracketBook(), { BTCUSDT: beta }),
  );
});
