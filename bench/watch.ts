// A pass of the watch over a large book, with real stores, and how long it keeps the desk from answering people.
import { setTimeout as wait } from 'node:timers/promises';
import type { Product } from '../src/compose.ts';
import { type Blocked, measureBlocks } from './support/blocks.ts';
import { withFolder } from './support/child.ts';
import { openLargeProduct } from './support/large-product.ts';
import { QUIET } from './support/quiet.ts';
import { type Benchmark, goal, median, milliseconds, type Report } from './support/report.ts';

const BLOCK_GOAL_MS = 20;
/** The task is cloned to the worker right after its histories are read. */
const HAND_OVER_MS = 500;

/** The same without the far-away lines: positions close to liquidation raise alerts and cards. */
const ALARMED = { http: { enabled: false } };

async function passes(
  product: Product,
  count: number,
  before: () => void = () => undefined,
): Promise<Blocked[]> {
  const measured: Blocked[] = [];
  for (let pass = 0; pass < count; pass += 1) {
    before();
    measured.push(await measureBlocks(() => product.desk.check()));
  }
  return measured;
}

function row(what: string, all: readonly Blocked[], hasGoal: boolean): string[] {
  const block = median(all.map(({ processorMs }) => processorMs));
  return [
    what,
    milliseconds(median(all.map(({ tookMs }) => tookMs))),
    milliseconds(block),
    milliseconds(median(all.map(({ wallMs }) => wallMs))),
    hasGoal ? goal(block, BLOCK_GOAL_MS, milliseconds) : '',
  ];
}

async function run({ quick }: { readonly quick: boolean }): Promise<Report> {
  const count = quick ? 2 : 15;
  const positions = quick ? 20 : 1_000;
  const rows: string[][] = [];
  for (const size of quick ? [3] : [3, 100]) {
    await withFolder(async (dataDir) => {
      const product = await openLargeProduct({ positions: size, dataDir, settings: QUIET });
      await passes(product, count);
      rows.push(row(`${size} positions`, await passes(product, count), false));
      await product.stop();
    });
  }
  await withFolder(async (dataDir) => {
    const product = await openLargeProduct({ positions, dataDir, settings: QUIET });
    const memory = product.desk.context.memory.accounts.get('main')!;
    const first = await passes(product, 1);
    rows.push(row(`${positions.toLocaleString('en-US')} positions, second pass`, first, false));
    await passes(product, count);
    rows.push(row(`${positions.toLocaleString('en-US')} positions`, await passes(product, count), true));
    const newHour = (): void => {
      memory.returnsAt = 0;
      delete memory.watch!.returnsTriedAt;
    };
    rows.push(
      row(
        '… when an hour has passed (histories read anew)',
        await passes(product, quick ? 1 : 9, newHour),
        true,
      ),
    );
    await product.stop();
  });
  await withFolder(async (dataDir) => {
    const product = await openLargeProduct({ positions, alarming: true, dataDir, settings: ALARMED });
    await passes(product, count);
    rows.push(row('… with 500 alerts open', await passes(product, count), true));
    await product.stop();
  });
  await withFolder(async (dataDir) => {
    const product = await openLargeProduct({ positions, hourly: true, dataDir, settings: QUIET });
    const { odds } = product.desk.context.memory.accounts.get('main')!.watch!;
    const handedOver = await measureBlocks(async () => {
      while (odds!.hourly === undefined) await wait(20);
      await wait(HAND_OVER_MS);
    });
    rows.push(row('hand-over to the worker that simulates P(liquidation)', [handedOver], true));
    await product.stop();
  });
  return {
    header: ['pass over', 'whole pass', 'longest block, processor', 'longest block, wall', 'goal'],
    rows,
    notes: [
      'Medians. A block is the longest stretch in which the event loop answers nobody else. Real SQLite, journal and history on disk;',
      'the venue answers at once, so that all of this is the desk.',
    ],
  };
}

export const watch: Benchmark = { name: 'watch', title: 'A pass of the watch', run };
