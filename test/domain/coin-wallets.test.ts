// Money that backs only what settles in its own coin: which wallet is whose, and what a change of one does to it.
import { describe, expect, it } from 'vitest';
import { availableFor, backingWallets, coinOf, withCross } from '../../src/domain/coin-wallets.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import { Money } from '../../src/domain/money.ts';
import { instrument, type PositionWords, snapshot } from '../support/snapshot-builder.ts';

const usdt = (amount: string): Money => Money.of(new Decimal(amount), 'USDT');
const COINS = new Map([
  ['USDT', { cross: usdt('10000'), available: usdt('9000') }],
  ['USDC', { cross: usdt('500'), available: usdt('400') }],
]);
const INSTRUMENTS = new Map(
  ['BTCUSDT', 'ETHUSDT', 'BTCUSDC', 'BTCFDUSD'].map((symbol) => [
    symbol,
    instrument(symbol, { quote: symbol.slice(3) }),
  ]),
);
const book = (...positions: PositionWords[]) =>
  snapshot(10_500, positions, { coins: COINS, instruments: INSTRUMENTS });
const held = (symbol: string, isolatedMargin?: number): PositionWords => ({
  symbol,
  quantity: 1,
  entry: 60_000,
  ...(isolatedMargin === undefined ? {} : { isolatedMargin }),
});

describe('coins that stand for themselves', () => {
  it('back the cross positions that settle in them, and nothing else', () => {
    const backing = backingWallets(book(held('BTCUSDT'), held('ETHUSDT'), held('BTCUSDC', 600)));
    expect([...(backing ?? [])].map(([coin, wallet]) => [coin, `${wallet}`])).toEqual([['USDT', '10000']]);
  });

  it('that are not there back with nothing', () => {
    expect(`${backingWallets(book(held('BTCFDUSD')))?.get('FDUSD')}`).toBe('0');
    expect(`${availableFor(book(), 'BTCFDUSD')}`).toBe('0');
  });

  it('may be bound for their own symbols only', () => {
    expect(`${availableFor(book(), 'BTCUSDC')}`).toBe('400');
    expect(`${availableFor(book(), 'ETHUSDT')}`).toBe('9000');
  });

  it('change apart from each other, and together with the sum', () => {
    const after = withCross(book(), 'BTCUSDC', new Decimal('-100.5'));
    expect(`${after.crossWalletBalance}`).toBe('10399.5');
    expect([...(after.coins ?? [])].map(([coin, { cross }]) => [coin, `${cross}`])).toEqual([
      ['USDT', '10000'],
      ['USDC', '399.5'],
    ]);
    expect(`${withCross(book(), 'BTCFDUSD', new Decimal(7)).coins?.get('FDUSD')?.cross}`).toBe('7');
  });

  it('of a symbol that is not listed are left alone', () => {
    expect(coinOf(book(), 'XUSDT')).toBeUndefined();
    expect(backingWallets(book(held('XUSDT')))?.size).toBe(0);
    expect(withCross(book(), 'XUSDT', new Decimal(1)).coins).toBe(COINS);
  });
});

describe('one wallet behind everything', () => {
  const one = snapshot(1_000, [held('BTCUSDT')]);
  it('has no coins to tell apart', () => {
    expect(backingWallets(one)).toBeUndefined();
    expect(coinOf(one, 'BTCUSDT')).toBeUndefined();
    expect(`${availableFor(one, 'BTCUSDT')}`).toBe('1000');
    const after = withCross(one, 'BTCUSDT', new Decimal(5));
    expect([`${after.crossWalletBalance}`, after.coins]).toEqual(['1005', undefined]);
  });
});
