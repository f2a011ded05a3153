// What one check of one account says about every key that is open or breached: past a line, over, or not known.
import type { Alert, Breach } from '../../domain/alert.ts';
import type { AlertReading } from '../../domain/alert-life.ts';
import type { Fault } from '../../domain/fault.ts';
import type { Level } from '../../domain/level.ts';
import { decisiveValue, type Reading } from '../../domain/reading.ts';
import { levelOf, type Metric } from '../../domain/thresholds.ts';
import type { Assessment } from '../../risk/assessment/assessment.ts';
import { breachReading, type KeyedReading } from '../alerts/alerting.ts';
import { memoryOf, watchOf } from '../state/account-memory.ts';
import type { DeskContext } from '../state/context.ts';

/** Metrics that the desk measures itself; the rest comes out of the assessment. */
const MEASURED: ReadonlySet<Metric> = new Set(['latency', 'stale-data', 'exchange']);
/** Metrics that other parts of the desk open and close. */
const FOREIGN: ReadonlySet<Metric> = new Set([
  'store',
  'watchdog',
  'chat',
  'unresolved-order',
  'foreign-order',
]);

/** Reasons for which a figure is absent because there is nothing to measure, so that an alert on it is over. */
const NOTHING_TO_MEASURE: ReadonlySet<string> = new Set([
  'no-positions',
  'one-position',
  'cannot-be-liquidated',
]);

/** `assessment` is that of this check, or undefined when no picture could be taken. */
export function accountReadings(
  context: DeskContext,
  account: string,
  assessment: Assessment | undefined,
): KeyedReading[] {
  const seen = new Set<string>();
  const breaches = [...measuredBreaches(context, account), ...(assessment?.breaches ?? [])].filter(
    ({ metric, subject }) => {
      const key = `${metric}/${subject ?? ''}`;
      return !seen.has(key) && seen.add(key);
    },
  );
  holdLevels(context, account, breaches, assessment !== undefined);
  const readings = breaches.map(breachReading);
  const breached = new Set(breaches.map((breach) => `${breach.metric}/${breach.subject ?? ''}`));
  for (const alert of context.memory.alerts.values()) {
    if (alert.account !== account || FOREIGN.has(alert.metric)) continue;
    if (breached.has(`${alert.metric}/${alert.subject ?? ''}`)) continue;
    readings.push({
      account,
      metric: alert.metric,
      ...(alert.subject === undefined ? {} : { subject: alert.subject }),
      reading: MEASURED.has(alert.metric)
        ? { kind: 'over', ...measuredNow(context, account, alert.metric) }
        : withoutBreach(alert, assessment),
    });
  }
  return readings;
}

/** Age of prices, latency and failed checks in a row, against their thresholds. */
function measuredBreaches(context: DeskContext, account: string): Breach[] {
  const { heldLevels, outage } = memoryOf(context, account);
  const breaches: Breach[] = [];
  for (const metric of ['stale-data', 'latency', 'exchange'] as const) {
    const value = measuredNow(context, account, metric).value;
    if (value === undefined) continue;
    const threshold = context.memory.thresholds[metric];
    const level =
      metric === 'exchange'
        ? isOut(context, account)
          ? 'emergency'
          : 'safe'
        : levelOf(value, threshold, heldLevels.get(metric));
    if (level === 'safe') continue;
    const { direction: _, ...limits } = threshold;
    const detail = metric === 'exchange' ? outage?.why : undefined;
    breaches.push({
      account,
      metric,
      level,
      value,
      limits: metric === 'exchange' ? { emergency: context.settings.outageAfterFailures } : limits,
      contributors: [],
      ...(detail === undefined ? {} : { detail }),
    });
  }
  return breaches;
}

/** What the exchange says for sure: nothing is gained by asking twice more before people are told. */
const FOR_SURE: ReadonlySet<Fault['code']> = new Set(['AUTH_LOST', 'BANNED', 'MAINTENANCE']);

/** So many failed checks in a row, or one that says why there will be no other. */
export function isOut(context: DeskContext, account: string): boolean {
  const { outage } = memoryOf(context, account);
  if (outage === undefined) return false;
  const isSure = outage.code !== undefined && FOR_SURE.has(outage.code);
  return isSure || outage.failures >= context.settings.outageAfterFailures;
}

function measuredNow(context: DeskContext, account: string, metric: Metric): { readonly value?: number } {
  const { snapshot, latencyMs, outage } = memoryOf(context, account);
  switch (metric) {
    case 'stale-data':
      return { value: priceAge(context, account) };
    case 'latency':
      return snapshot === undefined || latencyMs === undefined ? {} : { value: latencyMs };
    case 'exchange':
      return { value: outage?.failures ?? 0 };
    default:
      return {};
  }
}

/** Milliseconds since the oldest price that the last picture stands on; since it came under watch while there is none. */
export function priceAge(context: DeskContext, account: string): number {
  const memory = memoryOf(context, account);
  const since = memory.snapshot?.pricesAt ?? watchOf(context, memory).since;
  return Math.max(0, context.ports.clock.now() - since);
}

/** A partial picture ends nothing; a position that a whole picture does not show is gone, and its alert with it. */
function withoutBreach(alert: Alert, assessment: Assessment | undefined): AlertReading {
  if (assessment === undefined || isIncomplete(assessment)) return { kind: 'unknown' };
  const reading = readingOf(assessment, alert.metric, alert.subject);
  if (reading === undefined) return { kind: 'over' };
  if (reading.kind === 'known') return { kind: 'over', value: reading.value };
  return NOTHING_TO_MEASURE.has(reading.reason) ? { kind: 'over' } : { kind: 'unknown' };
}

const isIncomplete = ({ marginRatio }: Assessment): boolean =>
  marginRatio.kind === 'unknown' && marginRatio.reason === 'incomplete-data';

/** The figure of a metric that decisions rest on: the worse one where model and venue differ; undefined for a position that is not there. */
export function readingOf(
  assessment: Assessment,
  metric: Metric,
  subject: string | undefined,
): Reading | undefined {
  const reading = shownReading(assessment, metric, subject);
  if (reading?.kind !== 'known') return reading;
  const value = decisiveValue(reading, metric === 'liquidation-distance' ? 'below' : 'above');
  return { ...reading, value: value ?? reading.value };
}

function shownReading(
  assessment: Assessment,
  metric: Metric,
  subject: string | undefined,
): Reading | undefined {
  switch (metric) {
    case 'value-at-risk':
      return assessment.tail.ratioOfEquity;
    case 'margin-ratio':
      return assessment.marginRatio;
    case 'liquidation-distance':
      return subject === undefined
        ? assessment.liquidationDistance
        : assessment.positions.find((position) => position.key === subject)?.distance;
    case 'drawdown':
      return assessment.drawdown;
    case 'correlation':
      return assessment.correlation;
    case 'leverage':
      return assessment.leverage;
    case 'daily-loss':
      return assessment.dailyLoss;
    default:
      return undefined;
  }
}

/** What hysteresis compares the next check with. Without a picture the metrics of the book keep what they had. */
function holdLevels(
  context: DeskContext,
  account: string,
  breaches: readonly Breach[],
  assessed: boolean,
): void {
  const memory = memoryOf(context, account);
  const held = new Map<string, Level>();
  if (!assessed) {
    for (const [key, level] of memory.heldLevels) {
      if (!MEASURED.has(key.split('/')[0] as Metric)) held.set(key, level);
    }
  }
  for (const { metric, subject, level } of breaches) {
    held.set(subject === undefined ? metric : `${metric}/${subject}`, level);
  }
  memory.heldLevels = held;
}
