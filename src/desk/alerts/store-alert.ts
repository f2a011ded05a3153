// The one alert that cannot be stored: the store itself. It lives in memory and in the log, and becomes a row when it is over.
import type { Breach } from '../../domain/alert.ts';
import { alertKey } from '../../domain/alert-life.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';
import { applyReadings, DESK_ACCOUNT, openAlert, stepOf } from './alerting.ts';

/**
 * While the store fails: tries one small write (the desk resumes by itself when it succeeds) and keeps the alert in
 * memory, in the log at every repetition. When it is over, its row and its end are committed. Within the writer queue.
 */
export async function watchStore(context: DeskContext): Promise<void> {
  const { memory, ports } = context;
  const now = ports.clock.now();
  if (memory.storeFault !== undefined) {
    const probe: LedgerChange = { kind: 'value', name: 'store-probe', value: String(now) };
    await commit(context, [probe]);
  }
  const key = alertKey(DESK_ACCOUNT, 'store');
  const open = openAlert(context, key);
  const fault = memory.storeFault;
  if (fault === undefined) {
    if (open === undefined) return;
    await applyReadings(context, [
      { account: DESK_ACCOUNT, metric: 'store', reading: { kind: 'over', value: 0 } },
    ]);
    return;
  }
  const breach: Breach = {
    account: DESK_ACCOUNT,
    metric: 'store',
    level: 'emergency',
    value: 1,
    limits: { emergency: 1 },
    contributors: [],
    detail: fault,
  };
  const step = stepOf(context, open, key, {
    account: DESK_ACCOUNT,
    metric: 'store',
    reading: { kind: 'breached', breach },
  });
  if (step === undefined) return;
  memory.alerts.set(step.alert.id, { ...step.alert, version: open?.version ?? 0 });
  if (step.telling !== undefined) {
    ports.log.error({ alert: key, telling: step.telling, why: fault }, 'the state cannot be written');
  }
}
