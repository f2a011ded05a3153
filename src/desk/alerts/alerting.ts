// From readings to what people hear: alert rows, their messages and their journal lines, in one commit.
import type { Alert, AlertTelling, Breach } from '../../domain/alert.ts';
import {
  type AlertReading,
  type AlertStep,
  alertKey,
  isQuietChange,
  nextAlert,
} from '../../domain/alert-life.ts';
import type { DeskEvent, Lane } from '../../domain/event.ts';
import type { Fault } from '../../domain/fault.ts';
import type { Result } from '../../domain/result.ts';
import type { Metric } from '../../domain/thresholds.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';

/** What the last check says about one key of one account. */
export interface KeyedReading {
  readonly account: string;
  readonly metric: Metric;
  readonly subject?: string;
  readonly reading: AlertReading;
}

/** Alerts about the desk itself (store, watchdog) stand under this name instead of an account's. */
export const DESK_ACCOUNT = 'desk';

/** A resolved alert matters for de-duplication only this long. */
const FORGET_RESOLVED_MS = 3_600_000;

export const breachReading = (breach: Breach): KeyedReading => ({
  account: breach.account,
  metric: breach.metric,
  ...(breach.subject === undefined ? {} : { subject: breach.subject }),
  reading: { kind: 'breached', breach },
});

export function openAlert(context: DeskContext, key: string): Alert | undefined {
  for (const alert of context.memory.alerts.values()) if (alert.key === key) return alert;
  return undefined;
}

/**
 * Moves every alert that the readings speak of and tells people, with `more` in the same transaction. Call it from
 * within the writer queue. A store that cannot be written leaves all as it was, so that the next check tells it.
 */
export async function applyReadings(
  context: DeskContext,
  readings: readonly KeyedReading[],
  more: readonly LedgerChange[] = [],
): Promise<Result<void, Fault>> {
  const steps: AlertStep[] = [];
  const rows: LedgerChange[] = [];
  const now = context.ports.clock.now();
  const opened = new Map([...context.memory.alerts.values()].map((alert) => [alert.key, alert]));
  for (const each of readings) {
    const key = alertKey(each.account, each.metric, each.subject);
    const open = opened.get(key);
    const step = stepOf(context, open, key, each);
    if (step === undefined) continue;
    if (open !== undefined && step.telling === undefined && isQuietChange(open, step.alert)) {
      context.memory.alerts.set(open.id, { ...step.alert, version: open.version });
      continue;
    }
    steps.push(step);
    rows.push({ kind: 'alert', row: step.alert });
  }
  const told = steps.filter(isTold);
  const done = await commit(context, [
    ...rows,
    ...told.map((step): LedgerChange => ({ kind: 'journal', entry: journalOf(step, now) })),
    ...groupTellings(told, context.settings.alerts.groupFrom),
    ...more,
  ]);
  if (!done.ok) {
    for (const { alert, telling } of told) {
      context.ports.log.error(
        { alert: alert.key, level: alert.level, telling },
        'an alert could not be told',
      );
    }
    return done;
  }
  for (const { alert } of steps) if (alert.state === 'resolved') rememberResolved(context, alert, now);
  if (steps.length > 0) context.crashPoint('alerts-committed');
  return done;
}

export function stepOf(
  context: DeskContext,
  open: Alert | undefined,
  key: string,
  { metric, reading }: KeyedReading,
): AlertStep | undefined {
  const { memory, ports, settings } = context;
  const before = memory.resolvedAlerts?.get(key);
  const { direction } = memory.thresholds[metric];
  return nextAlert(open, before, reading, ports.clock.now(), direction, settings.alerts, () => ({
    id: ports.ids.nonce(),
    code: ports.ids.code(),
  }));
}

export function rememberResolved(context: DeskContext, alert: Alert, now: number): void {
  context.memory.resolvedAlerts ??= new Map();
  const kept = context.memory.resolvedAlerts;
  kept.set(alert.key, alert);
  for (const [key, old] of kept) {
    if (now - (old.resolvedAt ?? 0) > FORGET_RESOLVED_MS) kept.delete(key);
  }
}

type ToldStep = AlertStep & { readonly telling: AlertTelling };
const isTold = (step: AlertStep): step is ToldStep => step.telling !== undefined;

function journalOf({ alert, telling, contact }: ToldStep, at: number): JournalEntry {
  const { id, code, key, level, value, worstValue } = alert;
  return {
    type: 'alert',
    at,
    by: 'desk',
    data: {
      id,
      code,
      key,
      telling,
      level,
      value,
      worstValue,
      ...(contact === undefined ? {} : { contact }),
      ...(alert.detail === undefined ? {} : { detail: alert.detail }),
    },
  };
}

const isEnd = (telling: AlertTelling): boolean => telling === 'eased' || telling === 'resolved';
const MOST_SERIOUS: readonly AlertTelling[] = ['escalated', 'raised', 'repeated', 'resolved', 'eased'];

/** One message each; from `groupFrom` at once, one message for what began or got worse and one for what ended. */
export function groupTellings(steps: readonly ToldStep[], groupFrom: number): LedgerChange[] {
  return [steps.filter((step) => !isEnd(step.telling)), steps.filter((step) => isEnd(step.telling))].flatMap(
    (group) => (group.length >= Math.max(2, groupFrom) ? [together(group)] : group.map(alone)),
  );
}

function alone({ alert, telling, contact }: ToldStep): LedgerChange {
  const event: DeskEvent = {
    kind: 'alert',
    telling,
    alert,
    ...(contact === undefined ? {} : { contact }),
  };
  return { kind: 'tell', lane: laneOf([alert], telling), topic: `alert:${alert.id}`, event };
}

function together(group: readonly ToldStep[]): LedgerChange {
  const sorted = [...group].sort((a, b) => b.alert.priority - a.alert.priority);
  const alerts = sorted.map((step) => step.alert);
  const telling = MOST_SERIOUS.find((each) => group.some((step) => step.telling === each)) ?? 'raised';
  const contact = sorted.find((step) => step.contact !== undefined)?.contact;
  const event: DeskEvent = {
    kind: 'alerts',
    telling,
    alerts,
    ...(contact === undefined ? {} : { contact }),
  };
  return { kind: 'tell', lane: laneOf(alerts, telling), topic: `alerts:${alerts[0]!.id}`, event };
}

function laneOf(alerts: readonly Alert[], telling: AlertTelling): Lane {
  if (isEnd(telling)) return 'normal';
  return alerts.some((alert) => alert.level === 'emergency') ? 'emergency' : 'normal';
}
