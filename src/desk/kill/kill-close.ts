// Closing one position for the kill switch: pieces the venue takes, named so that a restart knows them, each try on a fresh read.
import { killOrderId, pieces, retryAfter } from '../../domain/kill-plan.ts';
import type { Position } from '../../domain/position.ts';
import type { SubmitResult } from '../../ports/exchange.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { Reach } from './kill-cancel.ts';
import { CALL_MS, inTime } from './kill-run.ts';

export interface Try {
  count: number;
  nextAt: number;
  why?: string;
  isDust: boolean;
  /** The position at the last try, and how many tries since have not made it smaller. */
  size?: Position['quantity'];
  idle: number;
}
/** By position key. */
export type Tries = Map<string, Try>;

const SETTLE_MS = 1_000;
/** Venues take 300 orders in 10 s; a book of hundreds of symbols would lose more time to refusals than to waiting. */
const ORDERS_AT_ONCE = 290;
const ORDERS_WINDOW_MS = 10_000;

/** Sends what closes the position as it was read just now. What became of it shows at the next read. */
export async function closePosition(
  reach: Reach,
  tries: Tries,
  position: Position,
  all: readonly Position[],
): Promise<void> {
  const { run, target } = reach;
  const { symbol, side, quantity } = position;
  const key = `${symbol}:${side}`;
  const known: Try = tries.get(key) ?? { count: 0, nextAt: 0, isDust: false, idle: 0 };
  tries.set(key, known);
  known.count += 1;
  known.idle = known.size === undefined || quantity.value.lt(known.size.value) ? 0 : known.idle + 1;
  known.size = quantity;
  delete known.why;
  const limits = await run.ports.limitsOf(target, symbol);
  const parts = pieces(quantity.value, limits?.quantityStep, limits?.maxMarketQuantity);
  if (parts.length === 0) {
    known.isDust = true;
    return;
  }
  // A book that takes a part each time is worked off quickly; one that takes nothing is not asked every second.
  known.nextAt = run.ports.clock.now() + Math.max(SETTLE_MS, retryAfter(known.idle));
  for (const [leg, part] of parts.entries()) {
    if (!run.goesOn()) return;
    const id = killOrderId(run.epoch, symbol, side, leg, run.run, known.count);
    const closing = await run.ports.close(target, position, all, part, id);
    if (closing.kind === 'dust') {
      // Only when the whole position is too small; a small last piece is tried again by itself.
      known.isDust = leg === 0;
      return;
    }
    if (closing.kind === 'refused') return failed(reach, known, closing.why);
    if (run.isDrill) continue;
    await pace(reach);
    const goesOn = await submit(reach, known, closing.order, position);
    if (!goesOn) return;
  }
}

/** Waits until the venue's limit of orders leaves room for one more. */
async function pace({ run, sent }: Reach): Promise<void> {
  const { clock, sleep } = run.ports;
  for (;;) {
    const since = clock.now() - ORDERS_WINDOW_MS;
    while (sent[0] !== undefined && sent[0] <= since) sent.shift();
    if (sent.length < ORDERS_AT_ONCE) break;
    await sleep((sent[0] ?? since) - since);
  }
  sent.push(clock.now());
}

async function submit(
  { run, target }: Pick<Reach, 'run' | 'target'>,
  known: Try,
  order: Parameters<Reach['target']['exchange']['submit']>[0],
  position: Position,
): Promise<boolean> {
  const { clock, crashPoint } = run.ports;
  crashPoint('kill:11 before submit');
  if (!run.goesOn()) return false;
  const answer = await inTime(clock, CALL_MS, () => target.exchange.submit(order));
  crashPoint('kill:12 submitted');
  const result: SubmitResult = answer.ok
    ? answer.value
    : { kind: 'fault', fault: { code: 'TIMEOUT', message: answer.why, retryable: true, outcome: 'unknown' } };
  const { clientOrderId, symbol, side, quantity } = order.intent;
  const data = {
    epoch: run.epoch,
    account: target.name,
    clientOrderId,
    symbol,
    side,
    quantity: quantity.toString(),
  };
  const entry = (more: Record<string, unknown>): JournalEntry => ({
    type: 'exchange-answer',
    at: clock.now(),
    by: 'desk',
    data: { ...data, ...more },
  });
  switch (result.kind) {
    case 'accepted': {
      const { filled, averagePrice, state } = result.order;
      const mark = position.markPrice.value;
      const worse = averagePrice?.value.minus(mark).times(side === 'buy' ? 1 : -1);
      const cost = worse?.times(filled.value);
      run.note(
        target.name,
        (before) => ({
          ...before,
          cost: cost === undefined ? before.cost : cost.plus(before.cost).toFixed(),
        }),
        entry({
          state,
          filled: filled.toString(),
          ...(averagePrice === undefined ? {} : { averagePrice: averagePrice.toString() }),
        }),
      );
      return true;
    }
    case 'rejected': {
      const { venueCode, reason } = result.rejection;
      run.note(target.name, (before) => before, entry({ rejected: venueCode, reason }));
      failed({ run, target }, known, `${venueCode} ${reason}`);
      return false;
    }
    case 'fault': {
      const { fault } = result;
      run.note(target.name, (before) => before, entry({ fault: fault.code, outcome: fault.outcome }));
      failed({ run, target }, known, fault.message, fault.retryAfterMs);
      if (fault.outcome === 'unknown') {
        // It may still be filled: the position is read again only when that can no longer happen.
        const { windowMs, skewMs } = target.exchange.signingWindow;
        known.nextAt = clock.now() + windowMs + Math.abs(skewMs) + 1_000;
      }
      return false;
    }
    default:
      return result satisfies never;
  }
}

function failed(
  { run }: Pick<Reach, 'run' | 'target'>,
  known: Try,
  why: string,
  retryAfterMs?: number,
): void {
  known.why = why;
  known.nextAt = run.ports.clock.now() + (retryAfterMs ?? retryAfter(known.count));
}
