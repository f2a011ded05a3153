// Carries an account along price paths: who is liquidated when, at which price, and what is left.
// An isolated position dies alone with its margin; the cross account dies as a whole. Dead positions stay closed.
import type { BracketBook } from '../margin/bracket-book.ts';
import { isolatedMarginOf, type MarginPosition, signOf } from '../margin/margin-position.ts';

/** Plain arrays of an account: the walk touches no objects, and a worker can be handed them. */
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
  /** Tiers of all positions one after the other; those of position i start at `tierStart[i]`. */
  readonly tierStart: Int32Array;
  readonly tierFloor: Float64Array;
  readonly tierRate: Float64Array;
  readonly tierCum: Float64Array;
  readonly wallet: number;
}

/** Positions checked by the caller; `symbols` are the distinct path names in order. */
export function walkedAccount(
  wallet: number,
  positions: readonly MarginPosition[],
  symbols: readonly string[],
  book: BracketBook,
): WalkedAccount {
  const tables = positions.map(
    (position, i) => book.tableFor(position.symbol, `positions[${i}].symbol`).brackets,
  );
  const tiers = tables.flat();
  const tierStart = new Int32Array(tables.length + 1);
  for (const [i, table] of tables.entries()) tierStart[i + 1] = tierStart[i]! + table.length;
  return {
    tierStart,
    tierFloor: Float64Array.from(tiers, ({ floor }) => floor),
    tierRate: Float64Array.from(tiers, ({ rate }) => rate),
    tierCum: Float64Array.from(tiers, ({ cum }) => cum),
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
    wallet,
  };
}

/** Steps at which things died (−1 while alive), and the tier each position was last seen in. */
export interface Deaths {
  readonly positions: Int32Array;
  account: number;
  readonly tier: Int32Array;
}

export function newDeaths(account: WalkedAccount): Deaths {
  const deaths = {
    positions: new Int32Array(account.count),
    account: -1,
    tier: new Int32Array(account.count),
  };
  revive(account, deaths);
  return deaths;
}

/** Everybody alive again, for the next path. */
export function revive(account: WalkedAccount, deaths: Deaths): void {
  deaths.positions.fill(-1);
  deaths.account = -1;
  for (let i = 0; i < account.count; i++) deaths.tier[i] = account.tierStart[i]!;
}

/** Marks what dies at this step, given the prices of each path relative to the marks. */
export function liquidateAt(
  account: WalkedAccount,
  relative: Float64Array,
  step: number,
  deaths: Deaths,
): void {
  // Everything into variables: this is the innermost loop of a million hours, and fields would be read anew each time.
  const { positions, tier } = deaths;
  const { count, symbol, signed, quantity, entry, mark, own, isolated } = account;
  const { tierStart, tierFloor, tierRate, tierCum } = account;
  let balance = account.wallet;
  let maintenance = 0;
  let cross = 0;
  for (let i = 0; i < count; i++) {
    if (positions[i] !== -1) continue;
    const price = mark[i]! * relative[symbol[i]!]!;
    const profit = signed[i]! * (price - entry[i]!);
    const notional = quantity[i]! * price;
    // The tier of the step before is nearly always still the right one.
    let t = tier[i]!;
    while (t + 1 < tierStart[i + 1]! && notional >= tierFloor[t + 1]!) t++;
    while (t > tierStart[i]! && notional < tierFloor[t]!) t--;
    tier[i] = t;
    const needed = notional * tierRate[t]! - tierCum[t]!;
    if (isolated[i] === 1) {
      if (own[i]! + profit <= needed) positions[i] = step;
      continue;
    }
    balance += profit;
    maintenance += needed;
    cross++;
  }
  if (cross === 0 || deaths.account !== -1 || balance > maintenance) return;
  deaths.account = step;
  for (let i = 0; i < count; i++) {
    if (isolated[i] === 0 && positions[i] === -1) positions[i] = step;
  }
}
