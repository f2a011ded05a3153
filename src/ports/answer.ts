// What comes back from an ask: the value, or why not.
import type { Fault } from '../domain/fault.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Result } from '../domain/result.ts';

/** A refusal with all its reasons, or the world's failure. */
export type Declined =
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'fault'; readonly fault: Fault };
export type Answer<T> = Promise<Result<T, Declined>>;
