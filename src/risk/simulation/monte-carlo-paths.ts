// Walks Monte Carlo paths: one fused loop a path, no path matrix. Paths come in blocks of 128; block b uses random
// stream b alone, so any split of the blocks over threads gives the same bits.
import { RandomSource, type RandomStream } from '../random.ts';
import type { MonteCarloPlan } from './monte-carlo-plan.ts';
import { StudentTZiggurat } from './student-t-ziggurat.ts';

export const BLOCK = 128;

/** The outcome of neighbouring paths, in order. */
export interface PathBatch {
  readonly firstBlock: number;
  /** Final value / initial value − 1, never below −1. */
  readonly returns: Float64Array;
  /** Deepest fall from a peak, the start included; 1 after ruin. */
  readonly drawdowns: Float64Array;
  /** Periods in which the book moved by more than three of its standard deviations. */
  readonly extremes: Int32Array;
  /** Value relative to the start at each checkpoint, checkpoint by checkpoint. */
  readonly fan: readonly Float64Array[];
}

export const blockCount = (plan: MonteCarloPlan): number => Math.ceil(plan.sims / BLOCK);

/** Runs `blocks` blocks from `firstBlock` on. */
export function simulateBlocks(plan: MonteCarloPlan, firstBlock: number, blocks: number): PathBatch {
  const from = firstBlock * BLOCK;
  const paths = Math.min(plan.sims, from + blocks * BLOCK) - from;
  const batch = {
    firstBlock,
    returns: new Float64Array(paths),
    drawdowns: new Float64Array(paths),
    extremes: new Int32Array(paths),
    fan: Array.from(plan.checkpoints, () => new Float64Array(paths)),
  };
  const source = new RandomSource(plan.seed);
  const walk = plan.rebalance === 'daily' ? rebalancedWalk(plan, batch) : heldWalk(plan, batch);
  for (let start = 0; start < paths; start += BLOCK) {
    const stream = source.stream(firstBlock + start / BLOCK);
    const end = Math.min(paths, start + BLOCK);
    for (let path = start; path < end; path++) walk(stream, path);
  }
  return batch;
}

/** Mean and standard deviation of x'r per period. */
function bookMoments({ exposures, means, factor }: MonteCarloPlan): { mean: number; deviation: number } {
  let mean = 0;
  let variance = 0;
  for (let j = 0; j < exposures.length; j++) {
    let pull = 0;
    for (let i = j; i < exposures.length; i++) pull += exposures[i]! * factor[i]![j]!;
    variance += pull * pull;
    mean += exposures[j]! * means[j]!;
  }
  return { mean, deviation: Math.sqrt(variance) };
}

/**
 * Weights restored every period: the book's return is x'r, which for normal and for multivariate Student-t returns is
 * again normal or Student-t with mean x'μ and variance x'Σx. Drawing it directly is exact and needs one draw a period.
 */
function rebalancedWalk(plan: MonteCarloPlan, out: PathBatch) {
  const { days, checkpoints, df } = plan;
  const { mean, deviation: scale } = bookMoments(plan);
  const growth = 1 + mean;
  const shocks = new Float64Array(days);
  const heavy = df > 0 ? new StudentTZiggurat(df) : undefined;
  return (stream: RandomStream, path: number) => {
    if (heavy === undefined) stream.fillNormals(shocks);
    else heavy.fill(stream, shocks);
    let value = 1;
    let peak = 1;
    let low = 1;
    let worst = 1;
    let extremes = 0;
    let day = 0;
    for (let cut = 0; cut < checkpoints.length; cut++) {
      for (const end = checkpoints[cut]!; day < end; day++) {
        const shock = shocks[day]!;
        if (shock > 3 || shock < -3) extremes++;
        value *= growth + scale * shock;
        if (value > peak) {
          if (low < worst * peak) worst = low / peak;
          peak = value;
          low = value;
        } else if (value < low) {
          low = value;
          if (value <= 0) {
            value = 0;
            low = 0;
          }
        }
      }
      out.fan[cut]![path] = value;
    }
    if (low < worst * peak) worst = low / peak;
    out.returns[path] = value - 1;
    out.drawdowns[path] = 1 - worst;
    out.extremes[path] = extremes;
  };
}

/**
 * Bought once and held: every asset compounds on its own; the book is ruined when its value reaches zero. Student-t
 * returns are multivariate: all assets share one χ² a period.
 */
function heldWalk(plan: MonteCarloPlan, out: PathBatch) {
  const { days, exposures, means, factor, checkpoints, df } = plan;
  const n = exposures.length;
  const shocks = new Float64Array(days * n);
  const held = new Float64Array(n);
  const extreme = 3 * bookMoments(plan).deviation;
  let invested = 0;
  for (const exposure of exposures) invested += exposure;
  const cash = 1 - invested;
  return (stream: RandomStream, path: number) => {
    stream.fillNormals(shocks);
    for (let period = 0; df > 0 && period < days; period++) {
      const stretch = Math.sqrt((df - 2) / stream.chiSquare(df));
      for (let i = 0; i < n; i++) shocks[period * n + i]! *= stretch;
    }
    held.set(exposures);
    let value = 1;
    let peak = 1;
    let worst = 1;
    let extremes = 0;
    let day = 0;
    for (let cut = 0; cut < checkpoints.length; cut++) {
      for (const end = checkpoints[cut]!; day < end; day++) {
        if (value <= 0) continue;
        const before = value;
        let change = 0;
        value = cash;
        for (let i = 0; i < n; i++) {
          const row = factor[i]!;
          let shock = 0;
          for (let j = 0; j <= i; j++) shock += row[j]! * shocks[day * n + j]!;
          change += held[i]! * shock;
          held[i]! *= Math.max(0, 1 + means[i]! + shock);
          value += held[i]!;
        }
        if (Math.abs(change) > extreme * before) extremes++;
        if (value <= 0) value = 0;
        if (value > peak) peak = value;
        else if (value < worst * peak) worst = value / peak;
      }
      out.fan[cut]![path] = value;
    }
    out.returns[path] = value - 1;
    out.drawdowns[path] = 1 - worst;
    out.extremes[path] = extremes;
  };
}
