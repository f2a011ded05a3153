// How likely the account is liquidated within a day or a week: simulated beside the watch, seldom enough to cost nothing,
// often enough to be believed, and shown with its age as soon as it is not about the book of now.
import { positionKey } from '../../domain/position.ts';
import { known, PLAIN, type Reading, readingValue, unknown } from '../../domain/reading.ts';
import { type Result, success } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { LongRun } from '../../ports/book-questions.ts';
import type { Declined } from '../../ports/desk.ts';
import type { LiquidationModel, LiquidationTask } from '../../ports/liquidation-task.ts';

import type { Assessment } from '../../risk/assessment/assessment.ts';
import { type MarginPool, marginView } from '../../risk/assessment/margin-view.ts';

import type { NamedSeries } from '../../risk/portfolio/covariance.ts';
import type { LiquidationProbability } from '../../risk/simulation/liquidation-probability.ts';
import { hourlyReturns } from '../picture/hourly-returns.ts';
import { heldSymbols, tiersOf } from '../picture/open-book.ts';
import { memoryOf, watchOf } from '../state/account-memory.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import type { OddsPace } from '../state/settings.ts';
import type { BookShape, OddsMemory, WatchMemory } from '../state/watch-memory.ts';
import { runLong } from './long-run.ts';
import { oddsAfterStep } from './odds-after-step.ts';

type Odds = Assessment['liquidationProbability'];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const HORIZONS = [24, 168] as const;
/** Always the same numbers are drawn, so that two readings differ by the book and the market, not by chance. */
const SEED = 1;
const USUAL_PACE: OddsPace = { everyMs: 5 * MINUTE_MS, mostSims: 4_096 };
/** A changed book is simulated again after this long, however much it changes. */
const CHANGED_MS = 30_000;
/** A run that could not be made (no history, a lost worker) is tried again after this long. */
const RETRY_MS = MINUTE_MS;
/** A move of any distance to liquidation by more than this makes the book another one. */
const DISTANCE_MOVED = 0.02;
const STALE_AFTER_MS = 15 * MINUTE_MS;
const FEWEST_SIMS = 128;
/** Steps of work that a path of the pace's full number may take; a book of three takes 1,600. */
const STEPS_A_PATH = 5_000;
/** A book too large for even the fewest paths is simulated less often, at most by this factor. */
const LONGEST_STRETCH = 3;

/** Starts a simulation when one is due. Never waits: the readings appear in the assessment once they are there. */
export function followOdds(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  assessment: Assessment,
): void {
  const watch = watchOf(context, memoryOf(context, account.name));
  watch.odds ??= { running: false };
  const { odds } = watch;
  if (snapshot.positions.length === 0 || odds.running || context.memory.stopping === true) return;
  const now = context.ports.clock.now();
  const book = shapeOf(snapshot, assessment);
  const effort = effortOf(snapshot, context.settings.liquidationOdds ?? USUAL_PACE);
  if (!isDue(odds, book, effort.everyMs, now)) return;
  odds.running = true;
  odds.startedAt = now;
  odds.seen = book;
  const rest = (): void => {
    odds.running = false;
  };
  context.jobs.start(
    'liquidation-odds',
    () => simulate(context, account, snapshot, effort.sims).then(rest),
    rest,
  );
}

/** The readings as they may be shown now: with their age once they are old, or about a book that has changed since. */
export function shownOdds(context: DeskContext, snapshot: AccountSnapshot): Odds | undefined {
  if (snapshot.positions.length === 0) return both(unknown('no-positions'));
  const { liquidationProbability: odds, odds: memory } = watchOf(
    context,
    memoryOf(context, snapshot.account),
  );
  const computed = memory?.computed;
  if (odds === undefined || computed === undefined) return odds;
  const ageMs = Math.max(0, context.ports.clock.now() - computed.at);
  if (ageMs <= STALE_AFTER_MS && sameQuantities(computed.book, quantitiesOf(snapshot))) return odds;
  const aged = (reading: Reading): Reading =>
    reading.kind === 'known' ? { ...reading, trust: { kind: 'stale', ageMs } } : reading;
  return { day: aged(odds.day), week: aged(odds.week) };
}

