// One account's part of a pass: picture, trust, peak, assessment. It decides what is known; telling and proposing come after.

import { parseDecimal } from '../../domain/decimal.ts';
import type { Fault } from '../../domain/fault.ts';
import { type Level, levelRank } from '../../domain/level.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { assess } from '../../risk/assessment/assess.ts';
import type { AssessInput } from '../../risk/assessment/assess-input.ts';
import type { Assessment } from '../../risk/assessment/assessment.ts';
import { refreshReturns } from '../picture/returns.ts';
import { takeSnapshot } from '../picture/take-snapshot.ts';
import { dayStartChange, memoryOf, peakChange, watchOf } from '../state/account-memory.ts';
import type { AccountMemory, DeskAccount, DeskContext } from '../state/context.ts';
import { noteMaintenance, noteOpen } from '../venue/tend-venue.ts';
import { shownOdds } from './liquidation-odds.ts';

export interface Checked {
  /** The picture that `assessment` is of. */
  readonly snapshot?: AccountSnapshot;
  /** Undefined when no picture could be taken: nothing new is known. */
  readonly assessment?: Assessment;
  readonly trusted: boolean;
  /** What must become durable with the pass: peak, equity at the start of the day. */
  readonly changes: readonly LedgerChange[];
}

/**
 * Takes the picture and assesses it. A liquidation distance that shows EMERGENCY for the first time is read a second
 * time at once, because an automatic proposal needs two readings and this one must not wait for the next pass.
 */
export async function checkAccount(context: DeskContext, account: DeskAccount): Promise<Checked> {
  const first = await readOnce(context, account);
  if (first.assessment === undefined || !needsSecondRead(context, account, first)) return first;
  const second = await readOnce(context, account);
  return { ...second, changes: [...first.changes, ...second.changes] };
}

async function readOnce(context: DeskContext, account: DeskAccount): Promise<Checked> {
  const memory = memoryOf(context, account.name);
  const taken = await takeSnapshot(context, account);
  if (isGone(context, account)) return NOTHING;
  if (!taken.ok) {
    const { code, message } = taken.error;
    noteFailure(context, memory, message, code);
    if (code === 'MAINTENANCE') await noteMaintenance(context, account.name, message);
    confirmLevels(context, memory, undefined);
    return NOTHING;
  }
  const snapshot = taken.value;
  if (snapshot.complete) await seenAgain(context, account, memory);
  else noteFailure(context, memory, snapshot.incompleteBecause ?? 'a read failed');
  await refreshReturns(
    context,
    account,
    snapshot.positions.map((position) => position.symbol),
  );
  if (isGone(context, account)) return NOTHING;
  // A large book takes a while to assess: whoever was waiting while it was read is answered first.
  if (isLarge(snapshot)) await context.ports.clock.breathe();
  if (isGone(context, account)) return NOTHING;
  const trusted = isTrusted(context, snapshot);
  const changes = trusted ? noteEquity(context, memory, snapshot) : [];
  if (!trusted) delete watchOf(context, memory).trustedEquity;
  const assessment = assess(assessInputOf(context, snapshot));
  show(memory, snapshot, assessment);
  confirmLevels(context, memory, trusted ? assessment : undefined);
  return { snapshot, assessment, trusted, changes };
}

/**
 * Makes a picture the one that people are shown, unless a newer one is shown already. An execution ends with a read of
 * its own: whoever asks after it must not see the book of before.
 */
export function show(memory: AccountMemory, snapshot: AccountSnapshot, assessment: Assessment): void {
  if (memory.snapshot !== undefined && memory.snapshot.at > snapshot.at) return;
  memory.snapshot = snapshot;
  memory.assessment = assessment;
}

export const NOTHING: Checked = { trusted: false, changes: [] };

/** The mode was changed meanwhile: what was read belongs to a book that is not watched any more. */
export const isGone = (context: DeskContext, account: DeskAccount): boolean =>
  !context.accounts.includes(account);

/** With so many positions every piece of a pass costs milliseconds, and people are let in between. */
const LARGE_BOOK = 100;
export const isLarge = ({ positions }: AccountSnapshot): boolean => positions.length > LARGE_BOOK;

