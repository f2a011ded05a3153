// Resident memory of a paper desk: right after its start, and after ten minutes of market time with a check every five seconds.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Child, CUTMAN, withFolder } from './support/child.ts';
import { type Benchmark, goal, median, megabytes, type Report, times } from './support/report.ts';

const GOAL_BYTES = 150 * 1_048_576;

interface Resident {
  readonly started: number;
  readonly later: number;
}

/** As the system counts it: a meter inside the process would weigh something itself. */
function residentBytes({ process: { pid } }: Child): number {
  const asked = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  const kilobytes = Number(asked.stdout);
  if (!(kilobytes > 0)) throw new Error('ps does not tell the resident memory of a process here');
  return kilobytes * 1_024;
}

async function deskMemory(marketTime: string): Promise<Resident> {
  return withFolder(async (folder) => {
    const desk = new Child(CUTMAN, ['start', '--seed', '1', '--data', join(folder, 'data')], {
      meter: false,
    });
    desk.say('/version');
    await desk.until((output) => output.includes('> /version'));
    const started = residentBytes(desk);
    desk.say(`#wait ${marketTime}`);
    desk.say('/whoami');
    await desk.until((output) => output.includes('> /whoami'));
    const later = residentBytes(desk);
    await desk.stop();
    return { started, later };
  });
}

async function emptyMemory(): Promise<number> {
  return withFolder(async (folder) => {
    const file = join(folder, 'nothing.mjs');
    writeFileSync(file, 'setInterval(() => undefined, 60_000);\n');
    const node = new Child(file, [], { meter: false });
    await wait(500);
    const bytes = residentBytes(node);
    await node.stop();
    return bytes;
  });
}

async function run({ quick }: { readonly quick: boolean }): Promise<Report> {
  const empty = await emptyMemory();
  const runs: Resident[] = [];
  for (let each = 0; each < (quick ? 1 : 5); each += 1) runs.push(await deskMemory(quick ? '10s' : '10m'));
  const row = (what: string, bytes: number, bound?: number): string[] => [
    what,
    megabytes(bytes),
    times(bytes / empty),
    bound === undefined ? '' : goal(bytes, bound, megabytes),
  ];
  return {
    header: ['resident memory', 'median', 'to Node', 'goal'],
    rows: [
      row('Node alone', empty),
      row('paper desk, started', median(runs.map((each) => each.started)), GOAL_BYTES),
      row('after 10 minutes of market time', median(runs.map((each) => each.later)), GOAL_BYTES),
    ],
    notes: [
      `Paper mode, synthetic market, ${runs.length} runs; as the system counts it, without a meter inside.`,
    ],
  };
}

export const memory: Benchmark = { name: 'memory', title: 'Memory', run };
