// Price paths of a crash: hourly, falling by exactly the scenario's drawdown times beta, with seeded correlated noise
// that is tied down at both ends (a Brownian bridge), so that the end point is the scenario and the way there is rough.
import { ModelInputError, requireBetween } from '../model-input-error.ts';
import { RandomSource } from '../random.ts';
import type { Scenario } from './scenarios.ts';

export const STEPS_PER_DAY = 24;

/** Ordinary daily volatility and correlation of the noise before the scenario's changes. */
const ORDINARY_VOLATILITY = 0.02;
const ORDINARY_CORRELATION = 0.5;
const HIGHEST_CORRELATION = 0.99;
/** The fall is steep at first: 1 − e^(−3t/T), as observed in the crashes the scenarios are named after. */
const STEEPNESS = 3;
/** No price falls by more than this, whatever its beta. */
const DEEPEST_FALL = 0.99;

/** Price relative to the start after each step, one array a symbol; the first entry is 1. */
export interface StressPaths {
  readonly steps: number;
  readonly relative: readonly Float64Array[];
  /** End price relative to the start: 1 − drawdown·β, at least 0.01. */
  readonly ends: Float64Array;
}

/** One path a symbol. `betas` in the order of symbols, −10 to 10; the noise of symbol i uses stream i + 1, the market's stream 0. */
export function stressPaths(
  scenario: Scenario,
  symbols: readonly string[],
  betas: ArrayLike<number>,
  seed: number,
): StressPaths {
  if (betas.length !== symbols.length) {
    throw new ModelInputError('LENGTH_MISMATCH', 'betas', `${symbols.length} symbols need as many betas`);
  }
  const steps = scenario.days * STEPS_PER_DAY;
  const source = new RandomSource(seed);
  const correlation = Math.min(
    HIGHEST_CORRELATION,
    Math.max(0, ORDINARY_CORRELATION + scenario.correlationShift),
  );
  const step = (ORDINARY_VOLATILITY * scenario.volatilityMultiplier) / Math.sqrt(STEPS_PER_DAY);
  const market = bridge(source, 0, steps);
  const ends = new Float64Array(symbols.length);
  const relative = symbols.map((symbol, i) => {
    const beta = requireBetween(betas[i]!, `betas.${symbol}`, -10, 10);
    const fall = Math.min(DEEPEST_FALL, scenario.drawdown * beta);
    ends[i] = 1 - fall;
    const own = bridge(source, i + 1, steps);
    const path = new Float64Array(steps + 1);
    const total = Math.log1p(-fall);
    const whole = -Math.expm1(-STEEPNESS);
    for (let t = 0; t <= steps; t++) {
      const done = -Math.expm1((-STEEPNESS * t) / steps) / whole;
      const noise = Math.sqrt(correlation) * market[t]! + Math.sqrt(1 - correlation) * own[t]!;
      path[t] = Math.exp(total * done + step * noise);
    }
    path[0] = 1;
    path[steps] = ends[i]!;
    return path;
  });
  return { steps, relative, ends };
}

/** A random walk of unit steps, from 0 back to 0. */
function bridge(source: RandomSource, stream: number, steps: number): Float64Array {
  const walk = new Float64Array(steps + 1);
  const shocks = new Float64Array(steps);
  source.stream(stream).fillNormals(shocks);
  for (let t = 0; t < steps; t++) walk[t + 1] = walk[t]! + shocks[t]!;
  const end = walk[steps]!;
  for (let t = 0; t <= steps; t++) walk[t]! -= (end * t) / steps;
  return walk;
}
