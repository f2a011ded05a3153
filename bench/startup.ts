// How long `cutman start` takes on paper, from the command to the first line that a person sees, beside Node starting and doing nothing.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Child, CUTMAN, withFolder } from './support/child.ts';
import { type Benchmark, goal, median, milliseconds, type Report, times } from './support/report.ts';

const GOAL_MS = 2_000;
const UNCOMPILED = { NODE_DISABLE_COMPILE_CACHE: '1' } as const;

async function timeToFirstLine(folder: string, env: Readonly<Record<string, string>>): Promise<number> {
  const desk = new Child(CUTMAN, ['start', '--data', join(folder, 'data')], {
    env: { ...env, CUTMAN_HTTP_TOKEN: '' },
    meter: false,
  });
  desk.say('/status');
  const at = await desk.until((output) => output.includes('\n'));
  await desk.stop();
  return at - desk.startedAt;
}

function emptyNode(): number {
  const started = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - started;
}

async function run({ quick }: { readonly quick: boolean }): Promise<Report> {
  const runs = quick ? 1 : 9;
  const [cold, again, warm, empty]: number[][] = [[], [], [], []];
  for (let each = 0; each < runs; each += 1) {
    empty!.push(emptyNode());
    await withFolder(async (folder) => {
      cold!.push(await timeToFirstLine(folder, UNCOMPILED));
    });
    await withFolder(async (folder) => {
      warm!.push(await timeToFirstLine(folder, {}));
      again!.push(await timeToFirstLine(folder, {}));
    });
  }
  const floor = median(empty!);
  const row = (what: string, all: readonly number[], bound?: number): string[] => {
    const middle = median(all);
    const verdict = bound === undefined ? '' : goal(middle, bound, milliseconds);
    return [what, milliseconds(middle), milliseconds(Math.max(...all)), times(middle / floor), verdict];
  };
  return {
    header: ['start', 'median', 'slowest', 'to Node', 'goal of the median'],
    rows: [
      row('Node alone', empty!),
      row('first start after installing: nothing compiled, no data', cold!, GOAL_MS),
      row('compiled, no data: the book is opened, 500 days of prices are made', warm!, GOAL_MS),
      row('compiled, on its data: everything is recovered', again!, GOAL_MS),
    ],
    notes: [`Paper mode, synthetic market, all stores, ${runs} starts each; until the first line is out.`],
  };
}

export const startup: Benchmark = { name: 'startup', title: 'Start-up', run };
