// The smallest cut that ends a breach, in exact quantities: what the button beside the fixed percentage proposes.
import { Decimal } from '../../domain/decimal.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { HYSTERESIS, type Thresholds } from '../../domain/thresholds.ts';
import { assessView, poolView } from '../../risk/assessment/margin-pools.ts';
import { type MarginView, marginView } from '../../risk/assessment/margin-view.ts';
import { type SmallestCut, smallestCut } from '../../risk/margin/smallest-cut.ts';

import { ModelInputError } from '../../risk/model-input-error.ts';
import type { WantedCut } from './plan-legs.ts';

/** Float64 answers are trusted to this many digits when they become quantities. */
const DIGITS = 12;

export interface SmallestWanted {
  readonly cuts: readonly WantedCut[];
  /** Share of the (first) position that is cut. */
  readonly share: number;
}

/**
 * Brings the margin ratio, or the distance of one symbol, to the safe side of its critical limit (by the hysteresis,
 * so that it does not come back with the next tick). Undefined where no cut does it, or none is needed.
 */
export function smallestWanted(
  snapshot: AccountSnapshot,
  thresholds: Thresholds,
  metric: 'liquidation-distance' | 'margin-ratio',
  symbol?: string,
): SmallestWanted | undefined {
  const limit = thresholds[metric].critical ?? thresholds[metric].emergency;
  if (limit === undefined) return undefined;
  const answer = ask(
    snapshot,
    metric,
    metric === 'margin-ratio' ? limit * (1 - HYSTERESIS) : limit * (1 + HYSTERESIS),
    symbol,
  );
  if (answer?.cuts == null || answer.cuts.length === 0) return undefined;
  return {
    share: Math.max(...answer.cuts.map((cut) => cut.share)),
    cuts: answer.cuts.map(({ symbol: name, side, quantity }) => ({
      symbol: name,
      side,
      quantity: new Decimal(quantity.toPrecision(DIGITS)),
      rounding: 'up',
    })),
  };
}

function ask(
  snapshot: AccountSnapshot,
  metric: 'liquidation-distance' | 'margin-ratio',
  limit: number,
  symbol: string | undefined,
): SmallestCut | undefined {
  const steps: Record<string, number> = {};
  for (const { symbol: name } of snapshot.positions) {
    const instrument = snapshot.instruments.get(name);
    if (instrument !== undefined) steps[name] = instrument.quantityStep.toNumber();
  }
  try {
    return smallestCut({
      ...viewOf(snapshot, symbol),
      metric,
      limit,
      steps,
      ...(symbol === undefined ? {} : { symbol }),
      ...(metric === 'margin-ratio' && symbol === undefined ? { spread: 'cheapest' as const } : {}),
    });
  } catch (error) {
    if (error instanceof ModelInputError) return undefined;
    throw error;
  }
}

/** The positions that share their money: those beside the named symbol, or those of the coin that stands worst. */
function viewOf(snapshot: AccountSnapshot, symbol: string | undefined): MarginView {
  const view = marginView(snapshot);
  const pools = view.pools?.map((pool) => poolView(view, pool)) ?? [];
  const named = pools.find(({ positions }) => positions.some((each) => each.symbol === symbol));
  if (named !== undefined || symbol !== undefined) return named ?? view;
  const ratioOf = (pool: MarginView): number => assessView(pool).account.marginRatio;
  return (
    pools.reduce<MarginView | undefined>(
      (worst, pool) => (worst === undefined || ratioOf(pool) > ratioOf(worst) ? pool : worst),
      undefined,
    ) ?? view
  );
}
