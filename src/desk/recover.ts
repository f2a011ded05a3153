// Start-up is recovery: the latch first and its work before anything else, then every order whose fate is open, then the cards.
import { CLEAR_LATCH, type Latch } from '../domain/kill-switch.ts';
import { canBeVoided, isUnderWay } from '../domain/proposal-life.ts';
import type { TradingState } from '../domain/trading-state.ts';
import type { LedgerChange } from '../ports/ledger.ts';
import { startExecution } from './execution/executing.ts';
import { holdLatch, startKill } from './kill/kill-desk.ts';
import { TRADING } from './modes/pausing.ts';
import { commit } from './state/commit.ts';
import type { DeskContext } from './state/context.ts';
import { isKilled, isLatched } from './state/desk-state.ts';
import { loadStops } from './state/stop-book.ts';

export interface RecoverySummary {
  readonly latch: 'clear' | 'latched';
  /** The kill switch's work was taken up again. */
  readonly resumedKill: boolean;
  /** Orders whose outcome was not settled. */
  readonly unsettledLegs: number;
  /** Proposals that go on. */
  readonly continued: number;
  readonly openCards: number;
  readonly openAlerts: number;
}

/**
 * Restores latch, trading state, cards and alerts from the ledger, takes up what was under way, and refreshes every open
 * card. Mode and accounts are chosen before. A ledger that cannot be read leaves the desk in SAFE.
 */
export async function recover(context: DeskContext): Promise<RecoverySummary> {
  const { memory, ports } = context;
  const latch = await stricterLatch(context);
  memory.latch = latch;
  memory.killing = isLatched(latch);
  context.crashPoint('recover:01 latch known');
  await loadState(context);
  context.crashPoint('recover:02 state loaded');
  const resumedKill = latch.state === 'latched' && latch.finishedAt === undefined;
  if (latch.drill && latch.state === 'latched') await endDrill(context, latch);
  else if (isLatched(latch)) {
    await holdLatch(context);
    if (resumedKill) startKill(context, true);
  }
  context.crashPoint('recover:03 kill resumed');
  const cards = [...memory.proposals.values()];
  const legs = await ports.ledger.unsettledLegs();
  await commit(context, [
    ...cards.map(
      (proposal): LedgerChange => ({
        kind: 'tell',
        lane: 'normal',
        topic: `proposal:${proposal.content.id}`,
        event: { kind: 'proposal', proposal },
      }),
    ),
    startedNotice(context, legs.ok ? legs.value.length : 0),
  ]);
  context.crashPoint('recover:04 cards refreshed');
  const continued = cards.filter((proposal) => isUnderWay(proposal));
  // With the switch pulled the kill makes what was only approved void; what may have orders out is still settled.
  for (const proposal of continued) {
    if (!(isKilled(context) && canBeVoided(proposal))) startExecution(context, proposal.content.id);
  }
  context.crashPoint('recover:05 executions resumed');
  return {
    latch: isLatched(latch) ? 'latched' : 'clear',
    resumedKill,
    unsettledLegs: legs.ok ? legs.value.length : 0,
    continued: continued.length,
    openCards: cards.length - continued.length,
    openAlerts: memory.alerts.size,
  };
}

/**
 * The stricter of the ledger's latch and `KILLED.json`: latched beats clear, flatten beats halt. A file that cannot be
 * read counts as a halt, since somebody wrote it.
 */
async function stricterLatch(context: DeskContext): Promise<Latch> {
  const { ledger, killFile, clock } = context.ports;
  const [stored, file] = await Promise.all([ledger.latch(), killFile.read()]);
  if (!stored.ok) context.memory.safeMode ??= `the latch cannot be read: ${stored.error.message}`;
  const inLedger = stored.ok ? stored.value : CLEAR_LATCH;
  if (!file.ok) {
    if (isLatched(inLedger)) return inLedger;
    const reason = `KILLED.json cannot be read: ${file.error.message}`;
    const epoch = inLedger.epoch + 1;
    const base = { ...CLEAR_LATCH, version: inLedger.version, epoch, at: clock.now() };
    return { ...base, state: 'latched', by: 'desk', platform: 'file', reason };
  }
  const inFile = file.value;
  if (inFile === undefined || inFile.state !== 'latched') return inLedger;
  // A drill that was cut off binds nothing; a later pull does.
  if (inFile.drill && (inLedger.state === 'latched' || inLedger.epoch >= inFile.epoch)) return inLedger;
  if (!isLatched(inLedger)) return { ...inFile, version: inLedger.version };
  const isWider = inFile.epoch > inLedger.epoch || (inFile.goal === 'flatten' && inLedger.goal === 'halt');
  return isWider ? { ...inFile, version: inLedger.version } : inLedger;
}

async function loadState(context: DeskContext): Promise<void> {
  const { memory, ports } = context;
  const [proposals, alerts, trading] = await Promise.all([
    ports.ledger.openProposals(),
    ports.ledger.openAlerts(),
    ports.ledger.value(TRADING),
  ]);
  for (const read of [proposals, alerts, trading]) {
    if (!read.ok) memory.safeMode ??= `the ledger cannot be read: ${read.error.message}`;
  }
  if (!(await loadStops(context))) memory.safeMode ??= 'the armed stops cannot be read';
  if (proposals.ok) for (const row of proposals.value) memory.proposals.set(row.content.id, row);
  if (alerts.ok) for (const row of alerts.value) memory.alerts.set(row.id, row);
  if (isKilled(context)) {
    memory.trading = { kind: 'halted', since: memory.latch.at, reason: 'kill switch' };
  } else if (trading.ok && trading.value !== undefined) {
    memory.trading = JSON.parse(trading.value) as TradingState;
  }
}

/** A drill that the process did not survive is over; it proves nothing. */
async function endDrill(context: DeskContext, latch: Latch): Promise<void> {
  const row: Latch = { ...latch, state: 'clear', version: latch.version + 1 };
  context.memory.latch = row;
  await commit(context, [{ kind: 'latch', row }]);
  await context.ports.killFile.archive(row);
}

const startedNotice = (context: DeskContext, recovered: number): LedgerChange => ({
  kind: 'tell',
  lane: 'normal',
  topic: 'desk:started',
  event: {
    kind: 'notice',
    notice: { code: 'started', accounts: context.accounts.map(({ name }) => name), recovered },
  },
});
