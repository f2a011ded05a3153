// Quiet for a while: repeats of the same level are held back. A higher level, and every EMERGENCY, pass a mute.
import type { Ask } from '../../domain/actor.ts';
import type { Alert } from '../../domain/alert.ts';
import { failure, success } from '../../domain/result.ts';
import type { Answer, Declined } from '../../ports/desk.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';
import { alertsMeant, decided, noSuchAlert } from './acknowledge.ts';

/** Longer than this is not a mute but a way to forget. */
const LONGEST_MS = 86_400_000;

/** Mutes the alert with that code, or every open one, for at most a day. */
export function mute(
  context: DeskContext,
  ask: Ask,
  durationMs: number,
  code?: string,
): Answer<readonly Alert[]> {
  return context.writer.run(async () => {
    const meant = alertsMeant(context, code);
    if (meant.length === 0) return noSuchAlert(code, 'no alert is open');
    const at = context.ports.clock.now();
    const mutedUntil = at + Math.min(Math.max(0, durationMs), LONGEST_MS);
    const rows = meant.map((alert): Alert => ({ ...alert, mutedUntil, version: alert.version + 1 }));
    const done = await commit(
      context,
      rows.flatMap((row) => decided(ask, row, at, 'muted')),
    );
    return done.ok ? success(rows) : failure<Declined>({ kind: 'fault', fault: done.error });
  });
}
