// The only gate to the exchange: an order, the book, the limits and the desk's state become a verdict. Nothing else makes an ApprovedOrder.
import { accountLimits } from './checks/account-limits.ts';
import type { Check, DeskState } from './checks/check.ts';
import { freshData } from './checks/fresh-data.ts';
import { priceBand } from './checks/price-band.ts';
import { reducesOnly } from './checks/reduces-only.ts';
import { tradingAllowed } from './checks/trading-allowed.ts';
import { venueLimits } from './checks/venue-limits.ts';
import { venueOpen } from './checks/venue-open.ts';
import { exposureAfter } from './exposure.ts';
import type { Limits } from './limits.ts';
import type { OrderIntent } from './order.ts';
import type { Refusal } from './refusal.ts';
import type { AccountSnapshot } from './snapshot.ts';

export type { DeskState } from './checks/check.ts';

const CHECKS: readonly Check[] = [
  tradingAllowed,
  venueOpen,
  reducesOnly,
  freshData,
  priceBand,
  venueLimits,
  accountLimits,
];

class Approved {
  readonly #reviewed = true;
  readonly intent: OrderIntent;
  readonly reduces: boolean;

  constructor(intent: OrderIntent, reduces: boolean) {
    this.intent = intent;
    this.reduces = reduces;
  }

  /** True for an order that came out of a review, false for a look-alike. */
  get reviewed(): boolean {
    return this.#reviewed;
  }
}

/** An order that passed every check. The class does not leave this file, so that only `review` can make one. */
export type ApprovedOrder = Approved;

export type Verdict =
  | { readonly kind: 'approved'; readonly order: ApprovedOrder }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

/** Judges one order. Answers all refusals, not the first; a missing instrument or price is a refusal. */
export function review(
  intent: OrderIntent,
  snapshot: AccountSnapshot,
  limits: Limits,
  state: DeskState,
): Verdict {
  const instrument = snapshot.instruments.get(intent.symbol);
  if (instrument === undefined) {
    const known = [...snapshot.instruments.keys()].slice(0, 10);
    return { kind: 'refused', refusals: [{ code: 'INSTRUMENT_UNKNOWN', symbol: intent.symbol, known }] };
  }
  const markPrice = snapshot.marks.get(intent.symbol);
  if (markPrice === undefined) {
    return { kind: 'refused', refusals: [{ code: 'UNKNOWN_PRICE', symbol: intent.symbol }] };
  }
  const exposure = exposureAfter(intent, snapshot, markPrice.value);
  const input = { intent, snapshot, instrument, markPrice: markPrice.value, exposure, limits, state };
  const refusals = CHECKS.flatMap((check) => check(input));
  if (refusals.length > 0) return { kind: 'refused', refusals };
  return { kind: 'approved', order: new Approved(intent, exposure.reduces) };
}
