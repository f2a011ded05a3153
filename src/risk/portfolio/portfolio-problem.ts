// What an allocation may look like: bounds of every weight, and caps on pairs that move together.
// Checked before any solver runs, so that a refusal can name the constraint that cannot hold.
import { ModelInputError, requireBetween } from '../model-input-error.ts';
import { correlationFromCovariance } from './covariance.ts';

export interface PortfolioProblem {
  readonly names: readonly string[];
  /** Per year. */
  readonly expected: ArrayLike<number>;
  /** Per year, symmetric. */
  readonly covariance: readonly ArrayLike<number>[];
  /** By name; default 1. */
  readonly maxWeights?: Readonly<Record<string, number>>;
  /** By name; default 0. */
  readonly minWeights?: Readonly<Record<string, number>>;
  /** Pairs that correlate above `threshold` in size hold at most `cap` together. Default 0.8 and 0.6; null for none. */
  readonly pairCap?: { readonly threshold: number; readonly cap: number } | null;
}

export interface Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly pairs: readonly (readonly [number, number])[];
  readonly cap: number;
}

const MOST_ASSETS = 100;
const MOST_PAIRS = 1500;

function boundsOf(
  problem: PortfolioProblem,
  which: 'minWeights' | 'maxWeights',
  otherwise: number,
): Float64Array {
  const given = problem[which] ?? {};
  for (const name of Object.keys(given)) {
    if (!problem.names.includes(name)) {
      throw new ModelInputError(
        'UNKNOWN_NAME',
        `${which}.${name}`,
        `${which} names ${name}, which has no returns`,
      );
    }
  }
  return Float64Array.from(problem.names, (name) =>
    Object.hasOwn(given, name) ? requireBetween(given[name]!, `${which}.${name}`, 0, 1) : otherwise,
  );
}

function requireMatrix({ names, covariance, expected }: PortfolioProblem): void {
  const n = names.length;
  if (n === 0) throw new ModelInputError('TOO_SHORT', 'expected', 'there is no asset; give at least one');
  if (n > MOST_ASSETS) {
    throw new ModelInputError(
      'TOO_LONG',
      'expected',
      `${n} assets are given; at most ${MOST_ASSETS} are solved exactly`,
    );
  }
  if (covariance.length !== n || expected.length !== n) {
    throw new ModelInputError(
      'LENGTH_MISMATCH',
      'covariance',
      `${n} assets need ${n} expected returns and rows`,
    );
  }
  for (let i = 0; i < n; i++) {
    requireBetween(expected[i]!, `expected.${names[i]}`, -1e6, 1e6);
    if (covariance[i]!.length !== n) {
      throw new ModelInputError(
        'LENGTH_MISMATCH',
        `covariance.${names[i]}`,
        `the row of ${names[i]} needs ${n} entries`,
      );
    }
    for (let j = 0; j < n; j++) {
      const path = `covariance.${names[i]}.${names[j]}`;
      const entry = requireBetween(covariance[i]![j]!, path, -1e6, 1e6);
      const mirror = covariance[j]![i]!;
      if (Math.abs(entry - mirror) > 1e-9 * (Math.abs(entry) + Math.abs(mirror))) {
        throw new ModelInputError('NOT_SYMMETRIC', path, `${path} is ${entry} but its mirror is ${mirror}`);
      }
    }
    if (!(covariance[i]![i]! > 0)) {
      const path = `covariance.${names[i]}.${names[i]}`;
      throw new ModelInputError('NO_VARIATION', path, `${names[i]} never changes; an optimum does not exist`);
    }
  }
}

/** Bounds and capped pairs of a checked problem; INFEASIBLE names the first constraint that no weights can meet. */
export function portfolioBounds(problem: PortfolioProblem): Bounds {
  requireMatrix(problem);
  const { names } = problem;
  const low = boundsOf(problem, 'minWeights', 0);
  const high = boundsOf(problem, 'maxWeights', 1);
  let least = 0;
  let most = 0;
  for (let i = 0; i < names.length; i++) {
    if (low[i]! > high[i]!) {
      const found = `minWeights.${names[i]} ${low[i]} is above maxWeights.${names[i]} ${high[i]}`;
      throw new ModelInputError(
        'INFEASIBLE',
        `minWeights.${names[i]}`,
        `${found}; raise the one or lower the other`,
      );
    }
    least += low[i]!;
    most += high[i]!;
  }
  if (least > 1 + 1e-12) {
    throw new ModelInputError(
      'INFEASIBLE',
      'minWeights',
      `minWeights add up to ${least}, above 1; lower them`,
    );
  }
  if (most < 1 - 1e-12) {
    throw new ModelInputError(
      'INFEASIBLE',
      'maxWeights',
      `maxWeights add up to ${most}, below 1; raise them`,
    );
  }
  const pairCap = problem.pairCap === undefined ? { threshold: 0.8, cap: 0.6 } : problem.pairCap;
  if (pairCap === null) return { low, high, pairs: [], cap: 1 };
  requireBetween(pairCap.threshold, 'pairCap.threshold', 0, 1);
  requireBetween(pairCap.cap, 'pairCap.cap', 0, 2);
  const correlation = correlationFromCovariance(problem.covariance, names);
  const pairs: [number, number][] = [];
  for (let i = 0; i < names.length; i++) {
    for (let j = i + 1; j < names.length; j++) {
      if (Math.abs(correlation[i]![j]!) <= pairCap.threshold || high[i]! + high[j]! <= pairCap.cap) continue;
      if (low[i]! + low[j]! > pairCap.cap + 1e-12) {
        const found = `minWeights of ${names[i]} and ${names[j]} exceed their pair cap ${pairCap.cap}`;
        throw new ModelInputError(
          'INFEASIBLE',
          'pairCap.cap',
          `${found}; they correlate above ${pairCap.threshold}`,
        );
      }
      pairs.push([i, j]);
    }
  }
  if (pairs.length > MOST_PAIRS) {
    throw new ModelInputError(
      'TOO_LONG',
      'pairCap',
      `${pairs.length} pairs are capped; at most ${MOST_PAIRS} are solved`,
    );
  }
  return { low, high, pairs, cap: pairCap.cap };
}
