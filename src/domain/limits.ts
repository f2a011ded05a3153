// What no order may break, whoever approved it. From configuration; the mode and the profile choose the numbers.

export interface Limits {
  /** Prices older than this block what adds risk; reducing goes on with the age shown until `reducingMaxAgeMs`. */
  readonly entryMaxAgeMs: number;
  readonly reducingMaxAgeMs: number;
  /** Largest move of the mark from an order's reference price, as a ratio. */
  readonly priceTolerance: number;
  readonly maxLeverage: number;
  /** Sum of notionals over equity. */
  readonly maxExposure: number;
  readonly maxPositions: number;
  readonly maxTradesPerDay: number;
}

export const DEFAULT_LIMITS: Limits = {
  entryMaxAgeMs: 60_000,
  reducingMaxAgeMs: 600_000,
  priceTolerance: 0.02,
  maxLeverage: 10,
  maxExposure: 10,
  maxPositions: 10,
  maxTradesPerDay: 1_000,
};
