// How an account is put to the models of `cutman calc`, and how their answers are read.
import type { AssessedAccount } from './risk-document.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a model printed; each check reads the field it names.
export type Printed = any;
export type Input = Readonly<Record<string, unknown>>;

export interface RiskCheck {
  /** As a person would call it, such as `VaR 99` or `distance BTCUSDT long`. */
  readonly figure: string;
  /** What the desk says; null where it says UNKNOWN. */
  readonly shown: number | null;
  readonly model: string;
  readonly input: Input;
  /** The figure in what the model printed; null where the model has none. */
  readonly answerOf: (printed: Printed) => number | null;
}

/** A ratio without a finite value is shown as this, far past every limit. */
const BEYOND_RATIO = 9.99;

export type Book = Pick<AssessedAccount['inputs'], 'walletBalance' | 'positions'>;

export const ratioOf = (value: number | null): number => Math.min(value ?? BEYOND_RATIO, BEYOND_RATIO);

/** The worst of the cross account's ratio and those of the isolated positions. */
export function worstRatio({ account, positions }: Printed): number {
  const own = (positions as Printed[]).filter(({ marginMode }) => marginMode === 'isolated');
  return Math.max(ratioOf(account.marginRatio), ...own.map(({ marginRatio }) => ratioOf(marginRatio)));
}

/** The same where one without a finite value is not shown at all. */
export function finiteWorstRatio(printed: Printed): number | null {
  const ratio = worstRatio(printed);
  return ratio < BEYOND_RATIO ? ratio : null;
}

export function leastDistance({ positions }: Printed): number | null {
  const distances = (positions as Printed[]).flatMap(({ distance }) => (distance === null ? [] : [distance]));
  return distances.length === 0 ? null : Math.min(...distances);
}

export const marginInput = (
  { inputs }: AssessedAccount,
  { walletBalance, positions }: Book = inputs,
): Input => ({
  walletBalance,
  positions,
  tiers: inputs.tiers,
  positionMode: inputs.positionMode,
});

/** Sums of money do not depend on the equity, which the model wants above zero. */
export function tailInput(
  { equity, inputs }: AssessedAccount,
  confidence: number,
  exposures: Readonly<Record<string, number>> = inputs.exposures,
): Input {
  const measure = hasEquity(equity) ? equity : '1';
  return { equity: measure, exposures, returns: heldReturns(inputs), confidence, method: 'historical' };
}

export const hasEquity = (equity: string): boolean => Number(equity) > 0;

export function heldReturns({
  exposures,
  returns,
}: AssessedAccount['inputs']): Record<string, readonly number[]> {
  const held = Object.keys(exposures).filter((symbol) => Object.hasOwn(returns, symbol));
  const shortest = Math.min(...held.map((symbol) => returns[symbol]!.length));
  return Object.fromEntries(held.map((symbol) => [symbol, returns[symbol]!.slice(-shortest)]));
}
