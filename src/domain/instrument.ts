// What the venue lets us trade and in which steps; the tables that size its maintenance margin.
import type { Decimal } from './decimal.ts';

/** One row of the venue's leverage bracket table. Notional bounds in quote currency; `cum` is the maintenance amount. */
export interface LeverageBracket {
  readonly floor: number;
  readonly cap: number;
  readonly maintenanceMarginRate: number;
  readonly maxLeverage: number;
  readonly cum: number;
}

export interface Instrument {
  /** The venue's own id, such as `BTCUSDT`; unique within an account. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly priceTick: Decimal;
  readonly quantityStep: Decimal;
  readonly minQuantity: Decimal;
  /** The largest market order the venue takes; larger ones are split. */
  readonly maxMarketQuantity: Decimal;
  readonly minNotional: Decimal;
  readonly takerFeeRate: Decimal;
  readonly makerFeeRate: Decimal;
  readonly brackets: readonly LeverageBracket[];
  readonly halted?: boolean;
}
