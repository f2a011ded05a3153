// The life of an alert: from the one that is open, the reading now and the time to its next row, and whether people hear of it.
// Pure, so that "an escalation always passes" and "nothing is told after the end" are properties and not hopes.
import type { Alert, AlertTelling, Breach } from './alert.ts';
import { isWorse, nextTrend, startTrend, trendBand } from './alert-trend.ts';
import { type Level, levelRank } from './level.ts';
import type { Metric, Threshold } from './thresholds.ts';

export interface AlertPolicy {
  /** The same level of the same key is not told again within this time. */
  readonly deduplicateMs: number;
  readonly repeatEmergencyMs: number;
  /** Names of people, called one after the other while an EMERGENCY is not acknowledged. */
  readonly contacts: readonly string[];
}

/** What the last check says about one key. `unknown`: the figure could not be had, so nothing is concluded. */
export type AlertReading =
  | { readonly kind: 'breached'; readonly breach: Breach }
  | { readonly kind: 'over'; readonly value?: number }
  | { readonly kind: 'unknown' };

export interface AlertStep {
  readonly alert: Alert;
  readonly telling?: AlertTelling;
  /** Who is called by name, EMERGENCY only. */
  readonly contact?: string;
}

/** A reading that does not get worse, and that nobody acknowledged, is told again this many de-duplication times later. */
const QUIET_REPEATS = { warning: 12, critical: 6 } as const;

/** After so many repeats that nobody answered, an emergency goes on at a fifth of the pace: never silent, and not drowning what is new. */
const URGENT_REPEATS = 10;
const SLOWER = 5;

export const alertKey = (account: string, metric: Metric, subject?: string): string =>
  `${account}/${metric}/${subject ?? ''}`;

const hasBeenTold = (alert: Alert): boolean => alert.toldAt >= alert.openedAt;

/**
 * The next row of one key, or undefined when nothing is to be kept or changed. `open`: the alert that is not resolved;
 * `before`: the last resolved one of the same key (a breach that comes back within the de-duplication time at no
 * higher level is kept but not told until that time is over). `name` makes the id and the code of a new alert.
 */
export function nextAlert(
  open: Alert | undefined,
  before: Alert | undefined,
  reading: AlertReading,
  now: number,
  direction: Threshold['direction'],
  policy: AlertPolicy,
  name: () => { readonly id: string; readonly code: string },
): AlertStep | undefined {
  switch (reading.kind) {
    case 'unknown':
      return undefined;
    case 'over':
      return open === undefined ? undefined : resolve(open, reading.value, now);
    case 'breached':
      return open === undefined
        ? raise(before, reading.breach, now, policy, name())
        : goOn(open, reading.breach, now, direction, policy);
    default:
      return reading satisfies never;
  }
}

function raise(
  before: Alert | undefined,
  breach: Breach,
  now: number,
  policy: AlertPolicy,
  named: { readonly id: string; readonly code: string },
): AlertStep {
  const heard = before?.toldLevel;
  const heardLately =
    before !== undefined &&
    heard !== undefined &&
    now > before.toldAt &&
    now - before.toldAt < policy.deduplicateMs &&
    breach.level !== 'emergency' &&
    levelRank(breach.level) <= levelRank(heard);
  const alert: Alert = {
    ...named,
    key: alertKey(breach.account, breach.metric, breach.subject),
    account: breach.account,
    metric: breach.metric,
    ...(breach.subject === undefined ? {} : { subject: breach.subject }),
    state: 'open',
    level: breach.level,
    worstLevel: breach.level,
    value: breach.value,
    worstValue: breach.value,
    limits: breach.limits,
    ...startTrend(breach.value, now),
    contributors: breach.contributors,
    ...(breach.detail === undefined ? {} : { detail: breach.detail }),
    openedAt: now,
    toldAt: heardLately ? before.toldAt : now,
    toldLevel: heardLately ? heard : breach.level,
    escalationStep: 0,
    priority: priorityOf(breach.metric, breach.level),
    version: 1,
  };
  return heardLately ? { alert } : { alert, telling: 'raised' };
}