/** How many paths, and how often: one run of a large book costs what one of a small book does, as far as that goes. */
function effortOf(snapshot: AccountSnapshot, pace: OddsPace): { sims: number; everyMs: number } {
  const positions = snapshot.positions.length;
  const symbols = new Set(snapshot.positions.map(({ symbol }) => symbol)).size;
  // Every hour of a path draws each symbol, correlates it with those before it, and looks at each position.
  const path = HORIZONS[1] * (positions + symbols * (2 + symbols / 24));
  const most = (pace.mostSims * STEPS_A_PATH) / path;
  const stretch = Math.min(LONGEST_STRETCH, Math.max(1, FEWEST_SIMS / most));
  const sims = Math.max(FEWEST_SIMS, Math.min(pace.mostSims, Math.floor(most)));
  return { sims, everyMs: pace.everyMs * stretch };
}

function isDue(odds: OddsMemory, book: BookShape, everyMs: number, now: number): boolean {
  if (odds.startedAt === undefined || odds.seen === undefined) return true;
  const since = now - odds.startedAt;
  if (since >= everyMs || (odds.failed === true && since >= RETRY_MS)) return true;
  return since >= CHANGED_MS && hasChanged(odds.seen, book);
}

function hasChanged(before: BookShape, now: BookShape): boolean {
  if (!sameQuantities(before, now)) return true;
  return [...now].some(([key, { distance }]) => {
    const was = before.get(key)?.distance;
    if (distance === undefined || was === undefined) return distance !== was;
    return Math.abs(distance - was) > DISTANCE_MOVED;
  });
}

function sameQuantities(one: BookShape, other: BookShape): boolean {
  return (
    one.size === other.size && [...one].every(([key, { quantity }]) => other.get(key)?.quantity === quantity)
  );
}

const quantitiesOf = (snapshot: AccountSnapshot): BookShape =>
  new Map(
    snapshot.positions.map(({ symbol, side, quantity }) => [
      positionKey(symbol, side),
      { quantity: quantity.toString() },
    ]),
  );

function shapeOf(snapshot: AccountSnapshot, assessment: Assessment): BookShape {
  const distances = new Map(assessment.positions.map(({ key, distance }) => [key, readingValue(distance)]));
  return new Map(
    [...quantitiesOf(snapshot)].map(([key, held]) => {
      const distance = distances.get(key);
      return [key, distance === undefined ? held : { ...held, distance }];
    }),
  );
}

async function simulate(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  sims: number,
): Promise<void> {
  const { workers, log, clock } = context.ports;
  const watch = watchOf(context, memoryOf(context, account.name));
  const odds = watch.odds!;
  const at = clock.now();
  const task = await taskOf(account, snapshot, sims, odds, at);
  odds.failed = true;
  if ('because' in task) {
    delete odds.computed;
    show(context, account, watch, both(task.because));
    return;
  }
  try {
    const model: LiquidationModel = 'liquidation-probability';
    const found = await workers.run<LiquidationProbability>(model, task);
    odds.computed = { at, task, book: quantitiesOf(snapshot) };
    odds.failed = false;
    show(context, account, watch, readingsOf(found, sims));
    await addBestStep(context, account.name, odds, found);
  } catch (error) {
    // Without an answer the last one stays and ages in sight; a refusal says that the figures themselves are in the way.
    if (context.memory.stopping === true) return;
    log.warn({ account: account.name, error }, 'the probability of liquidation could not be simulated');
    if (!(error instanceof Error) || !('code' in error)) return;
    delete odds.computed;
    show(context, account, watch, both(unknown('model-refused', error.message)));
  }
}

