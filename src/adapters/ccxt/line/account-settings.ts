// What a real account is opened with, whatever its venue.
import type { Fault } from '../../../domain/fault.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Exchange } from '../../../ports/exchange.ts';
import type { Log } from '../../../ports/log.ts';
import type { CandleSource } from '../../../ports/market-feed.ts';
import type { Credentials } from './venue-client.ts';

export interface AccountSettings {
  readonly account: string;
  /** ccxt's name of the exchange. */
  readonly exchange: string;
  readonly credentials: Credentials;
  readonly baseUrl?: string;
  readonly streamUrl?: string;
  /** The exchange's own play money. */
  readonly network: 'live' | 'testnet' | 'demo';
  /** How long a signed request stays valid at the venue. */
  readonly windowMs: number;
  readonly timeoutMs: number;
  /** Off: everything is asked for. */
  readonly streams: boolean;
  /** Milliseconds that open orders are believed while the stream is silent about them. */
  readonly ordersKeptMs: number;
}

export interface OpeningParts {
  readonly clock: Clock;
  readonly log: Log;
  /** In [0, 1); spreads reconnects. */
  readonly random: () => number;
}

export interface OpenedAccount {
  readonly exchange: Exchange;
  readonly candles: CandleSource;
}

/** The account cannot be used as it is set up; nothing but a person can change that. */
export const unusable = (code: Fault['code'], message: string): Fault => ({
  code,
  message,
  retryable: false,
  outcome: 'none',
});
