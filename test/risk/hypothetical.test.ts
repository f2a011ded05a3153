// A book after something that nobody has done: the money in it adds up, and a way there and back again is no way at all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { Price } from '../../src/domain/price.ts';
import type { AccountSnapshot } from '../../src/domain/snapshot.ts';
import {
  bookAfterClose,
  bookAfterOrder,
  bookAfterTransfer,
  bookWithLeverage,
  type HypotheticalOrder,
} from '../../src/risk/assessment/hypothetical.ts';
import { snapshot } from '../support/snapshot-builder.ts';

const order = (changes: Partial<HypotheticalOrder> = {}): HypotheticalOrder => ({
  symbol: 'BTCUSDT',
  side: 'long',
  quantity: new Decimal('0.5'),
  mark: Price.parse('50000'),
  leverage: 10,
  marginMode: 'cross',
  ...changes,
});
const btcLong = { symbol: 'BTCUSDT', quantity: '1', entry: '40000', mark: '50000', leverage: 5 };
const held = (book: AccountSnapshot) =>
  book.positions.map(
    ({ symbol, side, quantity, entryPrice }) => `${symbol} ${side} ${quantity} @ ${entryPrice}`,
  );
/** Wallet and open profit of the book itself, whatever it says that its equity is. */
const worth = ({ walletBalance, positions }: AccountSnapshot): string =>
  positions.reduce((sum, each) => sum.plus(each.unrealizedPnl.value), walletBalance.value).toFixed(6);

describe('an order that nobody sends', () => {
  it('opens a position at the mark and binds notional over leverage', () => {
    const { snapshot: book, bound, freed } = bookAfterOrder(snapshot(4000, []), order());
    expect(held(book)).toEqual(['BTCUSDT long 0.5 @ 50000']);
    expect([bound.toFixed(), freed.toFixed()]).toEqual(['2500', '0']);
    expect(book.crossWalletBalance.toString()).toBe('4000');
  });

  it('adds to a position at the average of both prices', () => {
    const { snapshot: book } = bookAfterOrder(
      snapshot(20_000, [btcLong]),
      order({ quantity: new Decimal(1) }),
    );
    expect(held(book)).toEqual(['BTCUSDT long 2 @ 45000']);
  });

  it.each([
    ['0.4', 'BTCUSDT long 0.6 @ 40000', '0', '4000'],
    ['1', '', '0', '10000'],
    ['1.5', 'BTCUSDT short 0.5 @ 50000', '2500', '10000'],
  ])('against a long of 1 a short of %s nets on a one-way venue', (quantity, left, bound, freed) => {
    const short = order({ side: 'short', quantity: new Decimal(quantity) });
    const after = bookAfterOrder(snapshot(20_000, [btcLong]), short);
    expect(held(after.snapshot).join()).toBe(left);
    expect([after.bound.toFixed(), after.freed.toFixed()]).toEqual([bound, freed]);
  });

  it('leaves both sides standing in hedge mode', () => {
    const before = snapshot(20_000, [btcLong], { positionMode: 'hedge' });
    const { snapshot: book } = bookAfterOrder(before, order({ side: 'short' }));
    expect(held(book)).toEqual(['BTCUSDT long 1 @ 40000', 'BTCUSDT short 0.5 @ 50000']);
  });

  it('takes the margin of an isolated position out of the cross wallet', () => {
    const before = snapshot(20_000, [{ ...btcLong, isolatedMargin: 10_000 }]);
    const { snapshot: book } = bookAfterOrder(before, order());
    expect(book.positions[0]?.isolatedMargin?.toString()).toBe('12500');
    expect(book.crossWalletBalance.toString()).toBe('7500');
  });

  it('never changes what the account is worth, whatever is ordered', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000 }),
        fc.constantFrom('long', 'short'),
        fc.constantFrom('one-way', 'hedge'),
        fc.boolean(),
        (thousandths, side, positionMode, isolated) => {
          const own = isolated ? { ...btcLong, isolatedMargin: 9_000 } : btcLong;
          const before = snapshot(20_000, [own], { positionMode });
          const quantity = new Decimal(thousandths).div(1000);
          const { snapshot: after } = bookAfterOrder(before, order({ side, quantity }));
          expect(worth(after)).toBe(worth(before));
          const margins = after.positions.reduce(
            (sum, { isolatedMargin }) => sum.plus(isolatedMargin?.value ?? 0),
            after.crossWalletBalance.value,
          );
          expect(margins.toFixed(6)).toBe(after.walletBalance.value.toFixed(6));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("says nothing in the venue's name: its liquidation prices are about the book as it is", () => {
    const before = snapshot(20_000, [{ ...btcLong, venueLiquidationPrice: 33_000 }]);
    for (const { snapshot: book } of [
      bookAfterOrder(before, order()),
      bookAfterTransfer(before, new Decimal(100)),
      bookWithLeverage(before, before.positions[0]!, 3),
    ]) {
      expect(book.positions.map((each) => each.venueLiquidationPrice)).toEqual([undefined]);
    }
  });
});

describe('other things that might be done', () => {
  it('a close turns profit into wallet and sets margin free', () => {
    const before = snapshot(20_000, [btcLong]);
    const { snapshot: book, freed } = bookAfterClose(before, before.positions[0]!, new Decimal(1));
    expect([held(book), book.walletBalance.toString(), freed.toFixed()]).toEqual([[], '30000', '10000']);
  });

  it('another leverage moves the margin of an isolated position and nothing of a cross one', () => {
    const isolated = snapshot(20_000, [{ ...btcLong, isolatedMargin: 10_000 }]);
    const lower = bookWithLeverage(isolated, isolated.positions[0]!, 4);
    expect(lower.snapshot.positions[0]?.isolatedMargin?.toString()).toBe('12500');
    expect(lower.snapshot.crossWalletBalance.toString()).toBe('7500');
    expect(lower.bound.toFixed()).toBe('2500');
    const cross = snapshot(20_000, [btcLong]);
    const higher = bookWithLeverage(cross, cross.positions[0]!, 20);
    expect(higher.snapshot.crossWalletBalance.toString()).toBe('20000');
    expect([higher.bound.toFixed(), higher.freed.toFixed()]).toEqual(['0', '7500']);
  });

  it('money that comes in and goes out again leaves the book as it was', () => {
    const before = snapshot(20_000, [btcLong]);
    const there = bookAfterTransfer(before, new Decimal(500)).snapshot;
    expect([there.equity, there.crossWalletBalance, there.availableBalance].map(String)).toEqual([
      '30500',
      '20500',
      '20500',
    ]);
    expect(bookAfterTransfer(there, new Decimal(-500)).snapshot).toEqual(before);
  });
});
