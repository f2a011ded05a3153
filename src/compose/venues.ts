// Which exchange stands behind which mode; nobody else knows.
import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import { openPaperExchange } from '../adapters/paper/open-paper-exchange.ts';
import { leveragedBook, SAMPLE_BOOK, type SamplePosition } from '../adapters/paper/paper-settings.ts';
import { DurableFile } from '../adapters/system/durable-file.ts';
import type { DeskAccount, Venues } from '../desk/state/context.ts';
import { success } from '../domain/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { MarketFeed } from '../ports/market-feed.ts';
import type { Environment } from './secrets.ts';

export interface VenueParts {
  readonly config: Config;
  readonly dataDir: string;
  readonly feed: MarketFeed;
  readonly clock: Clock;
  readonly log: Log;
  /** Keys of real accounts stand here. */
  readonly env: Environment;
}

/** The account that there is when nobody configured any. */
export const FIRST_ACCOUNT = 'main';

export const accountNames = (config: Config): readonly string[] =>
  config.accounts.length === 0 ? [FIRST_ACCOUNT] : config.accounts.map((account) => account.name);

export const paperStatePath = (dataDir: string, account: string): string =>
  join(dataDir, `paper-${account}.json`);

export function venuesOf(parts: VenueParts): Venues {
  return {
    async open(mode) {
      switch (mode) {
        case 'paper':
          return openPaper(parts);
        case 'real': {
          // Loaded here and not before: a paper desk never pays for the real exchanges.
          const { openReal } = await import('./real-venues.ts');
          return openReal(parts);
        }
        default:
          return mode satisfies never;
      }
    },
  };
}

async function openPaper({ config, dataDir, feed, clock, log }: VenueParts): ReturnType<Venues['open']> {
  const accounts: DeskAccount[] = [];
  const { paper } = config;
  for (const [index, name] of accountNames(config).entries()) {
    const opened = await openPaperExchange({
      account: name,
      feed,
      clock,
      state: new DurableFile(paperStatePath(dataDir, name)),
      settings: {
        balance: paper.balance,
        slippage: paper.slippage,
        latencyMs: paper.latency,
        failureRate: paper.failureRate,
        sampleBook: paper.sampleBook ? await sampleBook(config, feed) : [],
      },
      seed: paper.seed + index,
      log,
    });
    if (!opened.ok) return opened;
    accounts.push({ name, exchange: opened.value, candles: feed });
  }
  return success(accounts);
}

/** On the synthetic market a book of three; elsewhere one position in the first symbol, large enough to matter. */
async function sampleBook(config: Config, feed: MarketFeed): Promise<readonly SamplePosition[]> {
  const { symbols, leverage } = config.paper;
  if (feed.name === 'synthetic') return SAMPLE_BOOK.filter((position) => symbols.includes(position.symbol));
  const listed = await feed.instruments();
  const first = listed.ok ? listed.value[0]?.symbol : undefined;
  return first === undefined ? [] : leveragedBook(first, leverage);
}
