// How likely the account, or any of its positions, is liquidated within a day or a week: its margin is carried hour by
// hour along simulated paths whose volatility, tails and correlations come from return histories. Model 33.
import { BracketBook } from '../margin/bracket-book.ts';
import { type MarginPosition, requirePositions } from '../margin/margin-position.ts';
import { ModelInputError, requireInteger } from '../model-input-error.ts';
import {
  correlationFromCovariance,
  covarianceMatrix,
  type NamedSeries,
  requireAligned,
} from '../portfolio/covariance.ts';
import { RandomSource, type RandomStream } from '../random.ts';
import { varyingMoments } from '../statistics/moments.ts';
import { requireMoney } from '../statistics/returns.ts';
import { fitDegreesOfFreedom } from '../statistics/student-t-fit.ts';
import { fitGarch } from '../volatility/garch.ts';
import { liquidateAt, newDeaths, revive, walkedAccount } from './margin-walk.ts';
import { semidefiniteFactor } from './semidefinite-factor.ts';

export interface LiquidationProbabilityInput {
  /** Cross wallet, without unrealised profit and isolated margins. */
  readonly walletBalance: number;
  readonly positions: readonly MarginPosition[];
  readonly book?: BracketBook;
  /** Hourly simple returns of every symbol, aligned, oldest first; at least 100. */
  readonly returns: readonly NamedSeries[];
  /** Hours; default 24 and 168. */
  readonly horizons?: readonly number[];
  /** garch: volatility starts from now and clusters, normal shocks. student-t: constant volatility, fitted tails. Default garch. */
  readonly model?: 'garch' | 'student-t';
  /** Paths, default 10,000. */
  readonly sims?: number;
  /** Default 1. */
  readonly seed?: number;
}

export interface LiquidationProbability {
  readonly horizons: readonly number[];
  /** Of the cross account, by horizon; 0 when there are no cross positions. */
  readonly account: readonly number[];
  /** Of at least one position of either kind. */
  readonly any: readonly number[];
  /** By position, by horizon. */
  readonly positions: readonly (readonly number[])[];
  /** √(p(1 − p)/n) of `any`, by horizon. */
  readonly standardError: readonly number[];
  readonly sims: number;
}

/** Plain data for workers; see planLiquidation. */
export interface LiquidationPlan {
  readonly account: ReturnType<typeof walkedAccount>;
  readonly symbols: number;
  readonly factor: readonly Float64Array[];
  readonly drift: Float64Array;
  /** GARCH per symbol: omega, alpha, beta and the variance of the next hour; constant volatility has alpha = beta = 0. */
  readonly omega: Float64Array;
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
  readonly variance: Float64Array;
  /** Degrees of freedom shared by all symbols; 0 for normal. */
  readonly df: number;
  readonly horizons: readonly number[];
  readonly sims: number;
  readonly seed: number;
}

const BLOCK = 64;
const HISTORY_NEEDED = 100;
const MOST_STEPS = 200_000_000;

/** Errors: TOO_SHORT, MISSING history of a symbol, NO_VARIATION, LENGTH_MISMATCH, and those of the margin models. */
export function liquidationProbability(input: LiquidationProbabilityInput): LiquidationProbability {
  const plan = planLiquidation(input);
  return summariseLiquidation(plan, [simulateLiquidations(plan, 0, liquidationBlocks(plan))]);
}

