// Leverage brackets of one symbol: which tier a notional falls in and what maintenance margin it asks for.
// Maintenance margin is `notional·rate − cum`; with `cum` derived it is continuous from tier to tier.
import { ModelInputError, requireBetween, requireFinite, requireNonNegative } from '../model-input-error.ts';

/** One tier: holds from `floor` (included) to `cap` (excluded), both in quote currency. */
export interface Bracket {
  readonly floor: number;
  /** Infinity where the venue names no upper end. */
  readonly cap: number;
  /** Maintenance margin rate (0.004 = 0.4 %). */
  readonly rate: number;
  /** The maintenance amount taken off, in quote currency. */
  readonly cum: number;
  readonly maxLeverage: number;
}

/** A tier as venues and callers write it; `cum` is derived when absent. */
export interface BracketRow extends Omit<Bracket, 'cum'> {
  readonly cum?: number | undefined;
}

/**
 * The BTCUSDT table used when no venue has told its own: 0–50k 125x 0.4 %, –250k 100x 0.5 %, –1M 50x 1 %,
 * –5M 20x 2.5 %, –20M 10x 5 %, above 5x 10 %.
 */
export const FALLBACK_ROWS: readonly BracketRow[] = [
  { floor: 0, cap: 50_000, rate: 0.004, maxLeverage: 125 },
  { floor: 50_000, cap: 250_000, rate: 0.005, maxLeverage: 100 },
  { floor: 250_000, cap: 1_000_000, rate: 0.01, maxLeverage: 50 },
  { floor: 1_000_000, cap: 5_000_000, rate: 0.025, maxLeverage: 20 },
  { floor: 5_000_000, cap: 20_000_000, rate: 0.05, maxLeverage: 10 },
  { floor: 20_000_000, cap: Number.POSITIVE_INFINITY, rate: 0.1, maxLeverage: 5 },
];

function checkRow(row: BracketRow, before: BracketRow | undefined, path: string): void {
  requireNonNegative(row.floor, `${path}.minNotional`);
  if (!(row.cap > row.floor)) {
    const found = `${path}.maxNotional is ${row.cap}, not above its minNotional ${row.floor}`;
    throw new ModelInputError('UNSORTED', `${path}.maxNotional`, `${found}; give the tiers in rising order`);
  }
  requireBetween(row.rate, `${path}.maintenanceMarginRate`, 0, 0.999);
  requireBetween(row.maxLeverage, `${path}.maxLeverage`, 1, 1000);
  if (row.cum !== undefined) requireFinite(row.cum, `${path}.cum`);
  if (before === undefined) return;
  if (row.floor < before.floor) {
    const found = `${path}.minNotional ${row.floor} is below the tier before it`;
    throw new ModelInputError('UNSORTED', `${path}.minNotional`, `${found}; give the tiers in rising order`);
  }
  if (row.floor !== before.cap) {
    const found = `${path}.minNotional ${row.floor} is not where the tier before ends (${before.cap})`;
    throw new ModelInputError('NOT_CONTIGUOUS', `${path}.minNotional`, `${found}; close the gap or overlap`);
  }
}

/** Rates are decimal fractions: 5,000,000 · (0.05 − 0.025) is 125,000 and not a billionth more. */
const withoutNoise = (value: number): number => Number(value.toPrecision(14));

/** The tiers of one symbol, in rising order, without gaps; immutable. */
export class BracketTable {
  readonly brackets: readonly Bracket[];
  readonly #floors: Float64Array;

  /**
   * Checks the rows (rising, contiguous, rates in [0, 1)) and derives missing `cum` by
   * `cum_k = cum_{k−1} + floor_k·(rate_k − rate_{k−1})`. A `cum` that is given is believed as it stands, since it is
   * the venue's own figure. Notionals below the first floor use the first tier, above the last cap the last one.
   */
  constructor(rows: readonly BracketRow[], path = 'tiers') {
    if (rows.length === 0)
      throw new ModelInputError('TOO_SHORT', path, `${path} is empty; give at least one tier`);
    const brackets: Bracket[] = [];
    for (const [i, row] of rows.entries()) {
      const before = brackets[i - 1];
      checkRow(row, before, `${path}[${i}]`);
      const derived =
        before === undefined ? 0 : withoutNoise(before.cum + row.floor * (row.rate - before.rate));
      brackets.push({ ...row, cum: row.cum ?? derived });
    }
    this.brackets = brackets;
    this.#floors = Float64Array.from(brackets, (bracket) => bracket.floor);
  }

  static fallback(): BracketTable {
    return new BracketTable(FALLBACK_ROWS);
  }

  /** Position of the tier that holds `notional`, from 0; a notional on a border belongs to the upper, stricter tier. */
  indexAt(notional: number): number {
    let low = 0;
    let high = this.#floors.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#floors[middle]! <= notional) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  at(notional: number): Bracket {
    return this.brackets[this.indexAt(notional)]!;
  }

  /** Maintenance margin of a position of this notional, in quote currency. */
  maintenance(notional: number): number {
    const bracket = this.at(notional);
    return notional * bracket.rate - bracket.cum;
  }
}
