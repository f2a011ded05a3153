// Pause and resume: one word stops every order but the kill switch's, one takes it back. Outlives a restart.
import { type Ask, mayActAs } from '../../domain/actor.ts';
import type { Notice } from '../../domain/event.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { failure, success } from '../../domain/result.ts';
import { ACTIVE, type TradingState } from '../../domain/trading-state.ts';
import type { Answer } from '../../ports/desk.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';
import { isKilled } from '../state/desk-state.ts';

/** Ledger value: the trading state as people last set it. */
export const TRADING = 'trading';

/** Halts at once, in memory first: a store that cannot be written does not keep trading going. */
export function pause(context: DeskContext, ask: Ask): Answer<TradingState> {
  const { memory, ports } = context;
  const { name, role } = ask.actor;
  if (!mayActAs(role, 'trader')) return refuse({ code: 'NOT_ALLOWED', role, needed: 'trader' });
  if (memory.trading.kind === 'halted')
    return refuse({ code: 'NOTHING_TO_DO', what: 'trading is halted already' });
  memory.trading = { kind: 'halted', since: ports.clock.now(), reason: `paused by ${name}` };
  return save(context, ask, memory.trading, { code: 'trading-paused', by: name });
}

/** Active again. Not while the kill switch is pulled (reset it) nor in SAFE. */
export function resume(context: DeskContext, ask: Ask): Answer<TradingState> {
  return context.writer.run(async () => {
    const { memory } = context;
    const { name, role } = ask.actor;
    if (!mayActAs(role, 'trader')) return refuse({ code: 'NOT_ALLOWED', role, needed: 'trader' });
    if (isKilled(context)) return refuse({ code: 'LATCHED', by: memory.latch.by, at: memory.latch.at });
    if (memory.safeMode !== undefined) return refuse({ code: 'SAFE_MODE', reason: memory.safeMode });
    if (memory.trading.kind === 'active')
      return refuse({ code: 'NOTHING_TO_DO', what: 'trading is active already' });
    const saved = await save(context, ask, ACTIVE, { code: 'trading-resumed', by: name });
    if (!saved.ok || isKilled(context)) return saved;
    memory.trading = ACTIVE;
    delete memory.reducingForData;
    return saved;
  });
}

async function save(
  context: DeskContext,
  { actor, messageId }: Ask,
  trading: TradingState,
  notice: Notice,
): Answer<TradingState> {
  const at = context.ports.clock.now();
  const data = { trading, platform: actor.platform, messageId: messageId ?? null };
  const done = await commit(context, [
    { kind: 'value', name: TRADING, value: JSON.stringify(trading) },
    { kind: 'journal', entry: { type: 'desk', at, by: actor.name, data } },
    { kind: 'tell', lane: 'normal', topic: 'trading', event: { kind: 'notice', notice } },
  ]);
  return done.ok ? success(trading) : failure({ kind: 'fault', fault: done.error });
}

const refuse = async (refusal: Refusal) => failure({ kind: 'refused', refusals: [refusal] } as const);
