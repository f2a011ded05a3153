// One assessment of a whole book: every figure of /risk, computed from a picture and its return histories.
import { setImmediate as turn } from 'node:timers/promises';
import { assessInputOf } from '../src/desk/assessment/watch-account.ts';
import { assess } from '../src/risk/assessment/assess.ts';
import type { AssessInput } from '../src/risk/assessment/assess-input.ts';
import { withFolder } from './support/child.ts';
import { openLargeProduct } from './support/large-product.ts';
import { QUIET } from './support/quiet.ts';
import {
  type Benchmark,
  goal,
  median,
  milliseconds,
  percentile,
  type Report,
  times,
} from './support/report.ts';

const GOAL_MS = 10;

async function inputOf(positions: number): Promise<AssessInput> {
  return withFolder(async (dataDir) => {
    const product = await openLargeProduct({ positions, dataDir, settings: QUIET });
    const { context, check } = product.desk;
    await check();
    const { snapshot } = context.memory.accounts.get('main')!;
    const input = assessInputOf(context, snapshot!);
    await product.stop();
    return input;
  });
}

async function timesOf(input: AssessInput, runs: number): Promise<number[]> {
  const all: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    assess(input);
    all.push(performance.now() - started);
    if (run % 10 === 0) await turn();
  }
  return all;
}

async function run({ quick }: { readonly quick: boolean }): Promise<Report> {
  const sizes = quick ? [10, 50] : [10, 100, 1_000];
  const rows: string[][] = [];
  let smallest: number | undefined;
  for (const positions of sizes) {
    const all = await timesOf(await inputOf(positions), quick ? 20 : 400);
    // The first calls run code that is not compiled yet; a desk meets them in its first minutes only.
    const warm = all.slice(all.length >> 1);
    const middle = median(warm);
    smallest ??= middle;
    rows.push([
      `${positions.toLocaleString('en-US')} positions`,
      milliseconds(all[0]!),
      milliseconds(middle),
      milliseconds(percentile(warm, 0.99)),
      times(middle / smallest),
      positions >= 1_000 ? goal(middle, GOAL_MS, milliseconds) : '',
    ]);
  }
  return {
    header: ['book', 'first', 'median', 'p99', 'to 10', 'goal of the median'],
    rows,
    notes: ['One symbol a position, 499 daily returns each, every second position isolated.'],
  };
}

export const assessment: Benchmark = { name: 'assessment', title: 'Assessment of a book', run };
