// Fixed and trailing stops as a pure state machine: prices in, at most one event a price out.
// The stop only ever tightens, and triggers once.
import { requireAmount, requireBetween } from '../model-input-error.ts';

export const DEFAULT_FIXED = 0.02;
export const DEFAULT_TRAIL = 0.03;

export interface StopPlan {
  readonly side: 'long' | 'short';
  readonly entryPrice: number;
  /** Distance of the fixed stop from the entry (0.02 = 2 % of price); left out with a trail given: no fixed stop. */
  readonly fixed?: number | undefined;
  /** Distance of the trailing stop from the best price; left out with a fixed one given: no trail. */
  readonly trail?: number | undefined;
  /** The distances are shares of the margin: divided by `leverage` they become shares of the price. */
  readonly ofMargin?: boolean | undefined;
  readonly leverage?: number | undefined;
}

export interface StopState {
  readonly side: 'long' | 'short';
  /** Share of the price; 0: the stop does not trail. */
  readonly trail: number;
  readonly bestPrice: number;
  readonly stopPrice: number;
  readonly triggered: boolean;
}

export interface StopEvent {
  readonly kind: 'moved' | 'triggered';
  readonly stopPrice: number;
}

/** The stop at the entry. Neither distance given: both defaults, 2 % fixed and 3 % trailing; the tighter one counts. */
export function openStop(plan: StopPlan): StopState {
  const { side, entryPrice, ofMargin = false, leverage = 1 } = plan;
  requireAmount(entryPrice, 'entryPrice');
  requireBetween(leverage, 'leverage', 0.01, 1000);
  const neither = plan.fixed === undefined && plan.trail === undefined;
  const asPrice = (distance: number | undefined, path: string): number | undefined => {
    if (distance === undefined) return undefined;
    return requireBetween(distance / (ofMargin ? leverage : 1), path, 1e-9, 0.999);
  };
  const fixed = asPrice(neither ? DEFAULT_FIXED : plan.fixed, 'fixedPct');
  const trail = asPrice(neither ? DEFAULT_TRAIL : plan.trail, 'trailPct');
  const distance = Math.min(fixed ?? 1, trail ?? 1);
  const stopPrice = entryPrice * (side === 'long' ? 1 - distance : 1 + distance);
  return { side, trail: trail ?? 0, bestPrice: entryPrice, stopPrice, triggered: false };
}

/** One price: the trail follows a better one, then the stop is compared. A triggered stop stays as it is, silently. */
export function advanceStop(state: StopState, price: number): { state: StopState; event?: StopEvent } {
  requireAmount(price, 'price');
  if (state.triggered) return { state };
  const long = state.side === 'long';
  const bestPrice = long ? Math.max(state.bestPrice, price) : Math.min(state.bestPrice, price);
  const trailed = bestPrice * (long ? 1 - state.trail : 1 + state.trail);
  const tighter = state.trail > 0 && (long ? trailed > state.stopPrice : trailed < state.stopPrice);
  const stopPrice = tighter ? trailed : state.stopPrice;
  const next = { ...state, bestPrice, stopPrice };
  if (long ? price <= stopPrice : price >= stopPrice) {
    return { state: { ...next, triggered: true }, event: { kind: 'triggered', stopPrice } };
  }
  return tighter ? { state: next, event: { kind: 'moved', stopPrice } } : { state: next };
}

export interface StopRun {
  readonly events: readonly (StopEvent & { readonly index: number })[];
  readonly finalStop: number;
}

/** Runs a stop over a price history; `index` counts from 0. */
export function runStop(plan: StopPlan, prices: readonly number[]): StopRun {
  let state = openStop(plan);
  const events: (StopEvent & { index: number })[] = [];
  for (const [index, price] of prices.entries()) {
    requireAmount(price, `prices[${index}]`);
    const step = advanceStop(state, price);
    state = step.state;
    if (step.event !== undefined) events.push({ index, ...step.event });
  }
  return { events, finalStop: state.stopPrice };
}
