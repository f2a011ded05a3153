// The smallest reduction that brings a metric back within its limit: of one symbol, of all cross positions in
// proportion, or of the dearest tiers first. A card shows it beside the fixed percentage of the policy.
import { ceilToStep, Decimal } from '../../domain/decimal.ts';
import { ModelInputError, requireBetween, requirePositive } from '../model-input-error.ts';
import { assessAccount } from './account-risk.ts';
import { type BracketBook, symbolKey } from './bracket-book.ts';
import { cheapestCuts, type Shrinking, shareToCut } from './cut-share.ts';
import { isolatedMarginOf, type MarginPosition, pnlAt, signOf } from './margin-position.ts';

export interface CutRequest {
  /** The cross wallet, without unrealised profit. */
  readonly walletBalance: number;
  readonly positions: readonly MarginPosition[];
  readonly book: BracketBook;
  /** Distance: the least of all symbols, or the named symbol's. Ratio: the cross account's. */
  readonly metric: 'liquidation-distance' | 'margin-ratio';
  /** Distances must end above it, the ratio below it (0.1 = 10 %). */
  readonly limit: number;
  /** Cut this symbol alone (both legs of a hedged one in step); without it, every cross position. */
  readonly symbol?: string | undefined;
  /** How to share a cut of all: in proportion (the default), or the least notional sold (margin ratio only). */
  readonly spread?: 'proportional' | 'cheapest' | undefined;
  /** Quantity steps by symbol; cuts are rounded up to them, never beyond the position. */
  readonly steps?: Readonly<Record<string, number>> | undefined;
}

export interface Cut {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly quantity: number;
  /** Share of the position (0.25 = a quarter). */
  readonly share: number;
}

