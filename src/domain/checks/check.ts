// The shape of one rule: everything it may look at, and the refusals it answers with (none when it is content).
import type { Decimal } from '../decimal.ts';
import type { ExposureAfter } from '../exposure.ts';
import type { Instrument } from '../instrument.ts';
import type { Latch } from '../kill-switch.ts';
import type { Limits } from '../limits.ts';
import type { Closing } from '../maintenance.ts';
import type { OrderIntent } from '../order.ts';
import type { Refusal } from '../refusal.ts';
import type { AccountSnapshot } from '../snapshot.ts';
import type { TradingState } from '../trading-state.ts';

/** The state of the desk that a review is made in. */
export interface DeskState {
  readonly now: number;
  readonly trading: TradingState;
  readonly latch: Latch;
  readonly safeMode?: string;
  readonly storeFault?: string;
  readonly tradesToday: number;
  /** The exchange is closed for maintenance and serves nothing, since then. */
  readonly closedSince?: number;
  /** Maintenance that goes on or is near enough that nothing is to be opened any more. */
  readonly closing?: Pick<Closing, 'from'> & Partial<Closing>;
  /** What was left of the difference to the exchange's clock after two comparisons. */
  readonly clockOff?: { readonly offMs: number; readonly limitMs: number };
  /** The kill switch reviews its own orders with `true`: latch and halt do not bind it, everything else does. */
  readonly forKillSwitch: boolean;
}

export interface CheckInput {
  readonly intent: OrderIntent;
  readonly snapshot: AccountSnapshot;
  readonly instrument: Instrument;
  readonly markPrice: Decimal;
  readonly exposure: ExposureAfter;
  readonly limits: Limits;
  readonly state: DeskState;
}

export type Check = (input: CheckInput) => readonly Refusal[];
