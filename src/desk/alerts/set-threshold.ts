// A line moved by an admin: checked against its neighbours, kept in the preferences, journalled and told to everybody.
import type { Ask } from '../../domain/actor.ts';
import type { Level } from '../../domain/level.ts';
import { failure, success } from '../../domain/result.ts';
import { METRICS, type Metric, type Threshold, type Thresholds } from '../../domain/thresholds.ts';
import type { Answer, Declined } from '../../ports/desk.ts';
import type { PreferencesContent } from '../../ports/preferences.ts';
import { refused } from '../picture/asked-position.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';

type Crossable = Exclude<Level, 'safe'>;
const LEVELS: readonly Crossable[] = ['warning', 'critical', 'emergency'];

/** In order from mild to bad: rising for a metric that hurts above, falling for one that hurts below; all above zero. */
export function isOrdered(threshold: Threshold): boolean {
  const limits = LEVELS.map((level) => threshold[level]).filter((limit) => limit !== undefined);
  return limits.every((limit, index) => {
    if (!Number.isFinite(limit) || limit <= 0) return false;
    const milder = limits[index - 1];
    if (milder === undefined) return true;
    return threshold.direction === 'above' ? limit > milder : limit < milder;
  });
}

/** Refused with THRESHOLD_ORDER when the levels would not stand in order any more. */
export function setThreshold(
  context: DeskContext,
  ask: Ask,
  metric: Metric,
  level: Crossable,
  value: number,
): Answer<Thresholds> {
  return context.writer.run(async () => {
    const { memory, ports } = context;
    const changed: Threshold = { ...memory.thresholds[metric], [level]: value };
    if (!isOrdered(changed)) return refused({ code: 'THRESHOLD_ORDER', metric, level, value });
    const kept = await ports.preferences.update((before) => ({
      ...before,
      thresholds: { ...before.thresholds, [`${metric}.${level}`]: value },
    }));
    if (!kept.ok) return failure<Declined>({ kind: 'fault', fault: kept.error });
    memory.thresholds = { ...memory.thresholds, [metric]: changed };
    const at = ports.clock.now();
    const by = ask.actor.name;
    const done = await commit(context, [
      {
        kind: 'journal',
        entry: {
          type: 'settings',
          at,
          by,
          data: { metric, level, value, platform: ask.actor.platform, platformId: ask.actor.platformId },
        },
      },
      {
        kind: 'tell',
        lane: 'normal',
        topic: `threshold:${metric}.${level}`,
        event: { kind: 'notice', notice: { code: 'thresholds-changed', metric, level, value, by } },
      },
    ]);
    if (!done.ok) ports.log.warn({ metric, level }, 'a threshold change could not be journalled');
    return success(memory.thresholds);
  });
}

/** The installation's thresholds with what people changed in chat; a stored change that no longer fits is left out. */
export function thresholdsFrom(
  base: Thresholds,
  stored: PreferencesContent['thresholds'],
): { readonly thresholds: Thresholds; readonly ignored: readonly string[] } {
  const thresholds: Record<Metric, Threshold> = { ...base };
  const ignored: string[] = [];
  for (const metric of METRICS) {
    let changed: Threshold = thresholds[metric];
    const names: string[] = [];
    for (const level of LEVELS) {
      const value = stored[`${metric}.${level}`];
      if (value === undefined) continue;
      changed = { ...changed, [level]: value };
      names.push(`${metric}.${level}`);
    }
    if (isOrdered(changed)) thresholds[metric] = changed;
    else ignored.push(...names);
  }
  return { thresholds, ignored };
}
