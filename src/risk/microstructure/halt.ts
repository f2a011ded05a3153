// Detects a trading halt from outside: volume has dried up and the book is one-sided or torn open.
import { requireAmount, requireBetween, requireNonNegative } from '../model-input-error.ts';
import { type BookLevels, requireBook } from './book-walk.ts';

export const THIN_VOLUME = 0.1;
export const WIDE_SPREAD = 0.05;
export const LARGE_GAP = 0.1;

export interface HaltInput {
  readonly recentVolume: number;
  readonly averageVolume: number;
  readonly book: BookLevels;
  /** The price before the halt and the one now: their gap is reported when both are known. */
  readonly previousPrice?: number | undefined;
  readonly price?: number | undefined;
}

export interface HaltReading {
  /** Thin volume and, besides, an empty side or a wide spread. */
  readonly halted: boolean;
  /** Every sign that is there, whether or not they add up to a halt. */
  readonly reasons: readonly ('THIN_VOLUME' | 'NO_BIDS' | 'NO_ASKS' | 'WIDE_SPREAD')[];
  /** Recent over average volume. */
  readonly volumeRatio: number;
  /** Over the middle price; null with an empty side. */
  readonly spread: number | null;
  /** (price − previous) / previous. */
  readonly gap?: number;
  /** The gap is beyond 10 %: positions need a new assessment. */
  readonly largeGap?: boolean;
}

export function readHalt(input: HaltInput): HaltReading {
  const { book, previousPrice, price } = input;
  requireBetween(requireNonNegative(input.recentVolume, 'recentVolume'), 'recentVolume', 0, 1e18);
  requireAmount(input.averageVolume, 'averageVolume');
  requireBook(book);
  const volumeRatio = input.recentVolume / input.averageVolume;
  const bid = book.bids[0]?.[0];
  const ask = book.asks[0]?.[0];
  const spread = bid === undefined || ask === undefined ? null : (ask - bid) / ((ask + bid) / 2);
  const thin = volumeRatio < THIN_VOLUME;
  const signs = [
    ['THIN_VOLUME', thin],
    ['NO_BIDS', bid === undefined],
    ['NO_ASKS', ask === undefined],
    ['WIDE_SPREAD', spread !== null && spread > WIDE_SPREAD],
  ] as const;
  const reasons = signs.filter(([, seen]) => seen).map(([name]) => name);
  const reading = { halted: thin && reasons.length > 1, reasons, volumeRatio, spread };
  if (previousPrice === undefined || price === undefined) return reading;
  requireAmount(previousPrice, 'previousPrice');
  const gap = (requireAmount(price, 'price') - previousPrice) / previousPrice;
  return { ...reading, gap, largeGap: Math.abs(gap) > LARGE_GAP };
}
