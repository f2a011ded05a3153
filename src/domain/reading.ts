// A number a person may act on, with what is known about its truth; or the plain statement that there is none.

export type Trust =
  | { readonly kind: 'plain' }
  | { readonly kind: 'stale'; readonly ageMs: number }
  /** Our model and the venue disagree by more than a hair; the venue's figure stands beside ours. */
  | { readonly kind: 'model-differs'; readonly venueValue: number };

export type Reading =
  | { readonly kind: 'known'; readonly value: number; readonly trust: Trust; readonly basis?: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export const PLAIN: Trust = { kind: 'plain' };
export const known = (value: number, trust: Trust = PLAIN, basis?: string): Reading =>
  Number.isFinite(value)
    ? basis === undefined
      ? { kind: 'known', value, trust }
      : { kind: 'known', value, trust, basis }
    : { kind: 'unknown', reason: 'not a finite number' };
export const unknown = (reason: string): Reading => ({ kind: 'unknown', reason });
export const readingValue = (reading: Reading): number | undefined =>
  reading.kind === 'known' ? reading.value : undefined;
