// Which money stands behind which position. A venue may let each coin back only the positions that settle in it: then a full wallet of
// one coin saves nothing in another, and adding them up would look safer than it is.
import type { Decimal } from './decimal.ts';
import { Money } from './money.ts';
import type { AccountSnapshot } from './snapshot.ts';

type Wallets = Pick<
  AccountSnapshot,
  'coins' | 'crossWalletBalance' | 'availableBalance' | 'positions' | 'instruments'
>;

/** The coin that a symbol's positions settle in, where that matters; undefined where one wallet backs all. */
export function coinOf({ coins, instruments }: Wallets, symbol: string): string | undefined {
  return coins === undefined ? undefined : instruments.get(symbol)?.quote;
}

/** The wallets behind the cross positions by coin, with only those coins that have any; undefined where one wallet backs all. */
export function backingWallets(book: Wallets): ReadonlyMap<string, Money> | undefined {
  if (book.coins === undefined) return undefined;
  const backing = new Map<string, Money>();
  for (const { symbol, marginMode } of book.positions) {
    const coin = marginMode === 'cross' ? coinOf(book, symbol) : undefined;
    if (coin === undefined || backing.has(coin)) continue;
    backing.set(coin, book.coins.get(coin)?.cross ?? Money.zero(book.crossWalletBalance.currency));
  }
  return backing;
}

/** What may be bound for a symbol: of its own coin only, where coins stand for themselves. */
export function availableFor(book: Wallets, symbol: string): Money {
  const coin = coinOf(book, symbol);
  if (coin === undefined) return book.availableBalance;
  return book.coins?.get(coin)?.available ?? Money.zero(book.availableBalance.currency);
}

/** The cross wallet after `change` (below zero: taken out) through something done in `symbol`. */
export function withCross(
  book: Wallets,
  symbol: string,
  change: Decimal,
): Pick<AccountSnapshot, 'crossWalletBalance' | 'coins'> {
  const { currency } = book.crossWalletBalance;
  const changed = Money.of(change, currency);
  const crossWalletBalance = book.crossWalletBalance.plus(changed);
  const coin = coinOf(book, symbol);
  if (book.coins === undefined || coin === undefined) {
    return { crossWalletBalance, ...(book.coins === undefined ? {} : { coins: book.coins }) };
  }
  const before = book.coins.get(coin) ?? { cross: Money.zero(currency), available: Money.zero(currency) };
  const coins = new Map(book.coins).set(coin, { ...before, cross: before.cross.plus(changed) });
  return { crossWalletBalance, coins };
}
