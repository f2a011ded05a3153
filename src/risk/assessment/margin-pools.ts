// An account whose coins each back only their own positions, assessed pool by pool and put together again.

import { type AccountRisk, assessAccount, type PositionRisk } from '../margin/account-risk.ts';
import { afterCut } from '../margin/after-cut.ts';
import type { MarginPool, MarginView } from './margin-view.ts';

/** The view of one pool: its wallet and its positions alone, with the places where they stand in the whole. */
export function poolView(
  view: MarginView,
  pool: MarginPool,
): MarginView & { readonly at: readonly number[] } {
  const at = view.positions.flatMap(({ symbol }, index) => (pool.symbols.has(symbol) ? [index] : []));
  const { walletBalance } = pool;
  return { walletBalance, positions: at.map((index) => view.positions[index]!), book: view.book, at };
}

/**
 * The account's sums are those of all pools; its margin ratio is that of the pool that stands worst, since one pool
 * cannot help another. Throws ModelInputError as `assessAccount` does.
 */
export function assessView(view: MarginView): AccountRisk {
  const { pools } = view;
  if (pools === undefined) return assessAccount(view.walletBalance, view.positions, view.book);
  const positions: PositionRisk[] = new Array(view.positions.length);
  const account = { marginBalance: 0, maintenanceMargin: 0, marginRatio: 0, unrealizedPnl: 0 };
  for (const part of partsOf(view, pools)) {
    const risk = assessAccount(part.walletBalance, part.positions, part.book);
    for (const [i, index] of part.at.entries()) positions[index] = risk.positions[i]!;
    account.marginBalance += risk.account.marginBalance;
    account.maintenanceMargin += risk.account.maintenanceMargin;
    account.unrealizedPnl += risk.account.unrealizedPnl;
    account.marginRatio = Math.max(account.marginRatio, risk.account.marginRatio);
  }
  return { account, positions };
}

/** Every pool, and last the isolated positions of coins that back no cross position. */
function partsOf(view: MarginView, pools: readonly MarginPool[]) {
  const backed = new Set(pools.flatMap(({ symbols }) => [...symbols]));
  const rest = view.positions.map(({ symbol }) => symbol).filter((symbol) => !backed.has(symbol));
  const others: MarginPool = { coin: '', walletBalance: 0, symbols: new Set(rest) };
  return [...pools, others].map((pool) => poolView(view, pool)).filter(({ at }) => at.length > 0);
}

/** The view after `share` of the position at `index` was closed at its mark, in [0, 1). */
export function viewAfterCut(view: MarginView, index: number, share: number): MarginView {
  const { walletBalance, positions } = afterCut(view, index, share);
  const { pools, book } = view;
  if (pools === undefined) return { walletBalance, positions, book };
  const gained = walletBalance - view.walletBalance;
  const { symbol } = view.positions[index]!;
  const moved = pools.map((pool) =>
    pool.symbols.has(symbol) ? { ...pool, walletBalance: pool.walletBalance + gained } : pool,
  );
  return { walletBalance, positions, book, pools: moved };
}