/** Complete and fresh: only from such a picture does a peak rise or a proposal come. */
export function isTrusted(context: DeskContext, snapshot: AccountSnapshot): boolean {
  const ageMs = context.ports.clock.now() - snapshot.pricesAt;
  return snapshot.complete && ageMs <= context.settings.limits.entryMaxAgeMs;
}

/** Everything an assessment of this account's book, as it is or as it would be, is made from. */
export function assessInputOf(context: DeskContext, snapshot: AccountSnapshot): AssessInput {
  const memory = memoryOf(context, snapshot.account);
  const { peak, equityAtDayStart, returnsBasis } = memory;
  const probability = shownOdds(context, snapshot);
  return {
    snapshot,
    now: context.ports.clock.now(),
    returns: memory.returns,
    ...(returnsBasis === undefined ? {} : { returnsBasis }),
    ...(peak === undefined ? {} : { peak: { equity: Number(peak.equity), at: peak.at } }),
    ...(equityAtDayStart === undefined ? {} : { equityAtDayStart: Number(equityAtDayStart) }),
    thresholds: context.memory.thresholds,
    heldLevels: memory.heldLevels,
    ...(probability === undefined ? {} : { liquidationProbability: probability }),
  };
}

function noteFailure(context: DeskContext, memory: AccountMemory, why: string, code?: Fault['code']): void {
  const { since, failures } = memory.outage ?? { since: context.ports.clock.now(), failures: 0 };
  memory.outage = { since, why, failures: failures + 1, ...(code === undefined ? {} : { code }) };
}

/** After an outage everything may have changed: the books are compared at once. */
async function seenAgain(context: DeskContext, account: DeskAccount, memory: AccountMemory): Promise<void> {
  if (memory.outage === undefined) return;
  delete memory.outage;
  delete watchOf(context, memory).reconciledAt;
  await noteOpen(context, account.name);
}

/** The peak is the highest level that two trusted readings in a row agree on; the day starts with its first trusted reading. */
function noteEquity(context: DeskContext, memory: AccountMemory, snapshot: AccountSnapshot): LedgerChange[] {
  const watch = watchOf(context, memory);
  const changes: LedgerChange[] = [];
  const equity = snapshot.equity.value;
  const before = amount(watch.trustedEquity);
  if (before !== undefined) {
    const agreed = before.lt(equity) ? before : equity;
    const peak = amount(memory.peak?.equity);
    if (agreed.gt(0) && (peak === undefined || agreed.gt(peak))) {
      memory.peak = { equity: agreed.toFixed(), at: snapshot.at };
      changes.push(peakChange(context, snapshot.account));
    }
  }
  watch.trustedEquity = equity.toFixed();
  const day = context.ports.calendar.localDate(snapshot.at, 'UTC').date;
  if (memory.day !== day) {
    memory.day = day;
    memory.equityAtDayStart = equity.toFixed();
    changes.push(dayStartChange(context, snapshot.account));
  }
  return changes;
}

function amount(text: string | undefined) {
  if (text === undefined) return undefined;
  const parsed = parseDecimal(text);
  return parsed.ok ? parsed.value : undefined;
}

/** Remembers the levels of this reading and what it and the one before agree on. */
function confirmLevels(
  context: DeskContext,
  memory: AccountMemory,
  assessment: Assessment | undefined,
): void {
  const watch = watchOf(context, memory);
  const now = new Map<string, Level>();
  const confirmed = new Map<string, Level>();
  for (const { metric, subject, level } of assessment?.breaches ?? []) {
    const key = `${metric}/${subject ?? ''}`;
    now.set(key, level);
    const before = watch.lastLevels.get(key);
    if (before !== undefined) confirmed.set(key, levelRank(before) < levelRank(level) ? before : level);
  }
  watch.lastLevels = now;
  watch.confirmedLevels = confirmed;
}

function needsSecondRead(
  context: DeskContext,
  account: DeskAccount,
  { assessment, trusted }: Checked,
): boolean {
  if (!trusted || assessment === undefined) return false;
  const { confirmedLevels } = watchOf(context, memoryOf(context, account.name));
  return assessment.breaches.some(
    ({ metric, subject, level }) =>
      metric === 'liquidation-distance' &&
      level === 'emergency' &&
      confirmedLevels.get(`${metric}/${subject ?? ''}`) !== 'emergency',
  );
}
