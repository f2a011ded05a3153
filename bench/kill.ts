// The kill switch from a chat, on a paper venue that answers as slowly as a far exchange: when the latch is on the disk, when the
// last order is cancelled, when everything is flat. Then the same at a Binance of our own, against the least its limits allow.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openSyntheticFeed } from '../src/adapters/feed/synthetic-feed.ts';
import { openPaperExchange } from '../src/adapters/paper/open-paper-exchange.ts';
import { DurableFile } from '../src/adapters/system/durable-file.ts';
import { SystemClock } from '../src/adapters/system/system-clock.ts';
import { approved } from '../test/contracts/approved-order.ts';
import { SilentLog } from '../test/support/silent-log.ts';
import { Child, CUTMAN, withFolder } from './support/child.ts';
import { killAmongFailures, killAtBinance } from './support/kill-at-binance.ts';
import { QUIET } from './support/quiet.ts';
import { type Benchmark, digits, goal, median, milliseconds, type Report, times } from './support/report.ts';
import { openTelegramSide, TELEGRAM_PEOPLE, TELEGRAM_TOKEN } from './support/telegram-side.ts';

const LATENCY_MS = 150;
const SEED = 1;
const SHARE_OF_LEAST = 1.2;
const GOALS = { latched: 20, cancelled: 3_000, flat: 10_000 } as const;

interface Killed {
  readonly latched: number;
  readonly cancelled: number;
  readonly flat: number;
}

/** A paper account as it was left: a position and two resting orders in every symbol. */
async function leaveAccount(dataDir: string, symbols: readonly string[]): Promise<void> {
  const feed = openSyntheticFeed({ seed: SEED, symbols, startAt: Date.now() });
  const opened = await openPaperExchange({
    account: 'main',
    feed,
    clock: new SystemClock(),
    state: new DurableFile(join(dataDir, 'paper-main.json')),
    settings: {
      balance: '1000000',
      sampleBook: symbols.map((symbol) => ({
        symbol,
        side: 'long',
        exposure: 0.01,
        leverage: 5,
        marginMode: 'cross',
      })),
    },
    seed: SEED,
    log: new SilentLog(),
  });
  if (!opened.ok) throw new Error(opened.error.message);
  for (const symbol of symbols) {
    for (const limitPrice of ['5', '6']) {
      const clientOrderId = `resting-${symbol}-${limitPrice}`;
      const wish = { symbol, side: 'buy', quantity: '10', type: 'limit', limitPrice, clientOrderId } as const;
      const answer = await opened.value.submit(approved(wish));
      if (answer.kind !== 'accepted') throw new Error(`the order does not rest: ${JSON.stringify(answer)}`);
    }
  }
  await opened.value.close();
}

interface JournalLine {
  readonly at: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function journalOf(dataDir: string): JournalLine[] {
  const folder = join(dataDir, 'journal');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n'))
    .map((line) => JSON.parse(line) as JournalLine);
}

async function killOnce(count: number): Promise<Killed> {
  const symbols = Array.from({ length: count }, (_, i) => `C${String(i).padStart(2, '0')}USDT`);
  const telegram = await openTelegramSide();
  try {
    return await withFolder(async (folder) => {
      const dataDir = join(folder, 'data');
      mkdirSync(dataDir);
      await leaveAccount(dataDir, symbols);
      const config = join(folder, 'cutman.yaml');
      const settings = {
        ...QUIET,
        chat: { telegram: { apiRoot: telegram.url, chats: [] } },
        people: TELEGRAM_PEOPLE,
        paper: { symbols, seed: SEED, balance: 1_000_000, latency: `${LATENCY_MS}ms` },
      };
      writeFileSync(config, JSON.stringify(settings));
      const desk = new Child(CUTMAN, ['start', '--data', dataDir, '--config', config], {
        env: { TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN },
      });
      await telegram.waitFor(() => telegram.polling, { for: 'the desk to poll', timeoutMs: 60_000 });
      await telegram.ask(1, 1, '/status', { timeoutMs: 30_000 });
      await telegram.waitFor(() => telegram.polling, { for: 'the next poll' });
      const pulledAt = performance.timeOrigin + performance.now();
      telegram.say(1, 1, '/killswitch flatten');
      const latched = (await appearance(join(dataDir, 'KILLED.json'))) - pulledAt;
      const flat = await finished(dataDir);
      const cancels = journalOf(dataDir).filter(
        ({ type, data }) => type === 'exchange-answer' && ('cancel' in data || 'cancelAll' in data),
      );
      await desk.stop();
      return {
        latched,
        cancelled: Math.max(...cancels.map(({ at }) => at)) - pulledAt,
        flat: flat - pulledAt,
      };
    });
  } finally {
    await telegram.close();
  }
}

/** When the file system says that the file got its name, which it gets once it is synced. */
async function appearance(file: string): Promise<number> {
  for (let tries = 0; tries < 60_000; tries += 1) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found !== undefined) return found.ctimeMs;
    await wait(1);
  }
  throw new Error('the latch was not written within a minute');
}

