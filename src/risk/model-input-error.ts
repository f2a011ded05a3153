// The one error every risk model throws when it cannot answer: which input, what is wrong with it, and what to do.
// Models never return NaN and never fall back silently, so the checks that guard their doors live here as well.

/** Closed list of reasons; outside programs match on these, so a new one is an interface change. */
export type ModelInputCode =
  | 'MISSING'
  | 'NOT_FINITE'
  | 'NOT_POSITIVE'
  | 'NEGATIVE'
  | 'OUT_OF_RANGE'
  | 'NOT_INTEGER'
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'LENGTH_MISMATCH'
  | 'UNSORTED'
  | 'NOT_CONTIGUOUS'
  | 'DUPLICATE'
  | 'NO_VARIATION'
  | 'SINGULAR'
  | 'NOT_SYMMETRIC'
  | 'NOT_CONVERGED'
  | 'INFEASIBLE'
  | 'SHORTFALL'
  | 'LEVERAGE_TOO_HIGH'
  | 'STOP_ON_WRONG_SIDE'
  | 'STOP_BEYOND_LIQUIDATION'
  | 'UNKNOWN_NAME'
  | 'CONTRADICTION'
  | 'UNPRICED';

/**
 * A model was asked something it cannot answer. `path` names the input in the caller's own words
 * (`positions[1].markPrice`); the message says what was found and how to mend it.
 */
export class ModelInputError extends Error {
  readonly code: ModelInputCode;
  readonly path: string;

  constructor(code: ModelInputCode, path: string, message: string) {
    super(message);
    this.name = 'ModelInputError';
    this.code = code;
    this.path = path;
  }
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value;
}

/** The value itself when it is a finite number; NOT_FINITE otherwise. */
export function requireFinite(value: number, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new ModelInputError('NOT_FINITE', path, `${path} is ${shown(value)}; give a finite number`);
  }
  return value;
}

/** The value itself when it is finite and above zero; NOT_FINITE or NOT_POSITIVE otherwise. */
export function requirePositive(value: number, path: string): number {
  requireFinite(value, path);
  if (value <= 0) {
    throw new ModelInputError('NOT_POSITIVE', path, `${path} is ${value}; give a number above 0`);
  }
  return value;
}

/** The value itself when it is finite and not below zero; NOT_FINITE or NEGATIVE otherwise. */
export function requireNonNegative(value: number, path: string): number {
  requireFinite(value, path);
  if (value < 0) throw new ModelInputError('NEGATIVE', path, `${path} is ${value}; give 0 or more`);
  return value;
}

/** The value itself when it lies in [low, high]; NOT_FINITE or OUT_OF_RANGE otherwise. */
export function requireBetween(value: number, path: string, low: number, high: number): number {
  requireFinite(value, path);
  if (value < low || value > high) {
    throw new ModelInputError('OUT_OF_RANGE', path, `${path} is ${value}; give ${low} to ${high}`);
  }
  return value;
}

/** The value itself when it is a whole number in [low, high]; NOT_INTEGER or OUT_OF_RANGE otherwise. */
export function requireInteger(value: number, path: string, low = 0, high = Number.MAX_SAFE_INTEGER): number {
  requireFinite(value, path);
  if (!Number.isSafeInteger(value)) {
    throw new ModelInputError('NOT_INTEGER', path, `${path} is ${value}; give a whole number`);
  }
  return requireBetween(value, path, low, high);
}

/** The series itself when it has at least `min` values, all finite; TOO_SHORT or NOT_FINITE (with the index) otherwise. */
export function requireSeries<T extends ArrayLike<number>>(series: T, path: string, min: number): T {
  if (series.length < min) {
    const found = `${path} has ${series.length} values`;
    throw new ModelInputError('TOO_SHORT', path, `${found}; at least ${min} are needed`);
  }
  for (let i = 0; i < series.length; i++) {
    if (!Number.isFinite(series[i])) requireFinite(series[i] as number, `${path}[${i}]`);
  }
  return series;
}

/** Prices, quantities and money beyond these sizes are typing errors, and would overflow products. */
const SMALLEST_AMOUNT = 1e-18;
const LARGEST_AMOUNT = 1e18;

/** Whether requireAmount would take it. */
export const isAmount = (value: number): boolean =>
  Number.isFinite(value) && value >= SMALLEST_AMOUNT && value <= LARGEST_AMOUNT;

/** A price, quantity or notional: above zero and of a size that exists (1e-18 to 1e18). */
export function requireAmount(value: number, path: string): number {
  requirePositive(value, path);
  return requireBetween(value, path, SMALLEST_AMOUNT, LARGEST_AMOUNT);
}

/** A balance or profit: any sign, at most 1e18 either way. */
export function requireBalance(value: number, path: string): number {
  return requireBetween(value, path, -LARGEST_AMOUNT, LARGEST_AMOUNT);
}
