// The state that an order is reviewed in, and the count of a day's orders: one answer to "may anything be sent now?".
import type { Latch } from '../../domain/kill-switch.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { DeskState } from '../../domain/review.ts';
import type { DeskContext } from './context.ts';
import { venueState } from './venue-state.ts';

const today = (context: DeskContext): string =>
  context.ports.calendar.localDate(context.ports.clock.now(), 'UTC').date;

/** `account` adds what its exchange allows; the kill switch is bound by none of that. */
export function deskState(context: DeskContext, account?: string, forKillSwitch = false): DeskState {
  const { memory, ports } = context;
  const { day, count } = memory.tradesToday;
  return {
    now: ports.clock.now(),
    trading: memory.trading,
    latch: memory.latch,
    ...(memory.safeMode === undefined ? {} : { safeMode: memory.safeMode }),
    ...(memory.storeFault === undefined ? {} : { storeFault: memory.storeFault }),
    tradesToday: day === today(context) ? count : 0,
    forKillSwitch,
    ...(account === undefined ? {} : venueState(context, account)),
  };
}

export function countTrade(context: DeskContext): void {
  const day = today(context);
  const { tradesToday } = context.memory;
  context.memory.tradesToday = { day, count: tradesToday.day === day ? tradesToday.count + 1 : 1 };
}

/** The latch binds: it is pulled and no drill, or is being pulled this very moment. */
export const isLatched = (latch: Latch): boolean => latch.state === 'latched' && !latch.drill;
export const isKilled = ({ memory }: DeskContext): boolean => memory.killing || isLatched(memory.latch);

/** Why nothing at all is sent or decided now; empty when something may be. */
export function standstill(context: DeskContext, account?: string): Refusal[] {
  const { memory } = context;
  const refusals: Refusal[] = [];
  if (isKilled(context)) refusals.push({ code: 'LATCHED', by: memory.latch.by, at: memory.latch.at });
  const safeMode =
    memory.safeMode ?? (account === undefined ? undefined : memory.accounts.get(account)?.safeMode);
  if (safeMode !== undefined) refusals.push({ code: 'SAFE_MODE', reason: safeMode });
  if (memory.trading.kind === 'halted' && !isKilled(context)) {
    refusals.push({ code: 'TRADING_HALTED', reason: memory.trading.reason });
  }
  return refusals;
}