function goOn(
  open: Alert,
  breach: Breach,
  now: number,
  direction: Threshold['direction'],
  policy: AlertPolicy,
): AlertStep {
  const { detail: _, ...kept } = open;
  const alert: Alert = {
    ...kept,
    ...(breach.detail === undefined ? {} : { detail: breach.detail }),
    level: breach.level,
    worstLevel: levelRank(breach.level) > levelRank(open.worstLevel) ? breach.level : open.worstLevel,
    value: breach.value,
    worstValue: isWorse(direction, breach.value, open.worstValue) ? breach.value : open.worstValue,
    limits: breach.limits,
    ...nextTrend(open, breach.value, now, direction, trendBand(breach.limits)),
    contributors: breach.contributors,
    priority: priorityOf(breach.metric, breach.level),
    version: open.version + 1,
  };
  const told = open.toldLevel ?? open.level;
  if (levelRank(breach.level) > levelRank(told)) return escalate(alert, hasBeenTold(open), now);
  if (breach.level === 'emergency') {
    return hasBeenTold(open) ? repeatEmergency(alert, now, policy) : tell(alert, 'raised', now);
  }
  const heardMs = sinceTold(open, now);
  const muted = open.mutedUntil !== undefined && now < open.mutedUntil;
  if (muted || heardMs < policy.deduplicateMs) return { alert };
  if (!hasBeenTold(open)) return tell(alert, 'raised', now);
  if (levelRank(breach.level) < levelRank(told)) return tell(alert, 'eased', now);
  if (alert.state === 'acknowledged') return { alert };
  const quiet = alert.trend !== 'worsening';
  if (quiet && heardMs < policy.deduplicateMs * QUIET_REPEATS[breach.level]) return { alert };
  return tell(alert, 'repeated', now);
}

/** A higher level is a new fact: it passes de-duplication and mute, and asks for a new acknowledgement. */
function escalate(alert: Alert, heard: boolean, now: number): AlertStep {
  const { mutedUntil: _, ...unmuted } = alert;
  return tell({ ...unmuted, state: 'open', escalationStep: 0 }, heard ? 'escalated' : 'raised', now);
}

/** Mute does not hold an EMERGENCY; only a person who acknowledges it does. */
function repeatEmergency(alert: Alert, now: number, policy: AlertPolicy): AlertStep {
  const every = policy.repeatEmergencyMs * (alert.escalationStep < URGENT_REPEATS ? 1 : SLOWER);
  if (alert.state === 'acknowledged' || sinceTold(alert, now) < every) return { alert };
  const contact = policy.contacts[alert.escalationStep % Math.max(1, policy.contacts.length)];
  const step = tell({ ...alert, escalationStep: alert.escalationStep + 1 }, 'repeated', now);
  return contact === undefined ? step : { ...step, contact };
}

/** Told at a time that is still to come: the clock was set back since, and nobody can say how long ago it was. */
const sinceTold = ({ toldAt }: Alert, now: number): number =>
  toldAt > now ? Number.POSITIVE_INFINITY : now - toldAt;

function resolve(open: Alert, value: number | undefined, now: number): AlertStep {
  const alert: Alert = {
    ...open,
    state: 'resolved',
    value: value ?? open.value,
    resolvedAt: now,
    ...(value === undefined ? { gone: true as const } : {}),
    priority: 1,
    version: open.version + 1,
  };
  return hasBeenTold(open) ? { alert, telling: 'resolved' } : { alert };
}

function tell(alert: Alert, telling: AlertTelling, now: number): AlertStep {
  const openedAt = Math.min(alert.openedAt, now);
  return { alert: { ...alert, openedAt, toldAt: now, toldLevel: alert.level }, telling };
}

/** True when the new row says nothing that a restart must not lose. */
export function isQuietChange(open: Alert, next: Alert): boolean {
  return (
    open.level === next.level &&
    open.state === next.state &&
    open.trend === next.trend &&
    open.worstValue === next.worstValue &&
    open.toldAt === next.toldAt
  );
}

const URGENT: ReadonlySet<Metric> = new Set([
  'liquidation-distance',
  'margin-ratio',
  'exchange',
  'store',
  'unresolved-order',
]);

/** 1 (look at it some time) to 10 (now): level first, then whether the metric itself can cost the position. */
export function priorityOf(metric: Metric, level: Exclude<Level, 'safe'>): number {
  const base = { warning: 3, critical: 6, emergency: 9 }[level];
  return URGENT.has(metric) ? base + 1 : base;
}
