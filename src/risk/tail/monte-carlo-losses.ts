// Simulated losses of one exposure for the Monte Carlo value at risk: normal, or Student-t with given or fitted
// degrees of freedom, scaled to the sample's mean and standard deviation.
import { requireBetween, requireInteger } from '../model-input-error.ts';
import { RandomSource } from '../random.ts';
import type { Moments } from '../statistics/moments.ts';
import { fitDegreesOfFreedom } from '../statistics/student-t-fit.ts';

const BLOCK = 4096;
const MOST_DRAWS = 200_000_000;

export interface LossSimulation {
  readonly simulations?: number;
  readonly df?: number | 'fit';
  readonly seed?: number;
}

/**
 * Losses in money over the horizon. A normal sum over h periods is drawn as one normal; Student-t returns are drawn
 * period by period and added, because their sum is no longer Student-t. Block b of 4,096 losses uses stream b.
 */
export function simulatedLosses(
  returns: ArrayLike<number>,
  shape: Moments,
  value: number,
  horizon: number,
  input: LossSimulation,
): { losses: Float64Array; df?: number } {
  const count = requireInteger(input.simulations ?? 10_000, 'simulations', 100, 10_000_000);
  const source = new RandomSource(input.seed ?? 1);
  const losses = new Float64Array(count);
  const drift = -value * shape.mean * horizon;
  const spread = Math.abs(value) * shape.standardDeviation;
  if (input.df === undefined) {
    const scale = spread * Math.sqrt(horizon);
    for (let start = 0; start < count; start += BLOCK) {
      const block = losses.subarray(start, Math.min(count, start + BLOCK));
      source.stream(start / BLOCK).fillNormals(block);
      for (let i = 0; i < block.length; i++) block[i] = drift + scale * block[i]!;
    }
    return { losses };
  }
  requireInteger(count * horizon, 'simulations × horizon', 1, MOST_DRAWS);
  const df = input.df === 'fit' ? fitDegreesOfFreedom(returns) : requireBetween(input.df, 'df', 2.01, 1e6);
  const scale = spread * Math.sqrt((df - 2) / df);
  for (let start = 0; start < count; start += BLOCK) {
    const stream = source.stream(start / BLOCK);
    const end = Math.min(count, start + BLOCK);
    for (let i = start; i < end; i++) {
      let sum = 0;
      for (let h = 0; h < horizon; h++) sum += stream.studentT(df);
      losses[i] = drift + scale * sum;
    }
  }
  return { losses, df };
}
