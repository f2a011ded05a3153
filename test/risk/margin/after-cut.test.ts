// The book after a cut at the mark: equity stays where it was, and what was cut is gone.
import { describe, expect, it } from 'vitest';
import { afterCut } from '../../../src/risk/margin/after-cut.ts';
import { type MarginPosition, pnlAt } from '../../../src/risk/margin/margin-position.ts';

const position = (changes: Partial<MarginPosition>): MarginPosition => ({
  symbol: 'BTCUSDT',
  side: 'long',
  quantity: 2,
  entryPrice: 100,
  markPrice: 90,
  marginMode: 'cross',
  ...changes,
});
const equityOf = (book: { walletBalance: number; positions: readonly MarginPosition[] }): number =>
  book.positions.reduce((sum, each) => sum + pnlAt(each, each.markPrice), book.walletBalance);

describe('the book after a cut', () => {
  it.each([
    ['a losing long', position({}), 990 - 0],
    ['a winning short', position({ side: 'short' }), 1_010],
  ])(
    'of half of %s in cross mode moves its result to the wallet and keeps the equity',
    (_name, held, wallet) => {
      const before = { walletBalance: 1_000, positions: [held, position({ symbol: 'ETHUSDT' })] };
      const after = afterCut(before, 0, 0.5);
      expect(after.walletBalance).toBe(wallet);
      expect(after.positions.map(({ quantity }) => quantity)).toEqual([1, 2]);
      expect(equityOf(after)).toBeCloseTo(equityOf(before), 12);
    },
  );

  it('in isolated mode shrinks its own margin and leaves the wallet alone', () => {
    const held = position({ marginMode: 'isolated', isolatedMargin: 40 });
    const { walletBalance, positions } = afterCut({ walletBalance: 1_000, positions: [held] }, 0, 0.25);
    expect([walletBalance, positions[0]!.quantity, positions[0]!.isolatedMargin]).toEqual([1_000, 1.5, 30]);
  });
});
