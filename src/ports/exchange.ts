// One account at one venue, paper or real. Ports return; they never throw.
import type { Decimal } from '../domain/decimal.ts';
import type { Fault, Rejection } from '../domain/fault.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Money } from '../domain/money.ts';
import type { Fill, Order } from '../domain/order.ts';
import type { MarginMode, Position, PositionSide } from '../domain/position.ts';
import type { Price } from '../domain/price.ts';
import type { Result } from '../domain/result.ts';
import type { ApprovedOrder } from '../domain/review.ts';
import type { CoinWallet, StatedMargin } from '../domain/snapshot.ts';
import type { StreamMessage, VenueTelemetry } from './venue-telemetry.ts';

export interface Balances {
  readonly walletBalance: Money;
  readonly crossWalletBalance: Money;
  readonly equity: Money;
  readonly availableBalance: Money;
  /** Where each coin backs only the positions that settle in it: what there is of each. Absent: one wallet backs all. */
  readonly coins?: ReadonlyMap<string, CoinWallet>;
  /** The cross margin as the venue itself adds it up, where the sum over positions is not the whole of it. */
  readonly statedMargin?: StatedMargin;
  readonly positionMode: 'one-way' | 'hedge';
}

export interface MarkPrice {
  readonly symbol: string;
  readonly price: Price;
  /** When the venue made it, in milliseconds of the desk's clock. */
  readonly at: number;
  readonly fundingRate?: number;
  readonly nextFundingAt?: number;
  /** Time between two fundings; most symbols have 8 h. */
  readonly fundingIntervalMs?: number;
}

/** Best first; prices and quantities as numbers, for estimates of cost only. */
export interface OrderBook {
  readonly symbol: string;
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
  readonly at: number;
}

export type SubmitResult =
  | { readonly kind: 'accepted'; readonly order: Order; readonly signedAt: number }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** How long a signed request can still take effect at the venue. */
export interface SigningWindow {
  readonly windowMs: number;
  /** Measured difference of the venue's clock to ours, in milliseconds. */
  readonly skewMs: number;
}

export interface ExchangeCapabilities {
  readonly derivatives: boolean;
  readonly conditionalOrders: boolean;
  readonly addMargin: boolean;
  readonly setLeverage: boolean;
  readonly setMarginMode: boolean;
  /** The venue can cancel by itself when it hears nothing for a while. */
  readonly countdown: boolean;
  /** The venue pushes prices and what happens to the account. */
  readonly streams: boolean;
  /** A client order id is looked up at the venue whatever its state. */
  readonly orderByClientId: boolean;
}

export interface VenueStatus {
  readonly state: 'ok' | 'maintenance';
  /** The venue's own words, where it has any. */
  readonly detail?: string;
}

/** What the account's key may do, as the venue itself says; undefined where the venue does not tell. */
export interface KeyPermissions {
  readonly read: boolean | undefined;
  readonly trade: boolean | undefined;
  readonly withdraw: boolean | undefined;
  readonly addressRestricted: boolean | undefined;
}

/** What a venue pushes between two reads. Reads stay the truth: an event says what to look at, and when. */
export type ExchangeEvent =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'fill'; readonly fill: Fill }
  /** Positions, balances or margins changed. */
  | { readonly kind: 'account'; readonly at: number }
  | { readonly kind: 'stream'; readonly state: StreamState; readonly at: number; readonly why?: string };

/** `polling`: given up for now, requests take its place while it goes on trying. */
export type StreamState = 'live' | 'lost' | 'polling';

/** What may be asked of every venue. */
export interface Exchange {
  readonly account: string;
  readonly venue: string;
  readonly kind: 'paper' | 'real';
  readonly capabilities: ExchangeCapabilities;
  readonly signingWindow: SigningWindow;
  /** The same account; what is asked through it goes before everything else. For the kill switch. */
  readonly urgent: Exchange;

  instruments(): Promise<Result<ReadonlyMap<string, Instrument>, Fault>>;
  balances(): Promise<Result<Balances, Fault>>;
  positions(): Promise<Result<readonly Position[], Fault>>;
  /** Plain and conditional orders together; `Order.book` tells which. */
  openOrders(): Promise<Result<readonly Order[], Fault>>;
  marks(symbols: readonly string[]): Promise<Result<readonly MarkPrice[], Fault>>;
  orderBook(symbol: string): Promise<Result<OrderBook, Fault>>;
  /** Fills at or after `since`, oldest first. */
  fills(since: number): Promise<Result<readonly Fill[], Fault>>;
  /** Undefined when the venue knows no such order. */
  orderByClientId(symbol: string, clientOrderId: string): Promise<Result<Order | undefined, Fault>>;

  submit(order: ApprovedOrder): Promise<SubmitResult>;
  /** Answers the order as it is after the cancel (it may have been filled meanwhile). */
  cancel(order: Order): Promise<Result<Order, Fault>>;
  /** Cancels every order of one book of a symbol in one request; what became of each is read afterwards. */
  cancelAll(symbol: string, book: Order['book']): Promise<Result<void, Fault>>;
  /** Adds margin to an isolated position; a negative amount takes it away. */
  addMargin(symbol: string, side: PositionSide, amount: Decimal): Promise<Result<void, Fault | Rejection>>;
  /** Of a symbol, with its open position. */
  setLeverage(symbol: string, leverage: number): Promise<Result<void, Fault | Rejection>>;
  /** Of a symbol without positions and orders. */
  setMarginMode(symbol: string, marginMode: MarginMode): Promise<Result<void, Fault | Rejection>>;
  /** The venue cancels every order of the symbol after so many milliseconds unless asked again; 0 ends it. */
  countdown(symbol: string, milliseconds: number): Promise<Result<void, Fault>>;
  serverTime(): Promise<Result<number, Fault>>;
  status(): Promise<Result<VenueStatus, Fault>>;
  keyPermissions(): Promise<Result<KeyPermissions, Fault>>;
  /** Hears what the venue pushes until the answered function is called; a venue without streams never calls. */
  listen(listener: (event: ExchangeEvent) => void): () => void;
  telemetry(): VenueTelemetry;
  /** The newest messages of the streams, newest first; at most 10,000 of each are kept. */
  heard(limit: number): readonly StreamMessage[];
  close(): Promise<void>;
}
