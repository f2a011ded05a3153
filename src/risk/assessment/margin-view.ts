// A snapshot in the float64 terms of the margin models: the one place where exact amounts become statistics.

import { backingWallets, coinOf } from '../../domain/coin-wallets.ts';
import { toFloat } from '../../domain/decimal.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { BracketBook } from '../margin/bracket-book.ts';
import { BracketTable } from '../margin/brackets.ts';
import type { MarginPosition } from '../margin/margin-position.ts';

export interface MarginView {
  /** The cross wallet: no unrealised profit, no isolated margin. Of several coins the sum: `pools` is what counts. */
  readonly walletBalance: number;
  /** Where cross positions settle in several coins that stand for themselves: each with its own wallet. */
  readonly pools?: readonly MarginPool[];
  readonly positions: readonly MarginPosition[];
  readonly book: BracketBook;
}

/** The cross positions that one coin backs. */
export interface MarginPool {
  readonly coin: string;
  readonly walletBalance: number;
  /** Symbols that settle in the coin. */
  readonly symbols: ReadonlySet<string>;
}

const tables = new WeakMap<object, BracketTable>();

/** Converts positions and bracket tables; a bracket array is converted once and remembered for as long as it lives. */
export function marginView(snapshot: AccountSnapshot): MarginView {
  const bySymbol = new Map<string, BracketTable>();
  const positions: MarginPosition[] = [];
  for (const position of snapshot.positions) {
    const instrument = snapshot.instruments.get(position.symbol);
    if (instrument !== undefined && instrument.brackets.length > 0 && !bySymbol.has(position.symbol)) {
      let table = tables.get(instrument.brackets);
      if (table === undefined) {
        const rows = instrument.brackets.map(({ maintenanceMarginRate, ...row }) => ({
          ...row,
          rate: maintenanceMarginRate,
        }));
        table = new BracketTable(rows, `brackets.${position.symbol}`);
        tables.set(instrument.brackets, table);
      }
      bySymbol.set(position.symbol, table);
    }
    positions.push({
      symbol: position.symbol,
      side: position.side,
      quantity: toFloat(position.quantity.value),
      entryPrice: toFloat(position.entryPrice.value),
      markPrice: toFloat(position.markPrice.value),
      leverage: position.leverage,
      marginMode: position.marginMode,
      isolatedMargin:
        position.isolatedMargin === undefined ? undefined : toFloat(position.isolatedMargin.value),
    });
  }
  return { ...walletsOf(snapshot), positions, book: new BracketBook(bySymbol) };
}

function walletsOf(snapshot: AccountSnapshot): Pick<MarginView, 'walletBalance' | 'pools'> {
  const backing = backingWallets(snapshot);
  const all = snapshot.crossWalletBalance.value.toNumber();
  if (backing === undefined || backing.size === 0) return { walletBalance: all };
  const pools = [...backing].map(([coin, wallet]): MarginPool => {
    const symbols = snapshot.positions
      .map(({ symbol }) => symbol)
      .filter((symbol) => coinOf(snapshot, symbol) === coin);
    return { coin, walletBalance: wallet.value.toNumber(), symbols: new Set(symbols) };
  });
  // One coin behind all of it is an account like any other.
  if (pools.length === 1) return { walletBalance: pools[0]!.walletBalance };
  return { walletBalance: all, pools };
}
