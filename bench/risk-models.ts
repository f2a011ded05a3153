// Times the risk models, beside numpy and scipy doing the same work when python3 has them. Both run in one go on one
// machine, and their figures are compared first: a fast wrong answer does not count. What is timed is the processor time of
// one thread, because the clock also counts the turns of whatever else runs.
import { spawnSync } from 'node:child_process';
import { assessAccount } from '../src/risk/margin/account-risk.ts';
import { BracketBook } from '../src/risk/margin/bracket-book.ts';
import type { MarginPosition } from '../src/risk/margin/margin-position.ts';
import { rollingMetrics } from '../src/risk/performance/rolling.ts';
import { covarianceMatrix } from '../src/risk/portfolio/covariance.ts';
import { optimisePortfolio } from '../src/risk/portfolio/optimise-portfolio.ts';
import { liquidationProbability } from '../src/risk/simulation/liquidation-probability.ts';
import { monteCarlo } from '../src/risk/simulation/monte-carlo.ts';
import { meanOf } from '../src/risk/statistics/moments.ts';
import { portfolioValueAtRisk } from '../src/risk/tail/portfolio-value-at-risk.ts';
import { fitGarch } from '../src/risk/volatility/garch.ts';
import { series } from '../test/risk/tail/reference-series.ts';
import { type Benchmark, digits, milliseconds, type Report } from './support/report.ts';

interface Timing {
  readonly name: string;
  readonly ms: number;
  readonly figures: readonly number[];
}

/** Gate and goal: our time over Python's, where there are any. Tolerance of the figures: exact work to 1e-6, simulation to 4 %. */
const LIMITS: Readonly<Record<string, readonly [gate: number, goal: number, tolerance: number]>> = {
  'monte-carlo normal': [0.55, 0.3, 0.04],
  'monte-carlo student-t': [0.25, 0.13, 0.04],
  'rolling 100,000': [0.2, 0.08, 1e-6],
  'garch 2,000': [0.4, 0.1, 0.01],
  'portfolio VaR 100 x 1,000': [0.6, 0.25, 1e-6],
  'max Sharpe 10': [0.7, 0.1, 1e-6],
  'max Sharpe 50': [0.4, 0.05, 1e-6],
  'liquidation 1,000 cross positions': [Number.NaN, Number.NaN, 1e-9],
  'P(liquidation) 20 positions': [Number.NaN, Number.NaN, 0.2],
};

/** The system counts processor time in steps of some milliseconds, so that quick jobs are timed many at once. */
const BATCH_MS = 60;

function timed(name: string, runs: number, job: () => readonly number[]): Timing {
  let figures = job();
  let batch = 1;
  const once = () => {
    const started = process.threadCpuUsage();
    for (let i = 0; i < batch; i++) figures = job();
    const { user, system } = process.threadCpuUsage(started);
    return (user + system) / 1000;
  };
  if (runs > 1) {
    once();
    while (once() < BATCH_MS) batch *= 2;
  }
  const times = Array.from({ length: runs }, () => once() / batch).sort((a, b) => a - b);
  return { name, ms: times[runs >> 1]!, figures };
}

const portfolio = {
  weights: [0.5, 0.3, 0.2],
  expected: [0.1, 0.12, 0.15],
  covariance: [
    [0.16, 0.06, 0.03],
    [0.06, 0.25, 0.05],
    [0.03, 0.05, 0.36],
  ],
  days: 252,
  periodsPerYear: 252,
};

function simulated(distribution: 'normal' | 'student-t') {
  const found = monteCarlo({ ...portfolio, distribution });
  return [
    found.stdReturn,
    found.valueAtRisk['95'],
    found.conditionalValueAtRisk['95'],
    found.maxDrawdown.p95,
  ];
}

function clustered(): Float64Array {
  const out = new Float64Array(2000);
  const z = series(77, 2000).map((r) => (r - 0.0005) / 0.027);
  let h = 1;
  let e = 1;
  for (let i = 0; i < 2000; i++) {
    h = 0.05 + 0.15 * e + 0.8 * h;
    out[i] = 0.05 + Math.sqrt(h) * z[i]!;
    e = h * z[i]! ** 2;
  }
  return out;
}

function sharpeProblem(count: number) {
  const common = series(99, 500);
  const named = Array.from({ length: count }, (_, i) => ({
    name: `S${i}`,
    returns: series(i + 1, 500).map((r, t) => r + 0.5 * common[t]!),
  }));
  return {
    names: named.map(({ name }) => name),
    expected: named.map(({ returns }) => meanOf(returns) * 365 + 0.3),
    covariance: covarianceMatrix(named).map((row) => row.map((entry) => entry * 365)),
    pairCap: null,
  };
}

