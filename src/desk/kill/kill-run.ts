// What one run of the kill switch works with: handed in, so that its path reaches ports and nothing else by value.
import type { Decimal } from '../../domain/decimal.ts';
import type { KillAccount, Latch } from '../../domain/kill-switch.ts';
import type { Position } from '../../domain/position.ts';
import type { ApprovedOrder } from '../../domain/review.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Exchange } from '../../ports/exchange.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { KillFile } from '../../ports/kill-file.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { KillStep } from '../state/crash-points.ts';

export interface KillTarget {
  readonly name: string;
  readonly exchange: Exchange;
}

export interface SymbolLimits {
  readonly quantityStep: Decimal;
  readonly maxMarketQuantity: Decimal;
}

/** A closing order that passed the review, or why it cannot be one; dust is too small to be sent at all. */
export type Closing =
  | { readonly kind: 'order'; readonly order: ApprovedOrder }
  | { readonly kind: 'dust' }
  | { readonly kind: 'refused'; readonly why: string };

export interface KillPorts {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly killFile: KillFile;
  readonly log: Log;
  readonly crashPoint: (step: KillStep) => void;
  /** Waits on the clock while counting as resting. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Work that the kill does not wait for. */
  readonly behind: (work: () => Promise<void>) => Promise<void>;
  /** Works on several things at once, each of which may sleep while the others go on. */
  readonly together: (strands: readonly (() => Promise<void>)[]) => Promise<void>;
  /** The latch in memory; the one every send looks at. */
  readonly latch: () => Latch;
  readonly remember: (latch: Latch) => void;
  /** The process is being stopped: what is under way ends, nothing new begins. */
  readonly isStopping: () => boolean;
  /** Makes waiting approvals void, with their cards. */
  readonly voidApprovals: () => Promise<void>;
  /** Both sides of a symbol may be open, so that an order's side tells what it works on; undefined when nobody says. */
  readonly isHedge: (target: KillTarget) => Promise<boolean | undefined>;
  readonly limitsOf: (target: KillTarget, symbol: string) => Promise<SymbolLimits | undefined>;
  readonly close: (
    target: KillTarget,
    position: Position,
    all: readonly Position[],
    quantity: Decimal,
    clientOrderId: string,
  ) => Promise<Closing>;
  /** A name for the report, such as `kill-20261121-140322`. */
  readonly reportName: (at: number) => string;
}

/** Changes what is remembered of one account; told and journalled behind the work, never in its way. */
export type NoteAccount = (
  account: string,
  change: (before: KillAccount) => KillAccount,
  journal?: JournalEntry,
) => void;

export interface KillRun {
  readonly ports: KillPorts;
  readonly epoch: number;
  readonly scope: Latch['scope'];
  readonly alsoHalt?: Latch['scope'];
  readonly goal: Latch['goal'];
  readonly isDrill: boolean;
  /** Part of the orders' names; see killOrderId. */
  readonly run: number;
  /** Taken up after a restart: requests of the process before may still be on their way. */
  readonly isResumed: boolean;
  /** Still latched for this very run; a reset, a wider pull and a stop end it. */
  readonly goesOn: () => boolean;
  readonly note: NoteAccount;
}

export const CALL_MS = 3_000;

/** What a call became in time: its value, or why there is none. */
export type InTime<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly why: string;
      readonly isLate: boolean;
      /** The venue, or its limits, allow it again after so long. */
      readonly retryAfterMs?: number;
    };

/** Bounds any call of a port by the clock; a throw counts as a failure, since nothing may stop the kill. */
export async function inTime<T>(
  clock: Clock,
  milliseconds: number,
  call: () => Promise<T>,
): Promise<InTime<T>> {
  const over = new AbortController();
  const late: InTime<T> = { ok: false, why: 'no answer', isLate: true };
  const limit = clock.sleep(milliseconds, over.signal).then(
    () => late,
    () => late,
  );
  const answer = (async (): Promise<InTime<T>> => ({ ok: true, value: await call() }))().catch(
    (error: unknown): InTime<T> => ({ ok: false, why: String(error), isLate: false }),
  );
  const first = await Promise.race([answer, limit]);
  over.abort('answered');
  return first;
}

/** The same for calls that answer with a result: both ways of failing become one. */
export async function answerInTime<T>(
  clock: Clock,
  milliseconds: number,
  call: () => Promise<
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: { readonly message: string; readonly retryAfterMs?: number } }
  >,
): Promise<InTime<T>> {
  const answer = await inTime(clock, milliseconds, call);
  if (!answer.ok) return answer;
  if (answer.value.ok) return { ok: true, value: answer.value.value };
  const { message, retryAfterMs } = answer.value.error;
  return { ok: false, why: message, isLate: false, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
