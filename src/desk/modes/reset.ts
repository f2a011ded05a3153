// What only an admin takes back, slowly and with a code: SAFE after a lost ledger, and the kill switch, over a flat book and in real mode not by the one who pulled it.
import { type Ask, mayActAs } from '../../domain/actor.ts';
import type { Latch } from '../../domain/kill-switch.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { failure, success } from '../../domain/result.ts';
import { ACTIVE } from '../../domain/trading-state.ts';
import type { Answer } from '../../ports/desk.ts';
import { answerInTime, CALL_MS } from '../kill/kill-run.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';
import { isLatched } from '../state/desk-state.ts';
import { leaveSafeMode } from './leave-safe-mode.ts';
import { verifyCode } from './one-time-code.ts';
import { TRADING } from './pausing.ts';

const COMMIT_TRIES = 3;

/**
 * Clears the latch, archives its file, makes trading active. `force` leaves orders and positions that remain to the
 * person. A desk that is SAFE for want of its old ledger leaves that first, and only that: re-arming is another decision.
 */
export function resetLatch(
  context: DeskContext,
  ask: Ask,
  code: string | undefined,
  force: boolean,
): Answer<Latch> {
  return context.writer.run(async () => {
    const { memory, ports } = context;
    const standing = refusals(context, ask);
    if (standing.length > 0) return failure({ kind: 'refused', refusals: standing });
    const verified = await verifyCode(context, ask, code, '/reset');
    if (!verified.ok) return verified;
    if (memory.leaveSafeMode !== undefined) return leaveSafeMode(context, ask, memory.leaveSafeMode);
    const open = force ? [] : await notFlat(context);
    if (open.length > 0) return failure({ kind: 'refused', refusals: open });
    // The file goes first: should the process die in between, the ledger still says latched.
    const archived = await ports.killFile.archive(memory.latch);
    if (!archived.ok) return failure({ kind: 'fault', fault: archived.error });
    const at = ports.clock.now();
    for (let tries = 1; ; tries += 1) {
      const row: Latch = { ...memory.latch, state: 'clear', version: memory.latch.version + 1 };
      const data = { epoch: row.epoch, state: 'reset', force, platform: ask.actor.platform };
      const done = await commit(context, [
        { kind: 'latch', row },
        { kind: 'value', name: TRADING, value: JSON.stringify(ACTIVE) },
        { kind: 'journal', entry: { type: 'latch', at, by: ask.actor.name, data } },
        { kind: 'tell', lane: 'normal', topic: `kill:${row.epoch}`, event: { kind: 'kill', latch: row } },
        {
          kind: 'tell',
          lane: 'normal',
          topic: 'trading',
          event: { kind: 'notice', notice: { code: 'latch-reset', by: ask.actor.name } },
        },
      ]);
      if (done.ok) {
        memory.killing = false;
        memory.trading = ACTIVE;
        return success(row);
      }
      if (done.error.code !== 'CONFLICT' || tries >= COMMIT_TRIES) {
        return failure({ kind: 'fault', fault: done.error });
      }
      // The kill switch wrote its progress meanwhile.
      const stored = await ports.ledger.latch();
      if (!stored.ok) return failure({ kind: 'fault', fault: stored.error });
      memory.latch = { ...memory.latch, version: stored.value.version };
    }
  });
}

function refusals(context: DeskContext, { actor }: Ask): Refusal[] {
  const { memory, settings } = context;
  const { latch, mode } = memory;
  const isAwaited = memory.leaveSafeMode !== undefined;
  if (!isLatched(latch) && !isAwaited) return [{ code: 'NOT_LATCHED', at: latch.at }];
  if (!mayActAs(actor.role, 'admin')) return [{ code: 'NOT_ALLOWED', role: actor.role, needed: 'admin' }];
  if (isAwaited) return [];
  const admins = new Set(settings.people.filter(({ role }) => role === 'admin').map(({ name }) => name));
  const isAlone = mode === 'real' && admins.size >= 2 && actor.name === latch.by;
  return isAlone ? [{ code: 'SECOND_PERSON_NEEDED', name: actor.name }] : [];
}

/** A book that cannot be read is not flat. */
async function notFlat(context: DeskContext): Promise<Refusal[]> {
  const { clock } = context.ports;
  let positions = 0;
  let orders = 0;
  for (const { name, exchange } of context.accounts) {
    const [held, open] = await Promise.all([
      answerInTime(clock, CALL_MS, () => exchange.positions()),
      answerInTime(clock, CALL_MS, () => exchange.openOrders()),
    ]);
    const failed = [held, open].find((read) => !read.ok);
    if (!held.ok || !open.ok) {
      const why = failed !== undefined && !failed.ok ? failed.why : 'no answer';
      return [{ code: 'EXCHANGE_UNREACHABLE', account: name, why }];
    }
    positions += held.value.length;
    orders += open.value.length;
  }
  return positions + orders > 0 ? [{ code: 'NOT_FLAT', positions, orders }] : [];
}
