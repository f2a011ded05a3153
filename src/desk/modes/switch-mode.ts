// Paper to real through the gate, real to paper at any time; positions are never touched by it.
import { type Ask, mayActAs } from '../../domain/actor.ts';
import type { Mode } from '../../domain/mode.ts';
import { isUnderWay } from '../../domain/proposal-life.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Answer, Declined } from '../../ports/desk.ts';
import { transition } from '../cards/draft-proposal.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';
import { isKilled } from '../state/desk-state.ts';
import { loadStops } from '../state/stop-book.ts';
import { listenToAll } from '../watch/listen.ts';
import { gateLines } from './gate.ts';
import { verifyCode } from './one-time-code.ts';
import { holdToVenues } from './same-venue.ts';

/** The accounts of the new mode are opened before anything is persisted, so that a mode without accounts cannot be. */
export function switchMode(
  context: DeskContext,
  ask: Ask,
  mode: Mode,
  code: string | undefined,
): Answer<Mode> {
  return context.writer.run(async () => {
    const allowed = await maySwitch(context, ask, mode, code);
    if (!allowed.ok) return allowed;
    const opened = await context.venues.open(mode);
    if (!opened.ok) return failure({ kind: 'fault', fault: opened.error });
    const { memory, ports } = context;
    const at = ports.clock.now();
    const left = [...memory.accounts].map(([account, { snapshot }]) => ({
      account,
      positions:
        snapshot?.positions.map(({ symbol, side, quantity }) => `${symbol} ${side} ${quantity}`) ?? [],
    }));
    const cards = [...memory.proposals.values()].filter(({ state }) => state.kind === 'proposed');
    const data = {
      mode,
      before: memory.mode,
      left,
      platform: ask.actor.platform,
      messageId: ask.messageId ?? null,
    };
    const done = await commit(context, [
      { kind: 'value', name: 'mode', value: mode },
      ...cards.flatMap((card) =>
        transition(context, card, { kind: 'obsolete', at, why: 'superseded', by: ask.actor.name }),
      ),
      { kind: 'journal', entry: { type: 'mode', at, by: ask.actor.name, data } },
      { kind: 'tell', lane: 'normal', topic: 'mode', event: { kind: 'mode', mode, by: ask.actor.name } },
    ]);
    if (!done.ok) {
      await Promise.all(opened.value.map(({ exchange }) => exchange.close()));
      return failure({ kind: 'fault', fault: done.error });
    }
    const before = context.accounts;
    context.accounts = opened.value;
    memory.mode = mode;
    await loadStops(context);
    memory.endListening?.();
    memory.endListening = listenToAll(context);
    // Peaks, day starts and pictures belong to the book of the mode that was left.
    memory.accounts.clear();
    await holdToVenues(context);
    await Promise.all(before.map(({ exchange }) => exchange.close()));
    return success(mode);
  });
}

async function maySwitch(
  context: DeskContext,
  ask: Ask,
  mode: Mode,
  code: string | undefined,
): Promise<Result<void, Declined>> {
  const { memory } = context;
  const { role } = ask.actor;
  const refuse = (refusal: Refusal) => failure<Declined>({ kind: 'refused', refusals: [refusal] });
  if (!mayActAs(role, 'admin')) return refuse({ code: 'NOT_ALLOWED', role, needed: 'admin' });
  if (memory.mode === mode) return refuse({ code: 'MODE_UNCHANGED', mode });
  // An order on its way is settled where it was sent; that takes seconds.
  const orders = [...memory.proposals.values()].filter(isUnderWay).length;
  if (orders > 0) return refuse({ code: 'NOT_FLAT', positions: 0, orders });
  if (mode === 'paper') return success(undefined);
  if (isKilled(context)) return refuse({ code: 'LATCHED', by: memory.latch.by, at: memory.latch.at });
  if (memory.safeMode !== undefined) return refuse({ code: 'SAFE_MODE', reason: memory.safeMode });
  const lines = await gateLines(context);
  if (!lines.ok) return failure({ kind: 'fault', fault: lines.error });
  const missing = lines.value.filter(({ met }) => !met).map(({ name }) => name);
  if (missing.length > 0) return refuse({ code: 'GATE_CLOSED', missing });
  return verifyCode(context, ask, code, '/mode real');
}
