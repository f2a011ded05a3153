// A number a person may act on, with what is known about its truth; or the plain statement that there is none.

export type Trust =
  | { readonly kind: 'plain' }
  | { readonly kind: 'stale'; readonly ageMs: number }
  /** Our model and the venue disagree by more than a hair; the venue's figure stands beside ours. */
  | { readonly kind: 'model-differs'; readonly venueValue: number };

/** Why there is no number; the chat has a sentence for each. */
export type UnknownReason =
  | 'incomplete-data'
  | 'no-price-history'
  | 'no-positions'
  | 'one-position'
  | 'no-equity'
  | 'no-peak-yet'
  | 'cannot-be-liquidated'
  | 'no-brackets'
  | 'not-computed-yet'
  | 'no-picture'
  | 'no-trades'
  | 'short-history'
  | 'no-leverage'
  | 'model-refused'
  | 'not-finite';

export type Reading =
  | { readonly kind: 'known'; readonly value: number; readonly trust: Trust; readonly basis?: string }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason; readonly detail?: string };

export type Unknown = Extract<Reading, { kind: 'unknown' }>;

/** An answer of several figures, or the reason why there is none. */
export type Told<T> = { readonly kind: 'known'; readonly value: T } | Unknown;

export const PLAIN: Trust = { kind: 'plain' };

/** A reading from a statistic; a value that is not finite becomes unknown and never a number. */
export function known(value: number, trust: Trust = PLAIN, basis?: string): Reading {
  if (!Number.isFinite(value)) return { kind: 'unknown', reason: 'not-finite' };
  return basis === undefined ? { kind: 'known', value, trust } : { kind: 'known', value, trust, basis };
}

export const told = <T>(value: T): Told<T> => ({ kind: 'known', value });

export const unknown = (reason: UnknownReason, detail?: string): Unknown =>
  detail === undefined ? { kind: 'unknown', reason } : { kind: 'unknown', reason, detail };

export const readingValue = (reading: Reading): number | undefined =>
  reading.kind === 'known' ? reading.value : undefined;
