// Lots, first in, first out: which purchase is still held, and that no digit is lost on the way.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { applyToLots, type LotBook, NO_LOTS } from '../../../src/risk/microstructure/lots.ts';
import { applyFill, flat, type TrackedFill } from '../../../src/risk/microstructure/position-track.ts';

const fill = (side: 'buy' | 'sell', quantity: string, price: string, fee?: string): TrackedFill => ({
  symbol: 'BTCUSDT',
  side,
  quantity: new Decimal(quantity),
  price: new Decimal(price),
  ...(fee === undefined ? {} : { fee: new Decimal(fee) }),
});
const after = (fills: readonly TrackedFill[]): LotBook =>
  fills.reduce((book, each) => applyToLots(book, each), NO_LOTS);
const plain = ({ lots }: LotBook) => lots.map(({ quantity, price }) => `${quantity} at ${price}`);

it('a sale closes the oldest lots, and a part of the one it ends in', () => {
  const book = after([
    fill('buy', '1', '100', '1'),
    fill('buy', '2', '110', '2'),
    fill('sell', '2', '120', '4'),
  ]);
  expect(plain(book)).toEqual(['1 at 110']);
  // (120 − 100)·1 + (120 − 110)·1 − entry fees 1 and 1 − exit fee 4
  expect(book.realizedPnl.toFixed()).toBe('24');
  expect(book.lots[0]?.fee.toFixed()).toBe('1');
});

it('a sale larger than all lots opens a short one with what is left of it, and of its fee', () => {
  const book = after([fill('buy', '1', '100'), fill('sell', '4', '90', '4')]);
  expect(plain(book)).toEqual(['-3 at 90']);
  expect(book.realizedPnl.toFixed()).toBe('-11');
  expect(plain(after([fill('sell', '4', '90'), fill('buy', '1', '80')]))).toEqual(['-3 at 90']);
});

it('a fill that is none is refused by name', () => {
  expect(() => after([fill('buy', '0', '100')])).toThrow(/fill.quantity is 0/);
});

it('holds what the tracker holds, and every digit of cash is in a lot or in the result', () => {
  const amount = fc.integer({ min: 1, max: 1_000_000 }).map((n) => new Decimal(n).div(1_000));
  const any = fc.record({
    symbol: fc.constant('BTCUSDT'),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: amount,
    price: amount,
    fee: amount.map((each) => each.div(100)),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 30 }), (fills) => {
      const book = after(fills);
      const tracked = fills.reduce((position, each) => applyFill(position, each), flat('BTCUSDT'));
      const held = book.lots.reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(0));
      expect(held.toFixed()).toBe(tracked.quantity.toFixed());
      expect(new Set(book.lots.map(({ quantity }) => quantity.isPositive())).size).toBeLessThan(2);
      const cash = fills.reduce((sum, { side, quantity, price, fee }) => {
        const worth = quantity.times(price);
        return (side === 'buy' ? sum.minus(worth) : sum.plus(worth)).minus(fee);
      }, new Decimal(0));
      const inLots = book.lots.reduce(
        (sum, { quantity, price, fee }) => sum.plus(quantity.times(price)).plus(fee),
        new Decimal(0),
      );
      expect(book.realizedPnl.minus(inLots).minus(cash).abs().lt('1e-12')).toBe(true);
    }),
    { numRuns: 200, seed: 7 },
  );
});
