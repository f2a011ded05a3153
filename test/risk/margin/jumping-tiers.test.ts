// A venue's table may jump where a tier begins. A hedged pair is then liquidated at the very price of the jump.
import { describe, expect, it } from 'vitest';
import { assessAccount } from '../../../src/risk/margin/account-risk.ts';
import { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import type { MarginPosition } from '../../../src/risk/margin/margin-position.ts';
import { surplus } from './margin-worlds.ts';

const JUMPY = BracketBook.of({
  BTCUSDT: [
    { floor: 0, cap: 50_000, rate: 0.004, maxLeverage: 100, cum: 0 },
    { floor: 50_000, cap: 1e12, rate: 0.05, maxLeverage: 20, cum: 0 },
  ],
});
const LONG: MarginPosition = {
  symbol: 'BTCUSDT',
  side: 'long',
  quantity: 1,
  entryPrice: 49_000,
  markPrice: 49_000,
  marginMode: 'cross',
};
const PAIR: MarginPosition[] = [LONG, { ...LONG, side: 'short' }];

describe('a hedged pair under a table that jumps', () => {
  it('is liquidated at the jump, where its maintenance margin leaps over its balance', () => {
    // Both legs: 2 · 50,000 · 0.004 = 400 just below the border, 2 · 50,000 · 0.05 = 5,000 on it.
    const [long, short] = assessAccount(2_000, PAIR, JUMPY).positions;
    expect(long!.liquidationPrice).toBe(50_000);
    expect(short!.liquidationPrice).toBe(50_000);
    const at = (price: number) => surplus(2_000, PAIR, JUMPY, () => price);
    expect(at(49_999.99)).toBeGreaterThan(1_500);
    expect(at(50_000)).toBeLessThan(-2_900);
  });

  it('that is under water above it comes back to life below it', () => {
    const above = PAIR.map((leg) => ({ ...leg, markPrice: 51_000 }));
    const [long] = assessAccount(2_000, above, JUMPY).positions;
    expect(long).toMatchObject({ liquidationPrice: 50_000, distance: 0 });
  });
});
