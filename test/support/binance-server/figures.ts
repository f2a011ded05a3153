// How the venue writes numbers: money and marks to eight places, prices and quantities to the contract's own.
import type { Decimal } from '../../../src/domain/decimal.ts';
import type { Market } from './market.ts';

export const money = (value: Decimal): string => value.toFixed(8);

export const quantityText = (market: Market, value: Decimal): string =>
  value.toFixed(market.listing.quantityPrecision);

export const priceText = (market: Market, value: Decimal): string =>
  value.toFixed(market.listing.pricePrecision);

/** At least `least` places, more where the number needs them, never over `most`. */
export function figure(value: Decimal, least: number, most: number): string {
  return value.toFixed(Math.min(most, Math.max(least, value.decimalPlaces())));
}
