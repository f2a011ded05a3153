// The common market move at which a cross account is liquidated, every symbol moving by its beta times the move.
// Solved exactly: margin balance less maintenance margin is piecewise linear in the move.
import { requireBalance, requireBetween } from '../model-input-error.ts';
import { type BracketBook, symbolKey } from './bracket-book.ts';
import { type MarginPosition, pnlAt, requirePositions, signOf } from './margin-position.ts';
import { firstNonPositive, type Kink } from './piecewise-line.ts';

export interface CommonMove {
  /** −0.2: the market falls by 20 %. */
  readonly move: number;
  /** The symbol that loses most on the way there: where liquidation bites first. */
  readonly symbolFirst: string;
}

export interface CorrelatedLiquidation {
  /** Null: no fall down to −100 % liquidates the account. */
  readonly down: CommonMove | null;
  /** Null: no rise up to +1000 % does. */
  readonly up: CommonMove | null;
}

const REACH = { down: 1, up: 10 } as const;

interface Mover {
  readonly position: MarginPosition;
  readonly notional: number;
  /** Relative price change per unit walked, in the direction walked. */
  readonly rate: number;
}

/** Adds one position's line and its kinks: tiers passed, and a price that has reached zero and stays there. */
function addPosition(
  mover: Mover,
  book: BracketBook,
  line: { slope: number; intercept: number },
  kinks: Kink[],
) {
  const { position, notional, rate } = mover;
  const table = book.tableFor(position.symbol);
  const { brackets } = table;
  const sign = signOf(position.side);
  const start = table.indexAt(notional);
  line.intercept +=
    pnlAt(position, position.markPrice) - notional * brackets[start]!.rate + brackets[start]!.cum;
  line.slope += rate * notional * (sign - brackets[start]!.rate);
  if (rate === 0) return;
  const step = rate > 0 ? 1 : -1;
  let tier = start;
  for (let next = start + step; next >= 0 && next < brackets.length; next += step) {
    const border = brackets[Math.max(tier, next)]!.floor;
    if (border > 0) {
      const rise = brackets[next]!.rate - brackets[tier]!.rate;
      kinks.push({
        at: (border / notional - 1) / rate,
        slope: -rate * notional * rise,
        intercept: -notional * rise + brackets[next]!.cum - brackets[tier]!.cum,
      });
    }
    tier = next;
  }
  if (rate < 0) {
    const end = brackets[tier]!;
    kinks.push({
      at: -1 / rate,
      slope: -rate * notional * (sign - end.rate),
      intercept: -notional * (sign - end.rate),
    });
  }
}

/** The symbol whose unrealised profit falls most (all its legs together) when the walk has gone `distance`. */
function worstSymbol(movers: readonly Mover[], distance: number): string {
  const change = new Map<string, number>();
  for (const { position, notional, rate } of movers) {
    const moved =
      distance === 0
        ? pnlAt(position, position.markPrice)
        : signOf(position.side) * notional * Math.max(-1, rate * distance);
    change.set(position.symbol, (change.get(position.symbol) ?? 0) + moved);
  }
  return [...change].reduce((worst, next) => (next[1] < worst[1] ? next : worst))[0];
}

function walk(
  walletBalance: number,
  positions: readonly MarginPosition[],
  betas: ReadonlyMap<string, number>,
  book: BracketBook,
  direction: 'down' | 'up',
): CommonMove | null {
  const way = direction === 'down' ? -1 : 1;
  const line = { slope: 0, intercept: walletBalance };
  const kinks: Kink[] = [];
  const movers = positions.map((position): Mover => {
    const beta = betas.get(symbolKey(position.symbol)) ?? 1;
    return { position, notional: position.quantity * position.markPrice, rate: beta * way };
  });
  for (const mover of movers) addPosition(mover, book, line, kinks);
  const distance = firstNonPositive(line, kinks, REACH[direction]);
  if (distance === null) return null;
  return { move: distance === 0 ? 0 : way * distance, symbolFirst: worstSymbol(movers, distance) };
}

/**
 * The nearest fall and the nearest rise of the whole market that bring margin balance down to maintenance margin.
 * A price cannot fall below zero, whatever the beta; a symbol without a beta moves with the market (beta 1); isolated
 * positions have their own margin and are not in it. An account already below maintenance answers with a move of 0.
 */
export function correlatedLiquidation(
  walletBalance: number,
  positions: readonly MarginPosition[],
  book: BracketBook,
  betas: Readonly<Record<string, number>> = {},
): CorrelatedLiquidation {
  requireBalance(walletBalance, 'walletBalance');
  requirePositions(positions);
  const cross = positions.filter((position) => position.marginMode === 'cross');
  for (const [i, { symbol }] of positions.entries()) book.tableFor(symbol, `positions[${i}].symbol`);
  const bySymbol = new Map<string, number>();
  for (const [symbol, beta] of Object.entries(betas)) {
    bySymbol.set(symbolKey(symbol), requireBetween(beta, `betas.${symbol}`, -1000, 1000));
  }
  if (cross.length === 0) return { down: null, up: null };
  return {
    down: walk(walletBalance, cross, bySymbol, book, 'down'),
    up: walk(walletBalance, cross, bySymbol, book, 'up'),
  };
}
