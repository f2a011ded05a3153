// Carries an account along price paths: who is liquidated when, at which price, and what is left.
// An isolated position dies alone with its margin; the cross account dies as a whole. Dead positions stay closed.
import type { BracketBook } from '../margin/bracket-book.ts';
import type { BracketTable } from '../margin/brackets.ts';
import { isolatedMarginOf, type MarginPosition, signOf } from '../margin/margin-position.ts';

/** Plain arrays of an account, so that the walk itself touches no objects. */
export interface WalkedAccount {
  readonly count: number;
  /** Index of each position's price path. */
  readonly symbol: Int32Array;
  /** sign·q, q, entry and mark price. */
  readonly signed: Float64Array;
  readonly quantity: Float64Array;
  readonly entry: Float64Array;
  readonly mark: Float64Array;
  /** Own margin; 0 for cross positions, which share the wallet. */
  readonly own: Float64Array;
  readonly isolated: Uint8Array;
  readonly tables: readonly BracketTable[];
  readonly wallet: number;
}

/** Positions checked by the caller; `symbols` are the distinct path names in order. */
export function walkedAccount(
  wallet: number,
  positions: readonly MarginPosition[],
  symbols: readonly string[],
  book: BracketBook,
): WalkedAccount {
  return {
    count: positions.length,
    symbol: Int32Array.from(positions, (position) => symbols.indexOf(position.symbol)),
    signed: Float64Array.from(positions, (position) => signOf(position.side) * position.quantity),
    quantity: Float64Array.from(positions, (position) => position.quantity),
    entry: Float64Array.from(positions, (position) => position.entryPrice),
    mark: Float64Array.from(positions, (position) => position.markPrice),
    own: Float64Array.from(positions, (position, i) =>
      position.marginMode === 'isolated' ? isolatedMarginOf(position, `positions[${i}]`) : 0,
    ),
    isolated: Uint8Array.from(positions, (position) => (position.marginMode === 'isolated' ? 1 : 0)),
    tables: positions.map((position, i) => book.tableFor(position.symbol, `positions[${i}].symbol`)),
    wallet,
  };
}

/** Steps at which things died; −1 while alive. */
export interface Deaths {
  readonly positions: Int32Array;
  account: number;
}

export const newDeaths = (count: number): Deaths => ({
  positions: new Int32Array(count).fill(-1),
  account: -1,
});

/** Marks what dies at this step, given the prices of each path relative to the marks. */
export function liquidateAt(
  account: WalkedAccount,
  relative: ArrayLike<number>,
  step: number,
  deaths: Deaths,
): void {
  let balance = account.wallet;
  let maintenance = 0;
  let cross = 0;
  for (let i = 0; i < account.count; i++) {
    if (deaths.positions[i] !== -1) continue;
    const price = account.mark[i]! * relative[account.symbol[i]!]!;
    const profit = account.signed[i]! * (price - account.entry[i]!);
    const needed = account.tables[i]!.maintenance(account.quantity[i]! * price);
    if (account.isolated[i] === 1) {
      if (account.own[i]! + profit <= needed) deaths.positions[i] = step;
      continue;
    }
    balance += profit;
    maintenance += needed;
    cross++;
  }
  if (cross === 0 || deaths.account !== -1 || balance > maintenance) return;
  deaths.account = step;
  for (let i = 0; i < account.count; i++) {
    if (account.isolated[i] === 0 && deaths.positions[i] === -1) deaths.positions[i] = step;
  }
}
