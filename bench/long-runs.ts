// How long anybody waits while a Monte Carlo of 20,000 paths runs: the whole product on paper, /status asked ten times a second
// beside it, and the longest stand-still of the event loop, against the same without the run.
// Two figures of a stand-still: by the clock, which on a busy machine includes waiting for a processor, and by the processor time of
// the loop's own thread, which is what this program does to itself.
// Run: node bench/long-runs.ts
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { loadConfig } from '../config/load.ts';
import type { ChatPlatform, Intake, Outgoing } from '../src/chat/core/platform.ts';
import { TERMINAL_ID } from '../src/compose/chat-settings.ts';
import { openProduct } from '../src/compose.ts';
import { success } from '../src/domain/result.ts';

const LONGEST_LOOP_MS = 20;
const LONGEST_STATUS_MS = 100;
const STATUS_EVERY_MS = 100;

/** A chat of one room that hands every message to whoever waits for it. */
class BenchPlatform implements ChatPlatform {
  readonly name = 'terminal';
  readonly rooms = [];
  readonly progressEveryMs = (): number => 1_000;
  readonly #waiting = new Map<string, (title: string) => void>();
  #intake: Intake | undefined;
  #count = 0;

  async start(intake: Intake): Promise<void> {
    this.#intake = intake;
  }

  /** Types a line and resolves with the title of the first message that answers it. */
  async ask(text: string): Promise<string> {
    this.#count += 1;
    const id = `bench:${this.#count}`;
    const answer = new Promise<string>((resolve) => this.#waiting.set(id, resolve));
    await this.#intake?.accept({
      kind: 'text',
      text,
      id,
      messageId: id,
      platform: 'terminal',
      room: { id: 'bench', isPrivate: true },
      sender: { platformId: TERMINAL_ID },
      sentAt: Number.MAX_SAFE_INTEGER,
    });
    return answer;
  }

  /** Resolves with the next edit of a message that shows progress no more. */
  edited = Promise.withResolvers<string>();

  async send(_room: string, message: Outgoing, to: { readonly replyTo?: string } = {}) {
    this.#waiting.get(to.replyTo ?? '')?.(message.reply.title);
    this.#waiting.delete(to.replyTo ?? '');
    return success(`said:${this.#count}`);
  }

  async edit(_room: string, _id: string, message: Outgoing) {
    if (message.reply.blocks.every(({ kind }) => kind !== 'progress'))
      this.edited.resolve(message.reply.title);
    return success(undefined);
  }

  async stop(): Promise<void> {}
  async answerPress(): Promise<void> {}
  remove = async (): Promise<boolean> => false;
  privateRoom = async () => success('bench');
  health = () => ({ ok: true, detail: 'bench' });
}

const dataDir = mkdtempSync(join(tmpdir(), 'cutman-bench-'));
const loaded = loadConfig([
  { name: 'default', text: readFileSync(new URL('../config/default.yaml', import.meta.url), 'utf8') },
  { name: 'bench', text: JSON.stringify({ http: { enabled: false }, chat: { commandsPerMinute: 1_000 } }) },
]);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const platform = new BenchPlatform();
const opened = await openProduct({
  config: loaded.value.config,
  dataDir,
  env: {},
  version: 'bench',
  repeatable: false,
  logLevel: 'fatal',
  onFatal: (why) => console.error(why),
  platforms: () => [platform],
});
if (!opened.ok) throw new Error(opened.error.message);
const product = opened.value;
await product.chat.start();
const running = product.run();

interface Measured {
  readonly loopMs: number;
  readonly workMs: number;
  readonly statusMs: number;
  readonly medianMs: number;
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
async function measure(done: Promise<unknown>): Promise<Measured> {
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
  times.sort((a, b) => a - b);
  return {
    loopMs: delay.max / 1e6,
    workMs: longestWork(),
    statusMs: times.at(-1)!,
    medianMs: times[times.length >> 1]!,
  };
}

/** The first message shows the progress, the edit that ends it is the answer. */
async function longRun(line: string): Promise<void> {
  platform.edited = Promise.withResolvers();
  await platform.ask(line);
  await platform.edited.promise;
}

const row = (name: string, { loopMs, workMs, statusMs, medianMs }: Measured): void =>
  console.log(
    `${name.padEnd(34)} ${workMs.toFixed(1).padStart(9)} ${loopMs.toFixed(1).padStart(8)} ${statusMs.toFixed(1).padStart(12)} ${medianMs.toFixed(1).padStart(8)}`,
  );

// The first runs load and compile what the measured ones use.
await measure(longRun('/montecarlo 365 20000'));
console.log(
  `${'ms'.padEnd(34)} ${'loop work'.padStart(9)} ${'loop max'.padStart(8)} ${'/status max'.padStart(12)} ${'median'.padStart(8)}`,
);
row('nothing else', await measure(wait(4_000)));
const began = performance.now();
const beside = await measure(longRun('/montecarlo 365 20000'));
row('/montecarlo 365 20000', beside);
console.log(`the run itself: ${((performance.now() - began) / 1e3).toFixed(1)} s`);
await product.stop();
await running;
rmSync(dataDir, { recursive: true, force: true });
const good =
  Math.min(beside.loopMs, beside.workMs) <= LONGEST_LOOP_MS && beside.statusMs <= LONGEST_STATUS_MS;
console.log(
  `goal: own work of the loop ${LONGEST_LOOP_MS} ms, /status ${LONGEST_STATUS_MS} ms: ${good ? 'met' : 'NOT met'}`,
);
process.exitCode = good ? 0 : 1;
