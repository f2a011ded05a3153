// A person has seen it: repeats stop. It decides nothing about a card that hangs on the alert.
import type { Ask } from '../../domain/actor.ts';
import type { Alert } from '../../domain/alert.ts';
import { failure, success } from '../../domain/result.ts';
import type { Answer, Declined } from '../../ports/desk.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { refused } from '../picture/asked-position.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';

/** Acknowledges the alert with that code, or every open one, and answers them. An alert that is acknowledged already stays with its first person. */
export function acknowledge(context: DeskContext, ask: Ask, code?: string): Answer<readonly Alert[]> {
  return context.writer.run(async () => {
    const meant = alertsMeant(context, code);
    if (meant.length === 0) return noSuchAlert(code, 'no alert is open');
    const at = context.ports.clock.now();
    const rows = meant
      .filter((alert) => alert.state === 'open')
      .map(
        (alert): Alert => ({
          ...alert,
          state: 'acknowledged',
          acknowledgedBy: ask.actor.name,
          acknowledgedAt: at,
          version: alert.version + 1,
        }),
      );
    if (code === undefined && rows.length === 0) return noSuchAlert(code, 'every alert is acked already');
    const done = await commit(
      context,
      rows.flatMap((row) => decided(ask, row, at, 'acknowledged')),
    );
    if (!done.ok) return failure<Declined>({ kind: 'fault', fault: done.error });
    return success(
      (code === undefined ? rows : meant).map((alert) => context.memory.alerts.get(alert.id) ?? alert),
    );
  });
}

/** Open and acknowledged alerts, most urgent first; those with the code when one is given. */
export function alertsMeant(context: DeskContext, code: string | undefined): readonly Alert[] {
  const given = code?.trim().toUpperCase();
  return [...context.memory.alerts.values()]
    .filter((alert) => given === undefined || alert.code === given || alert.id === code)
    .sort((a, b) => b.priority - a.priority || a.openedAt - b.openedAt);
}

export function noSuchAlert(code: string | undefined, what: string) {
  return code === undefined
    ? refused({ code: 'NOTHING_TO_DO', what })
    : refused({ code: 'ALERT_UNKNOWN', card: code.slice(0, 32) });
}

export function decided(ask: Ask, row: Alert, at: number, what: 'acknowledged' | 'muted'): LedgerChange[] {
  const { id, code, key, level, mutedUntil } = row;
  return [
    { kind: 'alert', row },
    {
      kind: 'journal',
      entry: {
        type: 'alert',
        at,
        by: ask.actor.name,
        data: {
          id,
          code,
          key,
          level,
          what,
          platform: ask.actor.platform,
          platformId: ask.actor.platformId,
          ...(what === 'muted' ? { until: mutedUntil } : {}),
        },
      },
    },
  ];
}