export function planLiquidation(input: LiquidationProbabilityInput): LiquidationPlan {
  const { positions } = input;
  if (positions.length === 0)
    throw new ModelInputError('TOO_SHORT', 'positions', 'positions is empty; give at least one');
  requirePositions(positions);
  const wallet = requireMoney(input.walletBalance, 'walletBalance');
  const symbols = [...new Set(positions.map(({ symbol }) => symbol))];
  const series = symbols.map((symbol) => {
    const found = input.returns.find(({ name }) => name === symbol);
    if (found !== undefined) return found;
    throw new ModelInputError('MISSING', `returns.${symbol}`, `returns has no history of ${symbol}; add it`);
  });
  requireAligned(series, 1, HISTORY_NEEDED);
  const horizons = input.horizons ?? [24, 168];
  if (horizons.length === 0)
    throw new ModelInputError('TOO_SHORT', 'horizons', 'horizons is empty; give at least one');
  for (const [i, hours] of horizons.entries()) requireInteger(hours, `horizons[${i}]`, 1, 8760);
  const sims = requireInteger(input.sims ?? 10_000, 'sims', 100, 1_000_000);
  requireInteger(sims * Math.max(...horizons) * positions.length, 'sims × hours × positions', 1, MOST_STEPS);
  const model = input.model ?? 'garch';
  const shapes = series.map(({ name, returns }) => varyingMoments(returns, `returns.${name}`));
  const fits = series.map(({ returns }, i) => {
    if (model === 'student-t')
      return {
        omega: shapes[i]!.standardDeviation ** 2,
        alpha: 0,
        beta: 0,
        next: shapes[i]!.standardDeviation ** 2,
      };
    const fit = fitGarch({ returns, horizon: 1 });
    return { omega: fit.omega, alpha: fit.alpha, beta: fit.beta, next: fit.forecast[0]! ** 2 };
  });
  return {
    account: walkedAccount(wallet, positions, symbols, input.book ?? new BracketBook()),
    symbols: symbols.length,
    factor: semidefiniteFactor(correlationFromCovariance(covarianceMatrix(series), symbols)),
    drift: Float64Array.from(shapes, ({ mean }) => mean),
    omega: Float64Array.from(fits, ({ omega }) => omega),
    alpha: Float64Array.from(fits, ({ alpha }) => alpha),
    beta: Float64Array.from(fits, ({ beta }) => beta),
    variance: Float64Array.from(fits, ({ next }) => next),
    df: model === 'student-t' ? sharedDegreesOfFreedom(series) : 0,
    horizons,
    sims,
    seed: requireInteger(input.seed ?? 1, 'seed'),
  };
}

/** One χ² is shared by all symbols, so one number of degrees of freedom: the median of theirs. */
function sharedDegreesOfFreedom(series: readonly NamedSeries[]): number {
  const all = series
    .map(({ name, returns }) => fitDegreesOfFreedom(returns, `returns.${name}`))
    .sort((a, b) => a - b);
  return all[(all.length - 1) >> 1]!;
}

export const liquidationBlocks = (plan: LiquidationPlan): number => Math.ceil(plan.sims / BLOCK);

/** Hour of death by path: of each position in turn, then of the cross account; −1 for survival. */
export interface LiquidationBatch {
  readonly paths: number;
  readonly hours: Int32Array;
}

/** Runs `blocks` blocks of 64 paths; block b uses stream b, so any split over threads counts the same deaths. */
export function simulateLiquidations(
  plan: LiquidationPlan,
  firstBlock: number,
  blocks: number,
): LiquidationBatch {
  const from = firstBlock * BLOCK;
  const paths = Math.max(0, Math.min(plan.sims, from + blocks * BLOCK) - from);
  const width = plan.account.count + 1;
  const hours = new Int32Array(paths * width);
  const source = new RandomSource(plan.seed);
  const walk = walker(plan);
  const { deaths } = walk;
  for (let start = 0; start < paths; start += BLOCK) {
    const stream = source.stream(firstBlock + start / BLOCK);
    for (let path = start; path < Math.min(paths, start + BLOCK); path++) {
      walkPath(walk, stream);
      hours.set(deaths.positions, path * width);
      hours[path * width + width - 1] = deaths.account;
    }
  }
  return { paths, hours };
}

