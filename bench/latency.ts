// How long a person waits: the update is delivered, the answer arrives. Real grammY and real Bolt against loopback servers,
// the product in a process of its own, beside bots that do nothing but answer.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child, CUTMAN, withFolder } from './support/child.ts';
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
import { askOnSlack, openSlackSide, SLACK_CHANNEL, SLACK_ENV, SLACK_PEOPLE } from './support/slack-side.ts';
import { askOnTelegram, openTelegramSide, TELEGRAM_PEOPLE, TELEGRAM_TOKEN } from './support/telegram-side.ts';

const GOAL_MS = 100;
const support = (file: string): string => join(import.meta.dirname, 'support', file);

interface Servers {
  readonly telegram: Awaited<ReturnType<typeof openTelegramSide>>;
  readonly slack: Awaited<ReturnType<typeof openSlackSide>>;
}

interface Asked {
  readonly telegram: Readonly<Record<string, readonly number[]>>;
  readonly slack: Readonly<Record<string, readonly number[]>>;
  readonly longestBlockMs: number;
}

function settingsOf({ telegram, slack }: Servers): Readonly<Record<string, unknown>> {
  return {
    ...QUIET,
    chat: {
      telegram: { apiRoot: telegram.url, chats: [] },
      slack: { apiUrl: slack.apiUrl, transport: 'socket', channels: [SLACK_CHANNEL] },
      commandsPerMinute: 1_000,
    },
    people: [...TELEGRAM_PEOPLE, ...SLACK_PEOPLE],
  };
}

const ENV = { TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN, ...SLACK_ENV };

/** The product as people start it, with its sample book; or over a book of so many positions. */
function startDesk(servers: Servers, folder: string, positions: number | undefined): Child {
  const settings = settingsOf(servers);
  if (positions === undefined) {
    const config = join(folder, 'cutman.yaml');
    writeFileSync(config, JSON.stringify(settings));
    return new Child(CUTMAN, ['start', '--data', join(folder, 'data'), '--config', config], { env: ENV });
  }
  const options = { positions, dataDir: join(folder, 'data'), settings };
  return new Child(support('large-desk.ts'), [JSON.stringify(options)], { env: ENV });
}

async function askDesk(servers: Servers, positions: number | undefined, count: number): Promise<Asked> {
  return withFolder(async (folder) => {
    const desk = startDesk(servers, folder, positions);
    const { telegram, slack } = servers;
    await telegram.waitFor(() => telegram.polling, { for: 'the desk to poll', timeoutMs: 60_000 });
    await slack.waitFor(() => slack.sockets.connections > 0, { for: 'the desk', timeoutMs: 60_000 });
    await slack.waitFor(() => slack.calls('chat.postMessage').length > 0, {
      for: 'the desk to say that it started',
      timeoutMs: 60_000,
    });
    // The first answers run code that is not compiled yet.
    const warmUp = Math.min(20, count);
    await askOnTelegram(telegram, '/status', warmUp);
    await askOnTelegram(telegram, '/risk', warmUp);
    await askOnSlack(slack, 'status', warmUp);
    await desk.resetMeter();
    const asked = {
      telegram: {
        '/status': await askOnTelegram(telegram, '/status', count),
        '/risk': await askOnTelegram(telegram, '/risk', count),
      },
      slack: {
        '/status': await askOnSlack(slack, 'status', count),
        '/risk': await askOnSlack(slack, 'risk', count),
      },
      longestBlockMs: (await desk.readMeter()).longestBlockMs,
    };
    await desk.stop();
    return asked;
  });
}

async function askEmptyBots(
  servers: Servers,
  count: number,
): Promise<{ telegram: number[]; slack: number[] }> {
  const { telegram, slack } = servers;
  const one = new Child(support('empty-bots.ts'), ['telegram', telegram.url, TELEGRAM_TOKEN]);
  await one.until((output) => output.includes('ready'));
  await askOnTelegram(telegram, 'ping', Math.min(20, count));
  const onTelegram = await askOnTelegram(telegram, 'ping', count);
  await one.stop();
  const other = new Child(support('empty-bots.ts'), [
    'slack',
    slack.apiUrl,
    SLACK_ENV.SLACK_BOT_TOKEN,
    SLACK_ENV.SLACK_APP_TOKEN,
  ]);
  await other.until((output) => output.includes('ready'));
  await askOnSlack(slack, 'ping', Math.min(20, count));
  const onSlack = await askOnSlack(slack, 'ping', count);
  await other.stop();
  return { telegram: onTelegram, slack: onSlack };
}

/** A fresh pair of servers for each desk: nothing of the one before is left on the wire. */
async function withServers<T>(work: (servers: Servers) => Promise<T>): Promise<T> {
  const servers = { telegram: await openTelegramSide(), slack: await openSlackSide() };
  try {
    return await work(servers);
  } finally {
    await Promise.all([servers.telegram.close(), servers.slack.close()]);
  }
}

async function run({ quick }: { readonly quick: boolean }): Promise<Report> {
  const count = quick ? 5 : 500;
  const large = quick ? 20 : 1_000;
  const floor = await withServers((servers) => askEmptyBots(servers, count));
  const row = (what: string, all: readonly number[], base: readonly number[], bound?: number): string[] => {
    const p99 = percentile(all, 0.99);
    return [
      what,
      milliseconds(median(all)),
      milliseconds(p99),
      times(median(all) / median(base)),
      bound === undefined ? '' : goal(p99, bound, milliseconds),
    ];
  };
  const rows = [
    row('Telegram, a bot that only answers', floor.telegram, floor.telegram),
    row('Slack, an app that only answers', floor.slack, floor.slack),
  ];
  const blocks: string[] = [];
  for (const positions of [undefined, large]) {
    const asked = await withServers((servers) => askDesk(servers, positions, count));
    const book = positions === undefined ? '3 positions' : `${positions.toLocaleString('en-US')} positions`;
    for (const platform of ['telegram', 'slack'] as const) {
      for (const [line, all] of Object.entries(asked[platform])) {
        const name = platform === 'telegram' ? 'Telegram' : 'Slack';
        rows.push(row(`${name} ${line}, ${book}`, all, floor[platform], GOAL_MS));
      }
    }
    blocks.push(`${milliseconds(asked.longestBlockMs)} with ${book}`);
  }
  return {
    header: ['asked', 'median', 'p99', 'to the floor', 'goal of p99'],
    rows,
    notes: [
      `${count} questions each, one after the other, while the watch runs every 5 s.`,
      `Longest time in which the event loop answered nobody, by the wall clock: ${blocks.join(', ')}.`,
    ],
  };
}

export const latency: Benchmark = { name: 'latency', title: 'From the update to the answer', run };
