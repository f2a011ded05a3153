// Random but sensible accounts for the property tests of the margin models, and the plain re-evaluation of an
// account that those tests hold the models against.
import fc from 'fast-check';
import type { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import type { MarginPosition } from '../../../src/risk/margin/margin-position.ts';

const COINS = [
  { symbol: 'BTCUSDT', price: 60_000 },
  { symbol: 'ETHUSDT', price: 3_000 },
] as const;

const spread = (low: number, high: number) =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp);

/** One position of 100 to 300 million in notional, marked up to 20 % from its entry. */
export const anyPosition = (coin: 0 | 1, marginMode: 'cross' | 'isolated' = 'cross') =>
  fc
    .record({
      side: fc.constantFrom('long' as const, 'short' as const),
      notional: spread(100, 3e8),
      drift: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      leverage: fc.integer({ min: 1, max: 100 }),
    })
    .map(({ side, notional, drift, leverage }): MarginPosition => {
      const { symbol, price } = COINS[coin];
      const quantity = notional / price;
      return {
        symbol,
        side,
        quantity,
        entryPrice: price,
        markPrice: price * (1 + drift),
        leverage,
        marginMode,
      };
    });

/** A hedged BTC pair at one mark price. */
export const anyHedge = fc
  .tuple(anyPosition(0), spread(0.1, 10), fc.double({ min: -0.1, max: 0.1, noNaN: true }))
  .map(([leg, size, drift]): MarginPosition[] => [
    { ...leg, side: 'long' },
    { ...leg, side: 'short', quantity: leg.quantity * size, entryPrice: leg.entryPrice * (1 + drift) },
  ]);

export const anyAccount = fc
  .tuple(fc.option(anyPosition(0), { nil: undefined }), anyPosition(1), spread(1_000, 1e8))
  .map(([btc, eth, walletBalance]) => ({
    walletBalance,
    positions: btc === undefined ? [eth] : [btc, eth],
  }));

/** Margin balance less maintenance margin with every position at the price `priceOf` gives; independent of the models. */
export function surplus(
  walletBalance: number,
  positions: readonly MarginPosition[],
  book: BracketBook,
  priceOf: (position: MarginPosition) => number = (position) => position.markPrice,
): number {
  let sum = walletBalance;
  for (const position of positions) {
    const price = priceOf(position);
    const notional = position.quantity * price;
    const rows = book.tableFor(position.symbol).brackets;
    const row = rows.findLast(({ floor }) => floor <= notional) ?? rows[0]!;
    const direction = position.side === 'long' ? 1 : -1;
    sum += direction * position.quantity * (price - position.entryPrice);
    sum -= notional * row.rate - row.cum;
  }
  return sum;
}

/** Scale against which a surplus counts as zero. */
export const sizeOf = (walletBalance: number, positions: readonly MarginPosition[], factor = 1): number =>
  Math.abs(walletBalance) +
  positions.reduce((sum, p) => sum + p.quantity * (p.entryPrice + p.markPrice * factor), 0);