/** The desk's own time at which the kill said that nothing is left. */
async function finished(dataDir: string): Promise<number> {
  for (let tries = 0; tries < 600; tries += 1) {
    const line = journalOf(dataDir).find(
      ({ type, data }) => type === 'latch' && data['state'] === 'finished',
    );
    if (line !== undefined) return line.at;
    await wait(100);
  }
  throw new Error('the kill did not finish within a minute');
}

async function run({ quick }: { readonly quick: boolean }): Promise<Report> {
  const symbols = quick ? 3 : 50;
  const runs: Killed[] = [];
  for (let each = 0; each < (quick ? 1 : 3); each += 1) runs.push(await killOnce(symbols));
  const row = (what: string, part: keyof Killed): string[] => {
    const middle = median(runs.map((each) => each[part]));
    return [what, milliseconds(middle), times(middle / LATENCY_MS), goal(middle, GOALS[part], milliseconds)];
  };
  const each = quick ? 2 : 25;
  const two = await killAtBinance(each, LATENCY_MS);
  const seeds = quick ? [1] : [1, 2, 3];
  const failing: number[] = [];
  for (const seed of seeds) failing.push(await killAmongFailures(each, LATENCY_MS, seed));
  const against = (
    what: string,
    value: number,
    least: number,
    shown: (value: number) => string,
  ): string[] => [
    what,
    shown(value),
    `${times(value / least)} the least`,
    goal(value, least * SHARE_OF_LEAST, shown),
  ];
  const name = `Binance, ${2 * each} positions, ${8 * each} orders`;
  const weight = (value: number): string => `weight ${digits(value)}`;
  return {
    header: ['after /killswitch flatten', 'median', 'to one answer of the venue', 'goal'],
    rows: [
      row('the latch is on the disk (KILLED.json, synced)', 'latched'),
      row('the last cancel is acknowledged', 'cancelled'),
      row('flat, and looked at again', 'flat'),
      against(`${name}: flat, stops gone`, two.flat, two.floor, milliseconds),
      against('the same: request weight', two.weight, two.leastWeight, weight),
      [`${name}, one call in five failing: flat`, milliseconds(median(failing)), '', 'flat'],
    ],
    notes: [
      `On paper: ${symbols} positions and ${2 * symbols} resting orders, ${LATENCY_MS} ms for each answer of the venue, ${runs.length} runs.`,
      `At Binance on loopback, through ccxt: two accounts of one address, ${LATENCY_MS} ms for each answer, in virtual time; desk and exchange together took ${milliseconds(two.processor)} of the processor for the first. The least is what the order of work cannot do without, sent the moment that the answers before it and the venue's limits (weight 2,400 a minute, 300 orders in ten seconds, 1,200 a minute) allow, with two seconds between the looks. ${seeds.length} seeds of failures.`,
    ],
  };
}

export const kill: Benchmark = { name: 'kill', title: 'Kill switch', run };
