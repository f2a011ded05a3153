// What funding costs. Reference: Binance's own example, a long of 10 BTC at 10,000 USDT and a rate of 0.01 % pays 10 USDT.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FundedPosition, fundingCost } from '../../src/risk/funding.ts';

const position = (changes: Partial<FundedPosition> = {}): FundedPosition => ({
  side: 'long',
  notional: 100_000,
  rate: 0.0001,
  intervalMs: 8 * 3_600_000,
  unrealizedPnl: 0,
  ...changes,
});

describe('funding', () => {
  it('is notional times rate, three times a day', () => {
    const { next, day } = fundingCost(position());
    expect(next).toBeCloseTo(10, 9);
    expect(day).toBeCloseTo(30, 9);
  });

  it('is more often for symbols with a shorter interval', () => {
    expect(fundingCost(position({ intervalMs: 3_600_000 })).day).toBeCloseTo(240, 9);
  });

  it('of a day is not known where the interval is not', () => {
    const { intervalMs: _, ...without } = position({ unrealizedPnl: 1 });
    expect(fundingCost(without)).toEqual({ next: 10, suggestsExit: false });
  });

  it('that takes more than half of the open profit a day suggests an exit', () => {
    expect(fundingCost(position({ unrealizedPnl: 61 }))).toMatchObject({ suggestsExit: false });
    const dear = fundingCost(position({ unrealizedPnl: 59 }));
    expect(dear.suggestsExit).toBe(true);
    expect(dear.shareOfProfit).toBeCloseTo(30 / 59, 9);
  });

  it('that is received, or stands beside a loss, suggests nothing', () => {
    const got = fundingCost(position({ side: 'short', unrealizedPnl: 1 }));
    expect([got.next, got.suggestsExit, got.shareOfProfit]).toEqual([-10, false, undefined]);
    expect(fundingCost(position({ unrealizedPnl: -50 })).suggestsExit).toBe(false);
  });

  it('of a long and a short of the same size add up to nothing', () => {
    const rate = fc.double({ min: -0.1, max: 0.1, noNaN: true });
    const notional = fc.double({ min: 1e-3, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(rate, notional, (each, size) => {
        const long = fundingCost(position({ rate: each, notional: size }));
        const short = fundingCost(position({ rate: each, notional: size, side: 'short' }));
        expect(long.next + short.next).toBe(0);
        expect(Number.isFinite(long.day)).toBe(true);
      }),
    );
  });

  it.each([
    [{ notional: 0 }, 'notional'],
    [{ notional: Number.NaN }, 'notional'],
    [{ rate: 0.2 }, 'rate'],
    [{ rate: Number.POSITIVE_INFINITY }, 'rate'],
    [{ intervalMs: 0 }, 'intervalMs'],
  ])('refuses %j with the name of the field', (changes, path) => {
    expect(() => fundingCost(position(changes))).toThrow(expect.objectContaining({ path }) as Error);
  });
});
