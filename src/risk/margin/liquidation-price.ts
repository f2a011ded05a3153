// The exact liquidation price: where margin balance meets maintenance margin, with the bracket that holds at that
// very price. Both legs of a hedged symbol move together, because they share one mark price.
import type { BracketTable } from './brackets.ts';

/** One leg of a symbol: `sign` +1 long, −1 short. */
export interface Leg {
  readonly sign: 1 | -1;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly table: BracketTable;
}

interface Kink {
  readonly price: number;
  readonly leg: number;
  readonly tier: number;
}

/** Prices at which a leg enters its next tier, all legs merged, rising. */
function kinksOf(legs: readonly Leg[]): Kink[] {
  const kinks: Kink[] = [];
  for (const [leg, { table, quantity }] of legs.entries()) {
    for (let tier = 1; tier < table.brackets.length; tier++) {
      kinks.push({ price: table.brackets[tier]!.floor / quantity, leg, tier });
    }
  }
  return kinks.sort((a, b) => a.price - b.price);
}

/**
 * Every price above zero where `collateral + Σ pnl(price) − Σ maintenance(price)` changes sign, rising.
 *
 * `collateral` is the isolated margin, or for cross the wallet plus unrealised profit less maintenance margin of all
 * *other* cross positions. On a stretch of prices where no leg changes tier the sum is a straight line, and its zero is
 * `(WB − TMM + UPNL + Σcum − Σ sign·q·E) / (Σ q·MMR − Σ sign·q)`, the venue's published formula summed over the legs.
 * One leg has at most one such price; a hedged pair can have one below and one above the market.
 */
export function liquidationRoots(legs: readonly Leg[], collateral: number): number[] {
  if (legs.length === 1) return rootsOfOne(legs[0]!, collateral);
  const kinks = kinksOf(legs);
  const tiers = new Int32Array(legs.length);
  const roots: number[] = [];
  let low = 0;
  let endedAlive: boolean | undefined;
  for (let i = 0; i <= kinks.length; i++) {
    const high = kinks[i]?.price ?? Number.POSITIVE_INFINITY;
    let constant = collateral;
    let slope = 0;
    for (let j = 0; j < legs.length; j++) {
      const { sign, quantity, entryPrice, table } = legs[j]!;
      const { rate, cum } = table.brackets[tiers[j]!]!;
      constant += cum - sign * quantity * entryPrice;
      slope += quantity * (sign - rate);
    }
    const startsAlive = constant + slope * low > 0;
    if (endedAlive !== undefined && startsAlive !== endedAlive) roots.push(low);
    const ends = high === Number.POSITIVE_INFINITY ? slope || constant : constant + slope * high;
    const endsAlive = ends > 0;
    if (startsAlive !== endsAlive) {
      const root = Math.min(high, Math.max(low, -constant / slope));
      if (root > 0) roots.push(root);
    }
    endedAlive = endsAlive;
    low = high;
    if (i < kinks.length) tiers[kinks[i]!.leg] = kinks[i]!.tier;
  }
  return roots;
}

/** The same for one leg, which is the rule: its tiers are its stretches, in the order in which they stand. */
function rootsOfOne({ sign, quantity, entryPrice, table }: Leg, collateral: number): number[] {
  const { brackets } = table;
  const roots: number[] = [];
  let low = 0;
  let endedAlive: boolean | undefined;
  for (let tier = 0; tier < brackets.length; tier += 1) {
    const { rate, cum } = brackets[tier]!;
    const above = brackets[tier + 1];
    const constant = collateral + (cum - sign * quantity * entryPrice);
    const slope = quantity * (sign - rate);
    const startsAlive = constant + slope * low > 0;
    if (endedAlive !== undefined && startsAlive !== endedAlive) roots.push(low);
    const high = above === undefined ? Number.POSITIVE_INFINITY : above.floor / quantity;
    const endsAlive = (above === undefined ? slope || constant : constant + slope * high) > 0;
    if (startsAlive !== endsAlive) {
      const root = Math.min(high, Math.max(low, -constant / slope));
      if (root > 0) roots.push(root);
    }
    endedAlive = endsAlive;
    low = high;
  }
  return roots;
}

export interface LiquidationPoint {
  /** Null when no price above zero is the border. */
  readonly price: number | null;
  /** `|mark − price| / mark`; 0 when already through it; null when nothing liquidates it. */
  readonly distance: number | null;
  readonly reason?: 'cannot-be-liquidated' | 'below-maintenance-at-every-price';
}

/** The border nearest to the mark price. `alive` is whether margin balance is above maintenance margin right now. */
export function nearestLiquidation(roots: readonly number[], mark: number, alive: boolean): LiquidationPoint {
  let price: number | null = null;
  for (const root of roots) {
    if (price === null || Math.abs(root - mark) < Math.abs(price - mark)) price = root;
  }
  if (price === null) {
    return alive
      ? { price, distance: null, reason: 'cannot-be-liquidated' }
      : { price, distance: 0, reason: 'below-maintenance-at-every-price' };
  }
  return { price, distance: alive ? Math.abs(mark - price) / mark : 0 };
}

/**
 * The documents' rule of thumb `E·(1 ∓ (1/L − MMR))`, for comparison on screen and never for a decision:
 * it knows neither the margin actually posted nor the other positions.
 */
export const approximateLiquidationPrice = (
  side: 'long' | 'short',
  entryPrice: number,
  leverage: number,
  rate: number,
): number => entryPrice * (side === 'long' ? 1 - (1 / leverage - rate) : 1 + (1 / leverage - rate));