function crossAccount(): readonly number[] {
  const positions = Array.from(
    { length: 1_000 },
    (_, i): MarginPosition => ({
      symbol: `S${i}`,
      side: i % 3 === 0 ? 'short' : 'long',
      quantity: 1 + (i % 7),
      entryPrice: 100 + (i % 13),
      markPrice: 101 + (i % 11),
      marginMode: 'cross',
    }),
  );
  const risk = assessAccount(10_000, positions, FALLBACK);
  let least = Number.POSITIVE_INFINITY;
  let sum = 0;
  for (const { distance, liquidationPrice } of risk.positions) {
    if (distance !== null) least = Math.min(least, distance);
    sum += liquidationPrice ?? 0;
  }
  return [risk.account.marginRatio, least, sum];
}

const FALLBACK = new BracketBook();

function ours(quick: boolean): Timing[] {
  const most = quick ? 1 : Number.POSITIVE_INFINITY;
  const time = (name: string, runs: number, job: () => readonly number[]): Timing =>
    timed(name, Math.min(runs, most), job);
  const long = Float64Array.from(series(7, 100_000));
  const restless = clustered();
  const parts = Array.from({ length: 100 }, (_, i) => ({
    name: `S${i}`,
    exposure: ((i % 3) - 1) * 1000 + i,
    returns: Float64Array.from(series(i + 1, 1000)),
  }));
  const problems = { 10: sharpeProblem(10), 50: sharpeProblem(50) };
  const positions = Array.from({ length: 20 }, (_, i) => ({
    symbol: `S${i}`,
    side: i % 3 === 0 ? ('short' as const) : ('long' as const),
    quantity: 1,
    entryPrice: 100,
    markPrice: 100,
    leverage: 5,
    marginMode: i % 2 === 0 ? ('cross' as const) : ('isolated' as const),
  }));
  const hourly = positions.map(({ symbol }, i) => ({
    name: symbol,
    returns: series(i + 1, 1000).map((r) => r / 5),
  }));
  return [
    time('monte-carlo normal', 9, () => simulated('normal')),
    time('monte-carlo student-t', 9, () => simulated('student-t')),
    time('rolling 100,000', 9, () => {
      const { sharpe, volatility, maxDrawdown, valueAtRisk95 } = rollingMetrics({ returns: long });
      return [sharpe[77]!, volatility[77]!, maxDrawdown[77]!, valueAtRisk95[77]!];
    }),
    time('garch 2,000', 9, () => {
      const { alpha, beta } = fitGarch({ returns: restless });
      return [alpha, beta];
    }),
    time('portfolio VaR 100 x 1,000', 9, () => {
      const found = portfolioValueAtRisk({ equity: 1e5, parts, method: 'historical' });
      return [found.valueAtRisk, found.conditionalValueAtRisk, found.individualSum];
    }),
    time('max Sharpe 10', 9, () => [optimisePortfolio(problems[10]).sharpe]),
    time('max Sharpe 50', 9, () => [optimisePortfolio(problems[50]).sharpe]),
    time('liquidation 1,000 cross positions', 9, crossAccount),
    time(
      'P(liquidation) 20 positions',
      3,
      () => liquidationProbability({ walletBalance: 400, positions, returns: hourly }).any,
    ),
  ];
}

function python(): ReadonlyMap<string, Timing> {
  const run = spawnSync('python3', [new URL('risk-python.py', import.meta.url).pathname], {
    encoding: 'utf8',
  });
  if (run.status !== 0) return new Map();
  const lines = run.stdout.trim().split('\n');
  return new Map(lines.map((line) => JSON.parse(line) as Timing).map((timing) => [timing.name, timing]));
}

function row(mine: Timing, theirs: Timing | undefined): readonly string[] {
  if (theirs === undefined) return [mine.name, milliseconds(mine.ms), '', '', '', ''];
  const [gate, goal, tolerance] = LIMITS[mine.name]!;
  const ratio = mine.ms / theirs.ms;
  const off = mine.figures.findIndex(
    (figure, i) => Math.abs(figure - theirs.figures[i]!) > tolerance * Math.abs(theirs.figures[i]!) + 1e-12,
  );
  const agreement = off === -1 ? 'agree' : `${digits(mine.figures[off]!)} ≠ ${digits(theirs.figures[off]!)}`;
  const grade = ratio <= goal ? 'goal met' : ratio <= gate ? 'gate met' : 'MISSED';
  const limits = Number.isNaN(gate) ? '' : `≤ ${gate}, goal ${goal}: ${grade}`;
  return [mine.name, milliseconds(mine.ms), milliseconds(theirs.ms), ratio.toFixed(3), limits, agreement];
}

async function run({ quick }: { readonly quick: boolean }): Promise<Report> {
  const theirs = quick ? new Map<string, Timing>() : python();
  const missing =
    theirs.size > 0
      ? 'Python is numpy and scipy on the same machine in the same run, written as fast as they allow; one thread each.'
      : 'python3 with numpy and scipy was not run or is not here, so there are no ratios.';
  return {
    header: ['model', 'cutman', 'Python', 'ratio', 'gate', 'figures'],
    rows: ours(quick).map((mine) => row(mine, theirs.get(mine.name))),
    notes: [`Medians of processor time. ${missing}`],
  };
}

export const riskModels: Benchmark = {
  name: 'risk-models',
  title: 'Risk models beside numpy and scipy',
  run,
};
