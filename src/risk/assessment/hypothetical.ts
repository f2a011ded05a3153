// The book as it would be after something that nobody has done yet: a trade, another leverage, money in or out. Filled at the mark,
// so that equity stays what it is; what a fill costs is told apart.

import { backingWallets, withCross } from '../../domain/coin-wallets.ts';
import { type Decimal, ZERO } from '../../domain/decimal.ts';
import { Money } from '../../domain/money.ts';
import { type MarginMode, type Position, type PositionSide, sign } from '../../domain/position.ts';
import { Price } from '../../domain/price.ts';
import { Quantity } from '../../domain/quantity.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { bookAfter } from './effect.ts';
import { unconfirmed } from './unconfirmed.ts';

export interface HypotheticalOrder {
  readonly symbol: string;
  readonly side: PositionSide;
  /** Base units, above zero. */
  readonly quantity: Decimal;
  readonly mark: Price;
  /** Of what it opens or adds. */
  readonly leverage: number;
  /** Of a position that is not there yet. */
  readonly marginMode: MarginMode;
}

export interface Hypothetical {
  readonly snapshot: AccountSnapshot;
  /** Margin that the new exposure binds, at the mark. */
  readonly bound: Decimal;
  /** Margin that what was closed sets free. */
  readonly freed: Decimal;
}

/**
 * The book after a fill of the whole order at the mark. On a one-way venue the opposite position is made smaller first and
 * turned when the order is larger; in hedge mode both sides stand beside each other.
 */
export function bookAfterOrder(snapshot: AccountSnapshot, order: HypotheticalOrder): Hypothetical {
  const opposite = snapshot.positions.find(
    ({ symbol, side }) => symbol === order.symbol && side !== order.side,
  );
  const held = opposite?.quantity.value ?? ZERO;
  const nets = snapshot.positionMode === 'one-way' && opposite !== undefined;
  const closed = nets ? (order.quantity.lt(held) ? order.quantity : held) : ZERO;
  const opened = order.quantity.minus(closed);
  const { symbol, mark } = order;
  const freed = nets ? closed.times(mark.value).div(opposite.leverage ?? order.leverage) : ZERO;
  const smaller = nets ? bookAfter(snapshot, [{ symbol, side: opposite.side, quantity: closed }]) : snapshot;
  if (opened.isZero()) return { snapshot: unconfirmed(smaller), bound: ZERO, freed };
  const bound = opened.times(mark.value).div(order.leverage);
  return { snapshot: unconfirmed(withOpened(smaller, order, opened, bound)), bound, freed };
}

/** After closing `quantity` of one position at the mark. */
export function bookAfterClose(
  snapshot: AccountSnapshot,
  position: Position,
  quantity: Decimal,
): Hypothetical {
  const { symbol, side, markPrice, leverage } = position;
  const freed = quantity.times(markPrice.value).div(leverage ?? 1);
  return {
    snapshot: unconfirmed(bookAfter(snapshot, [{ symbol, side, quantity }])),
    bound: ZERO,
    freed,
  };
}

/**
 * After another leverage of one position, whose size stays. Isolated: its margin becomes notional / leverage, from or to the
 * cross wallet. Cross: only the margin that it binds changes, no liquidation price does.
 */
export function bookWithLeverage(
  snapshot: AccountSnapshot,
  changed: Position,
  leverage: number,
): Hypothetical {
  const worth = changed.quantity.value.times(changed.markPrice.value);
  const target = worth.div(leverage);
  const standing = changed.isolatedMargin?.value ?? worth.div(changed.leverage ?? leverage);
  const taken = changed.marginMode === 'isolated' ? target.minus(standing) : ZERO;
  const positions = snapshot.positions.map((position) => {
    if (position !== changed) return position;
    if (position.isolatedMargin === undefined) return { ...position, leverage };
    return { ...position, leverage, isolatedMargin: Money.of(target, position.isolatedMargin.currency) };
  });
  return {
    snapshot: unconfirmed({
      ...snapshot,
      ...withCross(snapshot, changed.symbol, taken.negated()),
      positions,
    }),
    bound: target.gt(standing) ? target.minus(standing) : ZERO,
    freed: target.lt(standing) ? standing.minus(target) : ZERO,
  };
}

/** After money came in, or went out when `amount` is below zero: in the coin that backs the first cross position. */
export function bookAfterTransfer(snapshot: AccountSnapshot, amount: Decimal): Hypothetical {
  const moved = (balance: Money): Money => balance.plus(Money.of(amount, balance.currency));
  const { walletBalance, crossWalletBalance, equity, availableBalance, coins } = snapshot;
  const coin = [...(backingWallets(snapshot)?.keys() ?? [])][0] ?? equity.currency;
  const wallet = coins?.get(coin);
  return {
    snapshot: unconfirmed({
      ...snapshot,
      walletBalance: moved(walletBalance),
      crossWalletBalance: moved(crossWalletBalance),
      equity: moved(equity),
      availableBalance: moved(availableBalance),
      ...(coins === undefined || wallet === undefined
        ? {}
        : {
            coins: new Map(coins).set(coin, {
              cross: moved(wallet.cross),
              available: moved(wallet.available),
            }),
          }),
    }),
    bound: amount.lt(0) ? amount.neg() : ZERO,
    freed: ZERO,
  };
}

function withOpened(
  snapshot: AccountSnapshot,
  order: HypotheticalOrder,
  opened: Decimal,
  bound: Decimal,
): AccountSnapshot {
  const { symbol, side, mark, leverage } = order;
  const before = snapshot.positions.find((each) => each.symbol === symbol && each.side === side);
  const { currency } = snapshot.equity;
  const isIsolated = (before?.marginMode ?? order.marginMode) === 'isolated';
  const cross = isIsolated ? withCross(snapshot, symbol, bound.negated()) : {};
  const after = before === undefined ? fresh() : added(before);
  const others = snapshot.positions.filter((each) => each !== before);
  return { ...snapshot, ...cross, positions: [...others, after] };

  function fresh(): Position {
    return {
      symbol,
      side,
      quantity: Quantity.of(opened),
      entryPrice: mark,
      markPrice: mark,
      leverage,
      marginMode: order.marginMode,
      ...(isIsolated ? { isolatedMargin: Money.of(bound, currency) } : {}),
      unrealizedPnl: Money.zero(currency),
    };
  }

  function added(position: Position): Position {
    const held = position.quantity.value;
    const all = held.plus(opened);
    const paid = held.times(position.entryPrice.value).plus(opened.times(mark.value));
    const entryPrice = Price.of(paid.div(all));
    const gained = all.times(mark.value.minus(entryPrice.value)).times(sign(side));
    return {
      ...position,
      quantity: Quantity.of(all),
      entryPrice,
      markPrice: mark,
      leverage,
      ...(position.isolatedMargin === undefined
        ? {}
        : { isolatedMargin: position.isolatedMargin.plus(Money.of(bound, currency)) }),
      unrealizedPnl: Money.of(gained, position.unrealizedPnl.currency),
    };
  }
}
