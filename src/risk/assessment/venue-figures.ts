// Our margin figures held against the venue's own, at the venue's own prices. Two sums of the same numbers have to agree; where they
// do not, one of them is wrong, and people see both.
import { backingWallets, coinOf } from '../../domain/coin-wallets.ts';
import { type Decimal, toFloat } from '../../domain/decimal.ts';
import type { Position } from '../../domain/position.ts';
import { known, type Reading, type Trust, type Unknown } from '../../domain/reading.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { ratioOf } from '../margin/account-risk.ts';

/** Figures apart by more than 0.01 % of the venue's are shown both. */
const VENUE_TOLERANCE = 0.0001;

/** `venue` is rounded to `places` decimals: half of the last one is no difference. */
export function agrees(ours: number, venue: number, places: number): boolean {
  if (ours === venue) return true;
  return Math.abs(ours - venue) <= VENUE_TOLERANCE * Math.abs(venue) + 0.5 * 10 ** -places;
}

/** Our figure, with the venue's beside it where they differ. */
export function besideVenue(ours: number, venue: number | undefined, trust: Trust, places = 8): Reading {
  if (venue === undefined || agrees(ours, venue, places)) return known(ours, trust);
  return known(ours, { kind: 'model-differs', venueValue: venue });
}

export interface LiquidationReadings {
  readonly price: Reading;
  readonly distance: Reading;
}

/**
 * Liquidation price and distance. Where our model finds no price and the venue states one, the venue's is taken: no
 * position is safe because we think so alone. A venue that states none is not held against ours.
 */
export function liquidationReadings(
  position: Position,
  ours: { readonly price: number | null; readonly distance: number | null },
  missing: Unknown,
  trust: Trust,
): LiquidationReadings {
  const { venueLiquidationPrice: stated } = position;
  const mark = toFloat(position.markPrice.value);
  if (stated === undefined || missing.reason !== 'cannot-be-liquidated') {
    return {
      price: orMissing(ours.price, missing, trust),
      distance: orMissing(ours.distance, missing, trust),
    };
  }
  const venue = toFloat(stated.value);
  const venueDistance = Math.abs(mark - venue) / mark;
  if (ours.distance === null) {
    return {
      price: known(venue, { kind: 'model-differs', venueValue: venue, modelHasNone: true }),
      distance: known(venueDistance, {
        kind: 'model-differs',
        venueValue: venueDistance,
        modelHasNone: true,
      }),
    };
  }
  if (ours.price === null || agrees(ours.price, venue, stated.value.decimalPlaces())) {
    return { price: orMissing(ours.price, missing, trust), distance: known(ours.distance, trust) };
  }
  return {
    price: known(ours.price, { kind: 'model-differs', venueValue: venue }),
    distance: known(ours.distance, { kind: 'model-differs', venueValue: venueDistance }),
  };
}

const orMissing = (value: number | null, missing: Unknown, trust: Trust): Reading =>
  value === null ? missing : known(value, trust);

/** What the venue asks to maintain the cross positions, summed; undefined where it does not tell it of each. */
export const venueMaintenance = (snapshot: AccountSnapshot): number | undefined =>
  snapshot.statedMargin?.maintenance.value.toNumber() ??
  sumOf(snapshot.positions.filter(isCross), ({ venueMaintenanceMargin }) => venueMaintenanceMargin);

export interface VenueCrossRatios {
  /** Of the coin that stands worst; undefined where the venue does not tell enough. */
  readonly worst: number | undefined;
  /** Of the coin that backs the symbol. */
  of(symbol: string): number | undefined;
}

/** The cross account's ratio by the venue's own figures, worked out once a picture. */
export function venueCrossRatios(snapshot: AccountSnapshot): VenueCrossRatios {
  const { crossWalletBalance, statedMargin } = snapshot;
  if (statedMargin !== undefined) {
    const stated = ratioOf(statedMargin.maintenance.value.toNumber(), statedMargin.balance.value.toNumber());
    return { worst: stated, of: () => stated };
  }
  const cross = Map.groupBy(snapshot.positions.filter(isCross), ({ symbol }) => coinOf(snapshot, symbol));
  const ratios = new Map<string | undefined, number | undefined>();
  for (const [coin, wallet] of backingWallets(snapshot) ?? [[undefined, crossWalletBalance] as const]) {
    const own = cross.get(coin) ?? [];
    const maintenance = sumOf(own, ({ venueMaintenanceMargin }) => venueMaintenanceMargin);
    const profit = sumOf(own, ({ unrealizedPnl }) => unrealizedPnl) ?? 0;
    const balance = toFloat(wallet.value) + profit;
    ratios.set(coin, maintenance === undefined ? undefined : ratioOf(maintenance, balance));
  }
  const known = [...ratios.values()].filter((ratio) => ratio !== undefined);
  return {
    worst: known.length < ratios.size ? undefined : Math.max(0, ...known),
    of(symbol) {
      const coin = coinOf(snapshot, symbol);
      return ratios.has(coin) ? ratios.get(coin) : 0;
    },
  };
}

const isCross = ({ marginMode }: Position): boolean => marginMode === 'cross';

/** An isolated position's ratio by the venue's own figures. */
export function venueIsolatedRatio(position: Position): number | undefined {
  const { venueMaintenanceMargin: maintenance, isolatedMargin, unrealizedPnl } = position;
  if (maintenance === undefined || isolatedMargin === undefined) return undefined;
  return ratioOf(maintenance.value.toNumber(), isolatedMargin.plus(unrealizedPnl).value.toNumber());
}

function sumOf(
  positions: readonly Position[],
  amountOf: (position: Position) => { readonly value: Decimal } | undefined,
): number | undefined {
  let sum = 0;
  for (const position of positions) {
    const amount = amountOf(position);
    if (amount === undefined) return undefined;
    sum += toFloat(amount.value);
  }
  return sum;
}