export interface SmallestCut {
  /** Null when no cut can do it; empty when none is needed. Fees are not in it. */
  readonly cuts: readonly Cut[] | null;
  readonly reason?: 'already-within' | 'isolated' | 'infeasible';
  /** Isolated positions in breach and the margin each needs instead, since a cut leaves their liquidation price where it was. */
  readonly addMargin: readonly {
    readonly symbol: string;
    readonly side: 'long' | 'short';
    readonly amount: number;
  }[];
  /** The metric now, and after the cuts; null distance: nothing liquidates. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Just inside the limit, so that the value afterwards is no longer *at* it. */
const INSIDE = 1e-9;

function requireRequest({ limit, metric, symbol, positions, steps = {} }: CutRequest): void {
  requirePositive(limit, 'limit');
  requireBetween(limit, 'limit', 1e-6, metric === 'liquidation-distance' ? 0.999 : 1000);
  for (const [name, step] of Object.entries(steps)) requirePositive(step, `steps.${name}`);
  if (symbol === undefined || positions.some((p) => symbolKey(p.symbol) === symbolKey(symbol))) return;
  throw new ModelInputError(
    'UNKNOWN_NAME',
    'symbol',
    `no position is in ${symbol}; name one of the positions`,
  );
}

/** The account after selling `sold` at the mark price: what was won or lost moves into the wallet. */
function afterSelling({ walletBalance, positions }: CutRequest, sold: readonly number[]) {
  let wallet = walletBalance;
  const left: MarginPosition[] = [];
  for (const [i, position] of positions.entries()) {
    const share = sold[i]! / position.quantity;
    if (position.marginMode === 'cross') wallet += share * pnlAt(position, position.markPrice);
    if (share < 1 - 1e-12) left.push({ ...position, quantity: position.quantity - sold[i]! });
  }
  return { wallet, left };
}

/** The metric of the cross account, or of one symbol; null distance when nothing liquidates it. */
function metricOf(request: CutRequest, wallet: number, positions: readonly MarginPosition[]) {
  const { account, positions: risks } = assessAccount(wallet, positions, request.book);
  if (request.metric === 'margin-ratio') return { value: account.marginRatio, worst: undefined };
  let value: number | null = null;
  let worst: string | undefined;
  for (const { symbol, marginMode, distance } of risks) {
    if (marginMode === 'isolated' || distance === null) continue;
    if (request.symbol !== undefined && symbolKey(symbol) !== symbolKey(request.symbol)) continue;
    if (value !== null && distance >= value) continue;
    value = distance;
    worst = symbolKey(symbol);
  }
  return { value, worst };
}

/** The share of the chosen positions to cut so that the account survives `symbol` moving by `move`, or null. */
function shareForMove(request: CutRequest, chosen: readonly boolean[], symbol: string, move: number) {
  const shrinking: Shrinking[] = [];
  let loss = 0;
  let allowance = request.walletBalance;
  for (const [i, position] of request.positions.entries()) {
    if (position.marginMode === 'isolated') continue;
    allowance += pnlAt(position, position.markPrice);
    const table = request.book.tableFor(position.symbol);
    const moves = symbolKey(position.symbol) === symbol;
    const notional = position.quantity * position.markPrice * (moves ? 1 + move : 1);
    const lost = moves ? -signOf(position.side) * position.quantity * position.markPrice * move : 0;
    if (chosen[i]) {
      shrinking.push({ table, notional });
      loss += lost;
    } else allowance -= lost + table.maintenance(notional);
  }
  return shareToCut(shrinking, loss, allowance);
}

function shareForDistance(request: CutRequest, chosen: readonly boolean[]): number | null {
  const target = request.limit * (1 + INSIDE);
  let share = 0;
  // Each round mends the worst symbol for good, so twice as many rounds as positions are never used up.
  for (let round = 0; round <= 2 * request.positions.length; round++) {
    const sold = request.positions.map((position, i) => (chosen[i] ? share * position.quantity : 0));
    const { wallet, left } = afterSelling(request, sold);
    const { value, worst } = metricOf(request, wallet, left);
    if (worst === undefined || value === null || value > request.limit) return share;
    const fall = shareForMove(request, chosen, worst, -target);
    const rise = shareForMove(request, chosen, worst, target);
    if (fall === null || rise === null) return null;
    const next = Math.max(fall, rise);
    if (next <= share) return share;
    share = next;
  }
  return share;
}

/** Quantities to sell, position by position, before rounding; null when not even closing them helps. */
function quantitiesToSell(request: CutRequest, chosen: readonly boolean[]): readonly number[] | null {
  const { positions, book, walletBalance, limit } = request;
  const inStep = (share: number | null) =>
    share === null ? null : positions.map((position, i) => (chosen[i] ? share * position.quantity : 0));
  if (request.metric === 'liquidation-distance') return inStep(shareForDistance(request, chosen));
  let allowance = 0;
  const shrinking: (Shrinking & { readonly quantity: number; readonly index: number })[] = [];
  let balance = walletBalance;
  for (const [index, position] of positions.entries()) {
    if (position.marginMode === 'isolated') continue;
    balance += pnlAt(position, position.markPrice);
    const table = book.tableFor(position.symbol);
    const notional = position.quantity * position.markPrice;
    if (chosen[index]) shrinking.push({ table, notional, quantity: position.quantity, index });
    else allowance -= table.maintenance(notional);
  }
  allowance += limit * (1 - INSIDE) * balance;
  if (request.spread !== 'cheapest') return inStep(shareToCut(shrinking, 0, allowance));
  const sold = cheapestCuts(shrinking, allowance);
  if (sold === null) return null;
  const all = new Array<number>(positions.length).fill(0);
  for (const [i, { index }] of shrinking.entries()) all[index] = sold[i]!;
  return all;
}

function roundedUp(quantity: number, position: MarginPosition, steps: CutRequest['steps']): number {
  const named = Object.entries(steps ?? {}).find(
    ([symbol]) => symbolKey(symbol) === symbolKey(position.symbol),
  );
  if (named === undefined || quantity === 0) return Math.min(quantity, position.quantity);
  const exact = new Decimal(quantity.toPrecision(15));
  return Math.min(ceilToStep(exact, new Decimal(named[1])).toNumber(), position.quantity);
}

/** Margin that brings each isolated position in breach back within the limit. */
function marginInstead({ positions, book, metric, limit, symbol }: CutRequest): SmallestCut['addMargin'] {
  return positions.flatMap((position, i) => {
    if (position.marginMode === 'cross') return [];
    if (symbol !== undefined && symbolKey(symbol) !== symbolKey(position.symbol)) return [];
    const table = book.tableFor(position.symbol);
    const price = position.markPrice * (metric === 'margin-ratio' ? 1 : 1 - signOf(position.side) * limit);
    const needed = table.maintenance(position.quantity * price) / (metric === 'margin-ratio' ? limit : 1);
    const amount = needed - isolatedMarginOf(position, `positions[${i}]`) - pnlAt(position, price);
    return amount > 0 ? [{ symbol: position.symbol, side: position.side, amount }] : [];
  });
}

/** Throws ModelInputError on bad positions, a limit that is none, or a symbol without a position. */
export function smallestCut(request: CutRequest): SmallestCut {
  requireRequest(request);
  const { positions, walletBalance, symbol, limit } = request;
  const chosen = positions.map(
    (p) => p.marginMode === 'cross' && (symbol === undefined || symbolKey(p.symbol) === symbolKey(symbol)),
  );
  const before = metricOf(request, walletBalance, positions).value;
  const addMargin = marginInstead(request);
  if (symbol !== undefined && !chosen.includes(true)) {
    return {
      cuts: null,
      reason: 'isolated',
      addMargin,
      before: isolatedMetric(request, symbol),
      after: null,
    };
  }
  const within = before === null || (request.metric === 'margin-ratio' ? before < limit : before > limit);
  if (within) return { cuts: [], reason: 'already-within', addMargin, before, after: before };
  const exact = quantitiesToSell(request, chosen);
  if (exact === null) return { cuts: null, reason: 'infeasible', addMargin, before, after: null };
  const sold = exact.map((quantity, i) => roundedUp(quantity, positions[i]!, request.steps));
  const { wallet, left } = afterSelling(request, sold);
  const cuts = positions.flatMap(({ symbol: name, side, quantity }, i) =>
    sold[i]! > 0 ? [{ symbol: name, side, quantity: sold[i]!, share: sold[i]! / quantity }] : [],
  );
  return { cuts, addMargin, before, after: metricOf(request, wallet, left).value };
}

/** The metric of the named symbol's isolated positions, worst first. */
function isolatedMetric(
  { walletBalance, positions, book, metric }: CutRequest,
  symbol: string,
): number | null {
  let worst: number | null = null;
  for (const risk of assessAccount(walletBalance, positions, book).positions) {
    if (symbolKey(risk.symbol) !== symbolKey(symbol)) continue;
    const value = metric === 'margin-ratio' ? risk.marginRatio : risk.distance;
    if (value === null) continue;
    if (worst === null || (metric === 'margin-ratio' ? value > worst : value < worst)) worst = value;
  }
  return worst;
}