/** What a walk over one path needs and leaves behind; made once, used for every path of a batch. */
function walker(plan: LiquidationPlan) {
  const n = plan.symbols;
  return {
    ...plan,
    last: Math.max(...plan.horizons),
    rows: fourRows(plan.factor),
    relative: new Float64Array(n),
    variances: new Float64Array(n),
    shocks: new Float64Array(n),
    joint: new Float64Array(n),
    deaths: newDeaths(plan.account),
  };
}

/** Hour by hour to the last horizon. A function of its own, not a closure, so that it is compiled once and for all. */
function walkPath(walk: ReturnType<typeof walker>, stream: RandomStream): void {
  const { account, deaths, relative, variances, shocks, joint, rows, last, df } = walk;
  const { drift, omega, alpha, beta } = walk;
  const n = relative.length;
  revive(account, deaths);
  relative.fill(1);
  variances.set(walk.variance);
  liquidateAt(account, relative, 0, deaths);
  for (let hour = 1; hour <= last; hour++) {
    stream.fillNormals(shocks);
    const stretch = df > 0 ? Math.sqrt((df - 2) / stream.chiSquare(df)) : 1;
    correlate(rows, shocks, joint);
    for (let i = 0; i < n; i++) {
      const surprise = Math.sqrt(variances[i]!) * stretch * joint[i]!;
      relative[i]! *= Math.max(1e-9, 1 + drift[i]! + surprise);
      variances[i] = omega[i]! + alpha[i]! * surprise * surprise + beta[i]! * variances[i]!;
    }
    liquidateAt(account, relative, hour, deaths);
  }
}

/** A lower triangular matrix with four rows interleaved, entry by entry; rows that are not there are zeros. */
function fourRows(factor: readonly Float64Array[]): Float64Array {
  const n = factor.length;
  const groups = Math.ceil(n / 4);
  const packed = new Float64Array(groups * n * 4);
  for (const [i, row] of factor.entries()) {
    for (let j = 0; j <= i; j++) packed[((i >> 2) * n + j) * 4 + (i & 3)] = row[j]!;
  }
  return packed;
}

/** `out` = matrix · shocks. Four sums run beside each other, since each waits for its own last addition. */
function correlate(rows: Float64Array, shocks: Float64Array, out: Float64Array): void {
  const n = shocks.length;
  for (let first = 0; first < n; first += 4) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let at = first * n;
    const last = Math.min(n, first + 4);
    for (let j = 0; j < last; j++) {
      const shock = shocks[j]!;
      a += rows[at]! * shock;
      b += rows[at + 1]! * shock;
      c += rows[at + 2]! * shock;
      d += rows[at + 3]! * shock;
      at += 4;
    }
    out[first] = a;
    if (first + 1 < n) out[first + 1] = b;
    if (first + 2 < n) out[first + 2] = c;
    if (first + 3 < n) out[first + 3] = d;
  }
}

/** Shares of paths by horizon, from batches in any order. */
export function summariseLiquidation(
  plan: LiquidationPlan,
  batches: readonly LiquidationBatch[],
): LiquidationProbability {
  const count = plan.account.count;
  const width = count + 1;
  const { horizons, sims } = plan;
  const dead = Array.from({ length: width }, () => new Float64Array(horizons.length));
  const any = new Float64Array(horizons.length);
  for (const { paths, hours } of batches) {
    for (let path = 0; path < paths; path++) {
      for (const [h, horizon] of horizons.entries()) {
        let one = false;
        for (let i = 0; i < width; i++) {
          const hour = hours[path * width + i]!;
          if (hour === -1 || hour > horizon) continue;
          dead[i]![h]!++;
          one = true;
        }
        if (one) any[h]!++;
      }
    }
  }
  const shares = (counts: Float64Array) => Array.from(counts, (deaths) => deaths / sims);
  return {
    horizons,
    account: shares(dead[count]!),
    any: shares(any),
    positions: dead.slice(0, count).map(shares),
    standardError: shares(any).map((p) => Math.sqrt((p * (1 - p)) / sims)),
    sims,
  };
}
