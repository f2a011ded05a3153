// How long anybody waits while a Monte Carlo of 20,000 paths runs: the whole product on paper, /status asked ten times a second
// beside it, and the longest stand-still of the event loop, against the same without the run.
// Two figures of a stand-still: by the clock, which on a busy machine includes waiting for a processor, and by the processor time of
// the loop's own thread, which is what this program does to itself.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { loadConfig } from '../config/load.ts';
import { openProduct } from '../src/compose.ts';
import { AskingPlatform, isWhole } from './support/asking-platform.ts';
import { withFolder } from './support/child.ts';
import { type Benchmark, goal, median, milliseconds, type Report } from './support/report.ts';

const LONGEST_WORK_MS = 20;
const STATUS_EVERY_MS = 100;
const SETTINGS = { http: { enabled: false }, chat: { commandsPerMinute: 1_000 } };

interface Measured {
  readonly workMs: number;
  readonly loopMs: number;
  readonly statusMs: number;
  readonly medianMs: number;
}

async function openPaper(dataDir: string, platform: AskingPlatform) {
  const loaded = loadConfig([
    { name: 'default', text: readFileSync(new URL('../config/default.yaml', import.meta.url), 'utf8') },
    { name: 'bench', text: JSON.stringify(SETTINGS) },
  ]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const opened = await openProduct({
    config: loaded.value.config,
    dataDir,
    env: {},
    version: 'bench',
    repeatable: false,
    logLevel: 'silent',
    onFatal: (why) => {
      throw new Error(why);
    },
    platforms: () => [platform],
  });
  if (!opened.ok) throw new Error(opened.error.message);
  await opened.value.chat.start();
  return opened.value;
}

/** The most processor time of this thread between two strokes of a one-millisecond timer: no turn of the loop took more. */
function watchWork(): () => number {
  let longest = 0;
  let before = process.threadCpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    longest = Math.max(longest, (user + system) / 1e3);
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

/** Asks /status again and again until `done`; the longest and the median answer, and the longest stand-still. */
async function measure(platform: AskingPlatform, done: Promise<unknown>): Promise<Measured> {
  let isDone = false;
  void done.finally(() => {
    isDone = true;
  });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const longestWork = watchWork();
  const times: number[] = [];
  while (!isDone) {
    const began = performance.now();
    await platform.ask('/status');
    times.push(performance.now() - began);
    await wait(STATUS_EVERY_MS);
  }
  delay.disable();
  const workMs = longestWork();
  return { workMs, loopMs: delay.max / 1e6, statusMs: Math.max(...times), medianMs: median(times) };
}

/** The first message is the answer, or shows the progress until the edit that ends it. */
async function longRun(platform: AskingPlatform, line: string): Promise<void> {
  platform.edited = Promise.withResolvers();
  const first = await platform.ask(line);
  if (!isWhole(first)) await platform.edited.promise;
}

const row = (name: string, { workMs, loopMs, statusMs, medianMs }: Measured): readonly string[] => [
  name,
  milliseconds(workMs),
  milliseconds(loopMs),
  milliseconds(medianMs),
  milliseconds(statusMs),
  goal(workMs, LONGEST_WORK_MS, milliseconds),
];

async function run({ quick }: { readonly quick: boolean }): Promise<Report> {
  const line = quick ? '/montecarlo 7 1000' : '/montecarlo 365 20000';
  const rows = await withFolder(async (dataDir) => {
    const platform = new AskingPlatform();
    const product = await openPaper(dataDir, platform);
    const running = product.run();
    // The first run loads and compiles what the measured ones use.
    await measure(platform, longRun(platform, line));
    const alone = await measure(platform, wait(quick ? 200 : 4_000));
    const beside = await measure(platform, longRun(platform, line));
    await product.stop();
    await running;
    return [row('nothing else', alone), row(line, beside)];
  });
  return {
    header: [
      'beside',
      'longest block, processor',
      'longest block, wall',
      '/status median',
      'longest',
      'goal',
    ],
    rows,
    notes: [
      'The model runs on a thread of its own, /status is asked ten times a second meanwhile. Processor time is what the loop does to',
      'itself; the clock adds the turns of everything else on the machine, this run on its other core among it.',
    ],
  };
}

export const longRuns: Benchmark = { name: 'long-runs', title: 'Others during a long run', run };
