// What funding costs: the next payment and a day of it per position, held against the position's profit.
// A payment is notional × rate at the moment of funding; longs pay a rate above zero to shorts (Binance, "Introduction to Futures Funding Rates").
import { requireAmount, requireBetween } from './model-input-error.ts';

const DAY_MS = 86_400_000;
/** A day of funding above this share of the open profit: staying costs more than it is likely to bring. */
export const EXIT_SHARE = 0.5;

export interface FundedPosition {
  readonly side: 'long' | 'short';
  /** Quantity times mark price, in quote currency. */
  readonly notional: number;
  /** The next rate (0.0001 = 0.01 %), paid by longs when above zero. */
  readonly rate: number;
  /** Time between two fundings: 8 h for most perpetual futures, 4 h or 1 h for some. Absent: not known. */
  readonly intervalMs?: number;
  readonly unrealizedPnl: number;
}

export interface FundingCost {
  /** What the position pays at the next funding in quote currency; below zero: it is paid. */
  readonly next: number;
  /** A day at this rate; absent where the interval is not known, which may be off by a factor of eight. */
  readonly day?: number;
  /** A day's cost over the open profit; absent without a profit or without a cost. */
  readonly shareOfProfit?: number;
  /** That share is above one half. */
  readonly suggestsExit: boolean;
}

/** Errors: NOT_POSITIVE or NOT_FINITE notional, OUT_OF_RANGE rate (beyond ±10 % an interval) or interval. */
export function fundingCost(position: FundedPosition): FundingCost {
  const { side, unrealizedPnl } = position;
  const notional = requireAmount(position.notional, 'notional');
  const rate = requireBetween(position.rate, 'rate', -0.1, 0.1);
  const next = notional * rate * (side === 'long' ? 1 : -1);
  if (position.intervalMs === undefined) return { next, suggestsExit: false };
  const interval = requireBetween(position.intervalMs, 'intervalMs', 60_000, DAY_MS);
  const day = (next * DAY_MS) / interval;
  if (!(day > 0 && unrealizedPnl > 0)) return { next, day, suggestsExit: false };
  const shareOfProfit = day / unrealizedPnl;
  return { next, day, shareOfProfit, suggestsExit: shareOfProfit > EXIT_SHARE };
}
