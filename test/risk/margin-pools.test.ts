// Several pools of money in one account: each stands alone, the account is as safe as its worst.
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { Money } from '../../src/domain/money.ts';
import { readingValue } from '../../src/domain/reading.ts';
import type { AccountSnapshot } from '../../src/domain/snapshot.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { assess } from '../../src/risk/assessment/assess.ts';
import { bookAfter, bookWithMargin } from '../../src/risk/assessment/effect.ts';
import { bookAfterTransfer } from '../../src/risk/assessment/hypothetical.ts';
import { assessView, viewAfterCut } from '../../src/risk/assessment/margin-pools.ts';
import { marginView } from '../../src/risk/assessment/margin-view.ts';
import { assessAccount } from '../../src/risk/margin/account-risk.ts';
import { instrument, type PositionWords, snapshot } from '../support/snapshot-builder.ts';

const usdt = (amount: number): Money => Money.of(new Decimal(amount), 'USDT');
const wallet = (amount: number) => ({ cross: usdt(amount), available: usdt(amount) });
const INSTRUMENTS = new Map(
  ['BTCUSDT', 'ETHUSDT', 'BTCUSDC', 'ETHUSDC'].map((symbol) => [
    symbol,
    instrument(symbol, { quote: symbol.slice(3) }),
  ]),
);
const LONG: PositionWords = { symbol: 'BTCUSDT', quantity: 1, entry: 60_000, mark: 58_000 };
const ETH: PositionWords = { symbol: 'ETHUSDT', side: 'short', quantity: 4, entry: 3_000, mark: 3_100 };
const USDC: PositionWords = {
  symbol: 'BTCUSDC',
  side: 'short',
  quantity: '0.5',
  entry: 58_000,
  mark: 58_000,
};
const ALONE: PositionWords = { symbol: 'ETHUSDC', quantity: 2, entry: 3_000, isolatedMargin: 900 };

const book = (dollars: number, coins: number, positions: readonly PositionWords[]): AccountSnapshot =>
  snapshot(dollars + coins, positions, {
    crossWalletBalance: usdt(dollars + coins),
    coins: new Map([
      ['USDT', wallet(dollars)],
      ['USDC', wallet(coins)],
    ]),
    instruments: INSTRUMENTS,
  });
const own = (amount: number, positions: readonly PositionWords[]) => {
  const view = marginView(snapshot(amount, positions, { crossWalletBalance: usdt(amount) }));
  return assessAccount(view.walletBalance, view.positions, view.book);
};
const assessed = (picture: AccountSnapshot) =>
  assess({
    snapshot: picture,
    now: 0,
    returns: new Map(),
    thresholds: DEFAULT_THRESHOLDS,
    heldLevels: new Map(),
  });

describe('an account of two pools', () => {
  const both = book(9_000, 2_500, [LONG, USDC, ETH, ALONE]);
  const risk = assessView(marginView(both));

  it('has in each what an account of that coin alone would have', () => {
    const dollars = own(9_000, [LONG, ETH]);
    const coins = own(2_500, [USDC]);
    expect(risk.positions.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'BTCUSDC', 'ETHUSDT', 'ETHUSDC']);
    expect(risk.positions.map(({ liquidationPrice }) => liquidationPrice)).toEqual([
      dollars.positions[0]!.liquidationPrice,
      coins.positions[0]!.liquidationPrice,
      dollars.positions[1]!.liquidationPrice,
      own(0, [ALONE]).positions[0]!.liquidationPrice,
    ]);
    expect(risk.account.maintenanceMargin).toBeCloseTo(
      dollars.account.maintenanceMargin + coins.account.maintenanceMargin,
      9,
    );
  });

  it('stands as its worst pool stands', () => {
    const rich = assessView(marginView(book(9_000, 25_000, [LONG, USDC, ETH])));
    expect(rich.account.marginRatio).toBe(own(9_000, [LONG, ETH]).account.marginRatio);
    const thin = assessView(marginView(book(90_000, 150, [LONG, USDC])));
    expect(thin.account.marginRatio).toBe(own(150, [USDC]).account.marginRatio);
  });

  it('settles a cut in the pool that the position belongs to', () => {
    const after = viewAfterCut(marginView(both), 0, 0.5);
    const half = { ...LONG, quantity: '0.5' };
    expect(assessView(after).positions[0]!.liquidationPrice).toBe(
      own(8_000, [half, ETH]).positions[0]!.liquidationPrice,
    );
    expect(assessView(after).positions[1]).toEqual(risk.positions[1]);
    const cut = bookAfter(both, [{ symbol: 'BTCUSDT', side: 'long', quantity: 1 }]);
    expect([...(cut.coins ?? [])].map(([coin, { cross }]) => [coin, `${cross}`])).toEqual([
      ['USDT', '7000'],
      ['USDC', '2500'],
    ]);
  });

  it('takes added margin out of the coin of the position', () => {
    const added = bookWithMargin(both, 'ETHUSDC', 'long', new Decimal(100));
    expect(`${added.coins?.get('USDC')?.cross}`).toBe('2400');
  });

  it('is proposed the step that helps the pool in danger', () => {
    const step = assessed(book(90_000, 200, [LONG, USDC])).bestStep;
    expect(step?.symbol).toBe('BTCUSDC');
  });

  it('is liquidated by the common move that the first of its pools cannot bear', () => {
    const swing = Float64Array.from({ length: 60 }, (_, day) => 0.02 * Math.sin(day));
    const returns = new Map(['BTCUSDT', 'BTCUSDC'].map((symbol) => [symbol, swing]));
    const move = (picture: AccountSnapshot) =>
      assess({
        snapshot: picture,
        now: 0,
        returns,
        thresholds: DEFAULT_THRESHOLDS,
        heldLevels: new Map(),
      }).correlatedMove;
    const both = move(book(9_000, 2_500, [LONG, USDC]));
    expect(readingValue(both.down)).toBe(readingValue(move(book(9_000, 0, [LONG])).down));
    expect(readingValue(both.up)).toBe(readingValue(move(book(0, 2_500, [USDC])).up));
    const calm = move(
      book(900_000, 250_000, [
        { ...LONG, quantity: '0.01' },
        { ...USDC, quantity: '0.01', side: 'long' },
      ]),
    );
    expect(calm.up).toMatchObject({ kind: 'unknown', reason: 'cannot-be-liquidated' });
  });
});

describe('an account with idle money in another coin', () => {
  it('is as safe as without it', () => {
    const idle = assessed(book(9_000, 1_000_000, [LONG]));
    const without = assessed(book(9_000, 0, [LONG]));
    expect(idle.marginRatio).toEqual(without.marginRatio);
    expect(idle.positions[0]!.liquidationPrice).toEqual(without.positions[0]!.liquidationPrice);
  });

  it('takes a transfer into the coin that backs its positions', () => {
    const after = bookAfterTransfer(book(9_000, 100, [USDC]), new Decimal(500)).snapshot;
    expect(`${after.coins?.get('USDC')?.cross}`).toBe('600');
    const empty = bookAfterTransfer(book(9_000, 100, []), new Decimal(-500)).snapshot;
    expect(`${empty.coins?.get('USDT')?.available}`).toBe('8500');
  });
});
