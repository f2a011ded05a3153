// Is the watch itself awake? Asked by the minute stroke, which goes on when a pass hangs.
import { alertKey } from '../../domain/alert-life.ts';
import { applyReadings, breachReading, DESK_ACCOUNT, openAlert } from '../alerts/alerting.ts';
import type { DeskContext } from '../state/context.ts';

/** A finished check older than this many intervals is an alarm. */
const INTERVALS = 3;

/** Raises or ends the watchdog's alert; to be called from outside the writer queue. */
export async function checkWatchdog(context: DeskContext): Promise<void> {
  const { memory, ports, settings } = context;
  const silentMs = ports.clock.now() - (memory.lastCheckAt ?? memory.startedAt);
  const limitMs = settings.checkIntervalMs * INTERVALS;
  const late = silentMs > limitMs;
  if (!late && openAlert(context, alertKey(DESK_ACCOUNT, 'watchdog')) === undefined) return;
  await context.writer.run(() =>
    applyReadings(context, [
      late
        ? breachReading({
            account: DESK_ACCOUNT,
            metric: 'watchdog',
            level: 'critical',
            value: silentMs / limitMs,
            limits: { critical: 1 },
            contributors: [],
            detail: `last finished check ${Math.round(silentMs / 1_000)} s ago`,
          })
        : { account: DESK_ACCOUNT, metric: 'watchdog', reading: { kind: 'over', value: 0 } },
    ]),
  );
}
