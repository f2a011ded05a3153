// The life of one leg of a proposal: what its rows so far ask for next, how much may still be sent, and what it came to.
// Pure, so that "never more than approved, never past the target" holds by arithmetic and not by luck.
import { Decimal, floorToStep, ZERO } from './decimal.ts';
import type { Leg, PlannedLeg } from './proposal.ts';

/** A request may still take effect this long after its signing window, for clocks that differ and queues in between. */
export const HOLD_MARGIN_MS = 1_000;
/** "Not found" means nothing for an order that is older than venues keep them. */
export const NOT_FOUND_MEANS_NOTHING_AFTER_MS = 3 * 86_400_000;
/** Of the same leg; a venue that says no this often is not asked again. */
const REJECTIONS_TAKEN = 3;
/** A reduction that the venue refused may be right a moment later: position, book or price band have moved. */
const PASSING_REJECTIONS: ReadonlySet<string> = new Set(['-2022', '-4131', '-4116', 'expired', 'cancelled']);

/**
 * At most 36 characters of [A-Za-z0-9_-]: the nonce (32), the leg and the attempt (two digits of base 36 each), so
 * that the same attempt has the same name after every restart and no other order ever has it.
 */
export function legClientOrderId(nonce: string, index: number, attempt: number): string {
  const digits = (value: number): string => value.toString(36).padStart(2, '0').slice(-2);
  return `${nonce.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 32)}${digits(index)}${digits(attempt)}`;
}

export type LegTask =
  /** Check everything again; what is left may be sent under this attempt. */
  | { readonly kind: 'send'; readonly attempt: number }
  /** It may or may not have reached the venue. */
  | { readonly kind: 'look-up'; readonly row: Leg }
  /** The venue has it and it is not all filled. */
  | { readonly kind: 'watch'; readonly row: Leg }
  /** The venue will not take it. */
  | { readonly kind: 'give-up'; readonly row: Leg };

/** What comes next for a leg, from its rows alone: the same before and after a crash. */
export function legTask(rows: readonly Leg[]): LegTask {
  const last = rows.reduce<Leg | undefined>(
    (latest, row) => (latest === undefined || row.attempt > latest.attempt ? row : latest),
    undefined,
  );
  if (last === undefined) return { kind: 'send', attempt: 1 };
  switch (last.state) {
    case 'sending':
    case 'unknown':
      return { kind: 'look-up', row: last };
    case 'accepted':
      return { kind: 'watch', row: last };
    case 'rejected': {
      const often = rows.filter((row) => row.state === 'rejected').length >= REJECTIONS_TAKEN;
      const passing = PASSING_REJECTIONS.has(last.venueCode ?? '');
      return often || !passing ? { kind: 'give-up', row: last } : { kind: 'send', attempt: last.attempt + 1 };
    }
    case 'planned':
    case 'done':
    case 'not-accepted':
      return { kind: 'send', attempt: last.attempt + 1 };
    default:
      return last.state satisfies never;
  }
}

/** When the request can no longer take effect at the venue, whatever the network did with it. */
export const holdUntil = (row: Leg, skewMs: number): number =>
  (row.windowEndsAt ?? row.signedAt ?? 0) + Math.abs(skewMs) + HOLD_MARGIN_MS;

export const filledOf = (rows: readonly Leg[]): Decimal =>
  rows.reduce((sum, row) => sum.plus(row.filled), ZERO);

/**
 * What may still be sent: never more than was approved and is not filled yet, never past the target as the position
 * is now. Floored to the step, so zero when nothing is left.
 */
export function remainingQuantity(
  plan: Pick<PlannedLeg, 'quantity' | 'targetAfter'>,
  filled: Decimal,
  position: Decimal,
  step: Decimal,
): Decimal {
  const approved = new Decimal(plan.quantity).minus(filled);
  const toTarget = position.minus(plan.targetAfter);
  const left = Decimal.min(approved, toTarget);
  return left.lte(0) ? ZERO : floorToStep(left, step);
}

/** Share at which the rest of a partly filled order is taken at the market instead of waited for. */
const NEARLY_FILLED = 0.8;
/** A resting rest is cancelled after this long. */
const WAIT_FOR_FILLS_MS = 300_000;

export type Waiting =
  | { readonly kind: 'wait' }
  | { readonly kind: 'cancel'; readonly next: 'finish' | 'stop'; readonly why: 'nearly' | 'price' | 'time' };

/** What to do with an order that the venue holds and has filled in part; `moved` is the mark's move from the card's price. */
export function partialFill(share: number, moved: number, tolerance: number, waitedMs: number): Waiting {
  if (share >= NEARLY_FILLED) return { kind: 'cancel', next: 'finish', why: 'nearly' };
  if (moved > tolerance) return { kind: 'cancel', next: 'stop', why: 'price' };
  if (waitedMs >= WAIT_FOR_FILLS_MS) return { kind: 'cancel', next: 'stop', why: 'time' };
  return { kind: 'wait' };
}

/** The row as the venue's answer makes it, one version on. */
export function legMoved(row: Leg, state: Leg['state'], changes: Partial<Leg> = {}): Leg {
  return { ...row, ...changes, state, version: row.version + 1 };
}

export interface FillSum {
  readonly filled: Decimal;
  readonly averagePrice?: Decimal;
  readonly fee: Decimal;
}

/** Sums executions: quantity, the price weighted by it, and fees. */
export function sumFills(
  fills: readonly {
    readonly quantity: { readonly value: Decimal };
    readonly price: { readonly value: Decimal };
    readonly fee: { readonly value: Decimal };
  }[],
): FillSum {
  let filled = ZERO;
  let worth = ZERO;
  let fee = ZERO;
  for (const each of fills) {
    filled = filled.plus(each.quantity.value);
    worth = worth.plus(each.quantity.value.times(each.price.value));
    fee = fee.plus(each.fee.value);
  }
  return filled.isZero() ? { filled, fee } : { filled, averagePrice: worth.div(filled), fee };
}
