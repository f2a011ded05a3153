// What can go wrong with a call to the simulated venue: the words of its knobs.
import type { Fault } from '../../src/domain/fault.ts';

/** What happens to one submitted order. */
export type SubmitBehaviour =
  | { readonly kind: 'fine' }
  /** Accepted, and the answer is lost. */
  | { readonly kind: 'lose-response' }
  /** Lost on the way; the venue never sees it. */
  | { readonly kind: 'drop' }
  /** The answer is lost, and the venue takes it only after `afterMs` (refused once the signing window is over). */
  | { readonly kind: 'late'; readonly afterMs: number }
  /** Accepted; only this share is filled at once, the rest stays open. */
  | { readonly kind: 'partial'; readonly share: string }
  /** Accepted with this share filled, and the answer is lost. */
  | { readonly kind: 'partial-lost'; readonly share: string }
  | { readonly kind: 'reject'; readonly venueCode: string; readonly reason?: string }
  | { readonly kind: 'fault'; readonly fault: Fault };

export type ExchangeMethod =
  | 'instruments'
  | 'balances'
  | 'positions'
  | 'openOrders'
  | 'marks'
  | 'orderBook'
  | 'fills'
  | 'orderByClientId'
  | 'submit'
  | 'cancel'
  | 'cancelAll'
  | 'setLeverage'
  | 'setMarginMode'
  | 'countdown'
  | 'status'
  | 'keyPermissions'
  | 'addMargin'
  | 'serverTime';

export const fault = (
  code: Fault['code'],
  outcome: Fault['outcome'] = 'none',
  retryAfterMs?: number,
): Fault => ({
  code,
  message: `simulated ${code}`,
  retryable: code !== 'AUTH_LOST' && code !== 'UNSUPPORTED',
  outcome,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
export const TIMEOUT_UNKNOWN: Fault = fault('TIMEOUT', 'unknown');
