// Plugs the simulated exchange together: its feed's instruments, its memory or a first start with a sample book.
import { Decimal } from '../../domain/decimal.ts';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { MarketFeed } from '../../ports/market-feed.ts';
import type { StateFile } from '../../ports/state-file.ts';
import { MarketWalk } from './market-walk.ts';
import { PaperEngine } from './paper-engine.ts';
import { PaperExchange } from './paper-exchange.ts';
import { DEFAULT_PAPER_SETTINGS, type PaperSettings } from './paper-settings.ts';
import { openSampleBook } from './sample-book.ts';
import { readState, restore, type StoredState } from './state-text.ts';
import { VenueState } from './venue-state.ts';

export interface PaperExchangeOptions {
  readonly account: string;
  readonly feed: MarketFeed;
  readonly clock: Clock;
  readonly state: StateFile;
  /** What differs from the defaults. */
  readonly settings?: Partial<PaperSettings>;
  /** Draws the failures of `failureRate`. */
  readonly seed: number;
  readonly log: Log;
}

const corrupt = (reason: string): Fault => ({
  code: 'CORRUPT',
  message: `the paper account's file cannot be read (${reason}); restore it from a backup or move it away to start anew`,
  retryable: false,
  outcome: 'none',
});

/**
 * Opens the account: as it was left, or with the balance and sample book of the settings where there is no memory.
 * A memory that cannot be read, or that belongs to another account, is CORRUPT and is left as it is.
 */
export async function openPaperExchange(
  options: PaperExchangeOptions,
): Promise<Result<PaperExchange, Fault>> {
  const { account, feed, clock, seed, log } = options;
  const settings = { ...DEFAULT_PAPER_SETTINGS, ...options.settings };
  const stored = await readStored(options.state, account);
  if (!stored.ok) return stored;
  const listed = await feed.instruments();
  if (!listed.ok) return listed;
  const instruments = new Map(listed.value.map((each) => [each.symbol, each]));
  const currency = stored.value?.currency ?? listed.value[0]?.quote ?? 'USDT';
  const state = new VenueState(settings, instruments, currency);
  const engine = new PaperEngine(state, settings);
  const now = clock.now();
  const walk = new MarketWalk(feed, engine, stored.value?.advancedTo ?? now);
  if (stored.value !== undefined) restore(state, stored.value);
  const looked = await walk.look(walk.at);
  if (!looked.ok) return looked;
  if (stored.value === undefined) startAnew(state, settings);
  const exchange = new PaperExchange({
    account,
    feed,
    clock,
    stateFile: options.state,
    settings,
    seed,
    engine,
    walk,
    openedAt: stored.value?.openedAt ?? now,
    calls: stored.value?.calls ?? 0,
  });
  if (stored.value === undefined) {
    const written = await exchange.persist();
    if (!written.ok) return written;
  }
  log.info(
    { account, feed: feed.name, resumed: stored.value !== undefined, positions: state.book.holdings.size },
    'paper account open',
  );
  return success(exchange);
}

export interface PaperProgress {
  /** When the account was first opened (ms). */
  readonly openedAt: number;
  /** Up to when its market was walked (ms). */
  readonly advancedTo: number;
}

/**
 * How far an account got; undefined before its first start. The synthetic market is opened with `openedAt` as its
 * start, so that a resumed account finds the prices it left; a replay goes on from `advancedTo`.
 */
export async function paperProgress(state: StateFile): Promise<Result<PaperProgress | undefined, Fault>> {
  const stored = await readStored(state, undefined);
  if (!stored.ok) return stored;
  if (stored.value === undefined) return success(undefined);
  return success({ openedAt: stored.value.openedAt, advancedTo: stored.value.advancedTo });
}

function startAnew(state: VenueState, settings: PaperSettings): void {
  const balance = new Decimal(settings.balance);
  state.book.positionMode = settings.positionMode;
  state.book.deposit(balance);
  for (const [symbol, setting] of Object.entries(settings.symbols)) state.book.settings.set(symbol, setting);
  openSampleBook(state, settings.sampleBook, balance);
}

async function readStored(
  file: StateFile,
  account: string | undefined,
): Promise<Result<StoredState | undefined, Fault>> {
  const text = await file.read();
  if (!text.ok) return text;
  if (text.value === undefined) return success(undefined);
  const parsed = readState(text.value);
  if (!parsed.ok) return failure(corrupt(parsed.error));
  if (account !== undefined && parsed.value.account !== account) {
    return failure(corrupt(`it belongs to the account ${parsed.value.account}, not to ${account}`));
  }
  return success(parsed.value);
}