/** A book in no danger has nothing to gain: it is spared the second simulation. */
async function addBestStep(
  context: DeskContext,
  account: string,
  odds: OddsMemory,
  { any }: LiquidationProbability,
): Promise<void> {
  const { computed } = odds;
  const step = memoryOf(context, account).assessment?.bestStep;
  if (computed === undefined || step == null || !any.some((probability) => probability > 0)) return;
  const afterStep = await oddsAfterStep(context, computed.task, step);
  if (afterStep !== undefined && odds.computed === computed) odds.computed = { ...computed, afterStep };
}

function readingsOf({ any }: LiquidationProbability, sims: number): Odds {
  const basis = `${sims} GARCH paths of hourly returns`;
  return { day: known(any[0]!, PLAIN, basis), week: known(any[1]!, PLAIN, basis) };
}

/**
 * How likely a book that somebody thinks of would be liquidated, simulated now with the numbers that the watch draws.
 * `hourly` keeps the price history from one book to the next. Declined only when the question itself was ended.
 */
export async function oddsOfBook(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  hourly: Pick<OddsMemory, 'hourly'>,
  run: LongRun,
): Promise<Result<Odds & { readonly sims?: number }, Declined>> {
  if (snapshot.positions.length === 0) return success(both(unknown('no-positions')));
  const { sims } = effortOf(snapshot, context.settings.liquidationOdds ?? USUAL_PACE);
  const task = await taskOf(account, snapshot, sims, hourly, context.ports.clock.now());
  if ('because' in task) return success(both(task.because));
  const model: LiquidationModel = 'liquidation-probability';
  const found = await runLong<LiquidationProbability>(context, model, task, run);
  if (found.ok) return success({ ...readingsOf(found.value, sims), sims });
  const refusal = found.error.kind === 'refused' ? found.error.refusals[0] : undefined;
  // Figures that this one model refuses leave the others as they are.
  return refusal?.code === 'MODEL_REFUSED' ? success(both(unknown('model-refused', refusal.why))) : found;
}

/** What is simulated, as plain data; or why it cannot be. */
async function taskOf(
  account: DeskAccount,
  snapshot: AccountSnapshot,
  sims: number,
  odds: Pick<OddsMemory, 'hourly'>,
  now: number,
): Promise<LiquidationTask | { readonly because: Reading }> {
  const table = tiersOf(snapshot);
  if ('missing' in table) return { because: unknown('no-brackets', table.missing) };
  const { walletBalance, positions, pools } = marginView(snapshot);
  if (pools !== undefined) return { because: unknown('separate-wallets', coinsOf(pools)) };
  const returns = await returnsOf(account, heldSymbols(snapshot.positions), odds, now);
  if ('missing' in returns) return { because: unknown('no-price-history', returns.missing) };
  return { walletBalance, positions, tiers: table.tiers, returns, horizons: HORIZONS, sims, seed: SEED };
}

async function returnsOf(
  { candles }: DeskAccount,
  symbols: readonly string[],
  odds: Pick<OddsMemory, 'hourly'>,
  now: number,
): Promise<readonly NamedSeries[] | { readonly missing: string }> {
  const key = `${Math.floor(now / HOUR_MS)}/${symbols.join(' ')}`;
  if (odds.hourly?.key === key) return odds.hourly.returns;
  const returns = await hourlyReturns(candles, symbols, now);
  if (!('missing' in returns)) odds.hourly = { key, returns };
  return returns;
}

/** Puts the readings where the next assessment finds them, and into the one that people see now. */
function show(context: DeskContext, account: DeskAccount, watch: WatchMemory, odds: Odds): void {
  const memory = memoryOf(context, account.name);
  // The mode was changed meanwhile: this is about a book that is not watched any more.
  if (!context.accounts.includes(account) || memory.watch !== watch) return;
  watch.liquidationProbability = odds;
  const { assessment, snapshot } = memory;
  if (assessment === undefined || snapshot === undefined) return;
  memory.assessment = { ...assessment, liquidationProbability: shownOdds(context, snapshot) ?? odds };
}

const both = (reading: Reading): Odds => ({ day: reading, week: reading });

const coinsOf = (pools: readonly MarginPool[]): string => pools.map(({ coin }) => coin).join(', ');
