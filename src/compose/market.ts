// The market that paper trades on, and the clock that goes with it: real time where prices are live, market time where they repeat.

import { basename } from 'node:path';
import type { Config } from '../../config/schema.ts';
import { bundledBrackets } from '../adapters/feed/bracket-tables.ts';
import type { Scenario } from '../adapters/feed/scenario.ts';
import { openSyntheticFeed } from '../adapters/feed/synthetic-feed.ts';
import { paperProgress } from '../adapters/paper/open-paper-exchange.ts';
import { MarketClock } from '../adapters/system/market-clock.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { failure, type Result, success } from '../domain/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { MarketFeed } from '../ports/market-feed.ts';
import type { StateFile } from '../ports/state-file.ts';
import type { StartProblem } from './start-problem.ts';

export interface Market {
  readonly feed: MarketFeed;
  readonly clock: Clock | MarketClock;
}

export interface MarketOptions {
  readonly paper: Config['paper'];
  /** Where the first paper account keeps its memory: a resumed market goes on where that was left. */
  readonly state: StateFile & { readonly path: string };
  /** The same seed and commands give the same transcript: the market begins at a fixed time. */
  readonly repeatable: boolean;
  /** Replay: begin so many milliseconds after the first candle. */
  readonly from?: number;
  readonly scenario?: Scenario;
}

/** The beginning of repeatable synthetic runs, 5 January 2026, 00:00 UTC: any moment would do, but it must be the same. */
export const REPEATABLE_START = Date.UTC(2026, 0, 5);

export async function openMarket(options: MarketOptions): Promise<Result<Market, StartProblem>> {
  const { paper, state, repeatable } = options;
  const progress = await paperProgress(state);
  if (!progress.ok) return unusable(`${basename(state.path)}: ${progress.error.message}`);
  const left = progress.value;
  if (options.from !== undefined && paper.feed !== 'replay')
    return badInput(`--from is for a replay, and the feed is ${paper.feed}`);
  switch (paper.feed) {
    case 'synthetic': {
      const startAt = left?.openedAt ?? (repeatable ? REPEATABLE_START : Date.now());
      const scenario = options.scenario === undefined ? {} : { scenario: options.scenario };
      const feed = openSyntheticFeed({ seed: paper.seed, symbols: paper.symbols, startAt, ...scenario });
      const marketTime =
        repeatable || paper.speed !== 1 || options.scenario !== undefined || livesInMarketTime(left);
      if (!marketTime) return success({ feed, clock: new SystemClock() });
      return success({ feed, clock: marketClock(left?.advancedTo ?? startAt, paper.speed) });
    }
    case 'replay': {
      const { openReplayFeed } = await import('../adapters/feed/replay-feed.ts');
      const whole = await openReplayFeed({ files: paper.files });
      if (!whole.ok) return badInput(whole.error.message);
      const first = whole.value.range!.from;
      const from = options.from === undefined ? undefined : first + options.from;
      const opened = from === undefined ? whole : await openReplayFeed({ files: paper.files, from });
      if (!opened.ok) return badInput(opened.error.message);
      const startAt = Math.max(left?.advancedTo ?? 0, opened.value.range!.from);
      return success({ feed: opened.value, clock: marketClock(startAt, paper.speed) });
    }
    case 'live': {
      const { openLiveFeed } = await import('../adapters/ccxt/public/live-feed.ts');
      const clock = new SystemClock();
      const url = paper.liveUrl === null ? {} : { baseUrl: paper.liveUrl };
      const opened = await openLiveFeed({ symbols: paper.symbols, brackets: bundledBrackets, ...url });
      return opened.ok ? success({ feed: opened.value, clock }) : unusable(opened.error.message);
    }
    default:
      return paper.feed satisfies never;
  }
}

/** A market that began at the repeatable moment, or ran ahead of real time, does not catch up with it: it goes on where it was left. */
const livesInMarketTime = (
  left: { readonly openedAt: number; readonly advancedTo: number } | undefined,
): boolean => left !== undefined && (left.openedAt === REPEATABLE_START || left.advancedTo > Date.now());

const badInput = (why: string): Result<never, StartProblem> =>
  failure({ kind: 'input', message: `The market cannot be opened: ${why}.` });

const unusable = (why: string): Result<never, StartProblem> =>
  failure({ kind: 'unusable', message: `The market cannot be opened: ${why}.` });

/** A speed of 0 (as fast as it goes) is the pacer's business; the clock itself wants a factor. */
const marketClock = (startAt: number, speed: number): MarketClock =>
  new MarketClock({ startAt, speed: speed === 0 ? 1 : speed });
