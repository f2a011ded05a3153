// The pass that everything rests on: every account's picture, what is told about it, what is proposed, what ran out.
import type { LedgerChange } from '../../ports/ledger.ts';
import { applyReadings } from '../alerts/alerting.ts';
import { watchStore } from '../alerts/store-alert.ts';
import { accountReadings, isOut, priceAge } from '../assessment/account-readings.ts';
import { followOdds } from '../assessment/liquidation-odds.ts';
import { type Checked, checkAccount, isGone, isLarge, NOTHING } from '../assessment/watch-account.ts';
import { expireProposals, type Trusted } from '../proposals/expiring.ts';
import { proposeFor } from '../proposals/proposing.ts';
import { memoryOf, restoreAccount, watchOf } from '../state/account-memory.ts';
import { commit } from '../state/commit.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { closedSince, venueOf } from '../state/venue-state.ts';
import { tendStops } from '../stops/tend-stops.ts';
import { tendVenues } from '../venue/tend-venue.ts';
import { reconcileAccount } from './reconcile.ts';
import { tendCountdown } from './tend-countdown.ts';
import { tendHalts } from './tend-halts.ts';
import { tendMaintenance } from './tend-maintenance.ts';
import { tendOutage } from './tend-outage.ts';
import { checkWatchdog } from './watchdog.ts';

/** A point of the equity curve is kept this often. */
const EQUITY_POINT_MS = 60_000;

/**
 * One pass over all accounts, each on its own: a slow or failing one holds up no other. An account whose last pass
 * still runs is left alone, and then the pass does not count as finished.
 */
export async function watchOnce(context: DeskContext): Promise<void> {
  tendVenues(context);
  const finished = await Promise.all(context.accounts.map((account) => watchAccount(context, account)));
  await context.writer.run(() => followData(context));
  await context.writer.run(() => watchStore(context));
  if (!finished.every(Boolean)) return;
  context.memory.lastCheckAt = context.ports.clock.now();
  await checkWatchdog(context);
}

/** Answers whether the account was checked to the end. A throw is a bug: told with an incident, and the others go on. */
export async function watchAccount(context: DeskContext, account: DeskAccount): Promise<boolean> {
  const watch = watchOf(context, memoryOf(context, account.name));
  if (watch.checking) return false;
  watch.checking = true;
  try {
    await restoreAccount(context, account.name);
    await pass(context, account);
    return true;
  } catch (error) {
    await tellBug(context, account.name, error);
    return false;
  } finally {
    watch.checking = false;
  }
}

async function pass(context: DeskContext, account: DeskAccount): Promise<void> {
  const { name } = account;
  const checked = restsWhileClosed(context, account) ? NOTHING : await checkAccount(context, account);
  if (isGone(context, account)) return;
  if (checked.assessment !== undefined) await reconcileAccount(context, account);
  const trusted = trustedOf(checked);
  if (trusted !== undefined && isLarge(trusted.snapshot)) await context.ports.clock.breathe();
  await context.writer.run(async () => {
    await applyReadings(context, accountReadings(context, name, checked.assessment), checked.changes);
    await expireProposals(context, name, trusted);
  });
  tendOutage(context, account);
  await tendMaintenance(context, account, trusted?.snapshot);
  if (trusted === undefined) return;
  followOdds(context, account, trusted.snapshot, trusted.assessment);
  await proposeFor(context, account, trusted.snapshot, trusted.assessment);
  await tendStops(context, account, trusted.snapshot);
  tendHalts(context, account, trusted.snapshot);
  tendCountdown(context, account, trusted.snapshot);
  if (!isGone(context, account)) await keepEquityPoint(context, name, trusted);
}

/** An exchange that is closed for maintenance is asked no oftener than its state is looked at. */
function restsWhileClosed(context: DeskContext, { name }: DeskAccount): boolean {
  if (closedSince(context, name) === undefined) return false;
  const venue = venueOf(context, name);
  const now = context.ports.clock.now();
  const before = venue.triedAt;
  if (before !== undefined && now - before < context.settings.venue.healthEveryMs) return true;
  venue.triedAt = now;
  return false;
}

function trustedOf({ snapshot, assessment, trusted }: Checked): Trusted | undefined {
  return trusted && assessment !== undefined && snapshot !== undefined ? { snapshot, assessment } : undefined;
}

/** Prices too old to reduce on, or an exchange that does not answer: only reductions, until every account is seen again. */
async function followData(context: DeskContext): Promise<void> {
  const { memory, ports, settings } = context;
  const blind = context.accounts.find(({ name }) => {
    return isOut(context, name) || priceAge(context, name) > settings.limits.reducingMaxAgeMs;
  });
  if (blind === undefined) {
    if (memory.reducingForData === true && memory.trading.kind === 'reducing')
      memory.trading = { kind: 'active' };
    delete memory.reducingForData;
    return;
  }
  if (memory.trading.kind !== 'active') return;
  const reason = `${blind.name}: no fresh data from ${blind.exchange.venue}`;
  memory.trading = { kind: 'reducing', since: ports.clock.now(), reason };
  memory.reducingForData = true;
  await commit(context, [
    { kind: 'journal', entry: { type: 'risk-block', at: ports.clock.now(), by: 'desk', data: { reason } } },
    {
      kind: 'tell',
      lane: 'normal',
      topic: 'trading',
      event: { kind: 'notice', notice: { code: 'reducing', reason } },
    },
  ]);
}

/** The curve loses a point when history cannot be written; money state does not depend on it. */
async function keepEquityPoint(
  context: DeskContext,
  account: string,
  { snapshot, assessment }: Trusted,
): Promise<void> {
  const watch = watchOf(context, memoryOf(context, account));
  if (watch.equityPointAt !== undefined && snapshot.at - watch.equityPointAt < EQUITY_POINT_MS) return;
  const { marginRatio, tail, drawdown } = assessment;
  const kept = await context.ports.history.addEquity(context.memory.mode, [
    {
      account,
      at: snapshot.at,
      equity: snapshot.equity.toString(),
      unrealizedPnl: snapshot.equity.minus(snapshot.walletBalance).toString(),
      marginRatio: marginRatio.kind === 'known' ? marginRatio.value : null,
      valueAtRisk: tail.ratioOfEquity.kind === 'known' ? tail.ratioOfEquity.value : null,
      drawdown: drawdown.kind === 'known' ? drawdown.value : null,
    },
  ]);
  if (kept.ok) watch.equityPointAt = snapshot.at;
  else context.ports.log.warn({ account, fault: kept.error.code }, 'history cannot be written');
}

async function tellBug(context: DeskContext, account: string, error: unknown): Promise<void> {
  const { ports, memory } = context;
  const incident = ports.ids.nonce().slice(-8);
  const message = error instanceof Error ? error.message : String(error);
  ports.log.error({ account, incident, error }, 'a check failed');
  const known = memory.bugsTold ?? new Set<string>();
  if (known.has(message)) return;
  memory.bugsTold = known.add(message);
  const changes: LedgerChange[] = [
    {
      kind: 'journal',
      entry: { type: 'desk', at: ports.clock.now(), by: 'desk', data: { incident, account, message } },
    },
    {
      kind: 'tell',
      lane: 'emergency',
      topic: `bug:${incident}`,
      event: { kind: 'notice', notice: { code: 'bug', incident } },
    },
  ];
  await commit(context, changes);
}
