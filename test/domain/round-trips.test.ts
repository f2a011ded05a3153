// From flat to flat: what was won or lost, and how deep the curve fell.
import { describe, expect, it } from 'vitest';
import { deepestFall, roundTrips, type TripFill } from '../../src/domain/round-trips.ts';

const fill = (
  side: 'buy' | 'sell',
  quantity: string,
  realizedPnl: string,
  at: number,
  fee = '1',
  price = '100',
): TripFill => ({
  account: 'main',
  symbol: 'BTCUSDT',
  positionSide: 'long',
  side,
  quantity,
  price,
  fee,
  realizedPnl,
  at,
});

describe('round trips', () => {
  it('end when the position is flat, after fees on both ways', () => {
    const trips = roundTrips([
      fill('buy', '1', '0', 1),
      fill('sell', '0.4', '10', 2),
      fill('sell', '0.6', '-4', 3),
    ]);
    expect(trips.map(({ profit, openedAt, closedAt }) => [profit.toFixed(), openedAt, closedAt])).toEqual([
      ['3', 1, 3],
    ]);
  });

  it('leave an open position out, and let a flip end one and begin the next', () => {
    const trips = roundTrips([
      fill('buy', '1', '0', 1),
      fill('sell', '3', '5', 2),
      fill('buy', '2', '7', 3),
      fill('buy', '1', '0', 4),
    ]);
    expect(trips.map(({ profit }) => profit.toFixed())).toEqual(['3', '6']);
  });

  it('are a return on what was put on: every entry counts, no exit does, and a flip begins with its rest', () => {
    const trips = roundTrips([
      fill('buy', '1', '0', 1, '0', '100'),
      fill('buy', '0.5', '0', 2, '0', '90'),
      fill('sell', '1', '5', 3, '0', '120'),
      fill('sell', '2.5', '7', 4, '0', '110'),
      fill('buy', '2', '1', 5, '0', '105'),
    ]);
    expect(trips.map(({ notional }) => notional.toFixed())).toEqual(['145', '220']);
  });

  it('keep symbols, sides and accounts apart', () => {
    const other = { ...fill('sell', '1', '0', 2), symbol: 'ETHUSDT' };
    expect(roundTrips([fill('buy', '1', '0', 1), other])).toEqual([]);
  });
});

describe('the deepest fall', () => {
  it.each([
    [[100, 120, 90, 130, 117], 0.25],
    [[100, 110], 0],
    [[], 0],
    [[-5, -10], 0],
  ])('of %j is %d', (curve, expected) => {
    expect(deepestFall(curve)).toBeCloseTo(expected, 12);
  });
});
