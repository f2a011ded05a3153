// A number a person may act on, with what is known about its truth; or the plain statement that there is none.

export type Trust =
  | { readonly kind: 'plain' }
  | { readonly kind: 'stale'; readonly ageMs: number }
  /** Our model and the venue disagree by more than a hair; the venue's figure stands beside ours. */
  | {
      readonly kind: 'model-differs';
      readonly venueValue: number;
      /** Our model finds none; the reading's value is the venue's. */
      readonly modelHasNone?: true;
    };

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
  /** Several coins each back only their own positions, and the model knows one wallet. */
  | 'separate-wallets'
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

/** What limits are held against: of two figures that contradict each other, the worse. */
export function decisiveValue(reading: Reading, worseIs: 'above' | 'below'): number | undefined {
  if (reading.kind === 'unknown') return undefined;
  const { value, trust } = reading;
  if (trust.kind !== 'model-differs') return value;
  return worseIs === 'above' ? Math.max(value, trust.venueValue) : Math.min(value, trust.venueValue);
}

export const readingValue = (reading: Reading): number | undefined =>
  reading.kind === 'known' ? reading.value : undefined;
