// What the two faces of a Binance account (ordinary and urgent) share.
import type { Clock } from '../../../ports/clock.ts';
import type { BinanceAccountState } from './account-state.ts';
import type { BinanceFills } from './fills.ts';
import type { BinanceKeys } from './keys.ts';
import type { BinanceLine } from './line.ts';
import type { BinanceMargin } from './margin.ts';
import type { BinanceMarketData } from './market-data.ts';
import type { BinanceOrderDesk } from './order-desk.ts';
import type { BinanceUserStream } from './user-stream.ts';

export interface BinanceParts {
  readonly account: string;
  /** As people read it: `Binance USDⓈ-M`, with what kind of network it is. */
  readonly venueName: string;
  readonly windowMs: number;
  readonly clock: Clock;
  readonly line: BinanceLine;
  readonly state: BinanceAccountState;
  readonly market: BinanceMarketData;
  readonly orders: BinanceOrderDesk;
  readonly fills: BinanceFills;
  readonly margin: BinanceMargin;
  readonly keys: BinanceKeys;
  readonly streams: BinanceUserStream;
  /** Gives up what is shared with other accounts of the address. */
  readonly leave: () => Promise<void>;
}
