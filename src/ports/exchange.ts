// One account at one venue, paper or real. Ports return; they never throw.
import type { Decimal } from '../domain/decimal.ts';
import type { Fault, Rejection } from '../domain/fault.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Money } from '../domain/money.ts';
import type { Fill, Order } from '../domain/order.ts';
import type { Position, PositionSide } from '../domain/position.ts';
import type { Price } from '../domain/price.ts';
import type { Result } from '../domain/result.ts';
import type { ApprovedOrder } from '../domain/review.ts';

export interface Balances {
  readonly walletBalance: Money;
  readonly crossWalletBalance: Money;
  readonly equity: Money;
  readonly availableBalance: Money;
  readonly positionMode: 'one-way' | 'hedge';
}

export interface MarkPrice {
  readonly symbol: string;
  readonly price: Price;
  /** When the venue made it, in milliseconds of the desk's clock. */
  readonly at: number;
  readonly fundingRate?: number;
  readonly nextFundingAt?: number;
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
  /** A client order id is looked up at the venue whatever its state. */
  readonly orderByClientId: boolean;
}

/** What may be asked of every venue. */
export interface Exchange {
  readonly account: string;
  readonly venue: string;
  readonly kind: 'paper' | 'real';
  readonly capabilities: ExchangeCapabilities;
  readonly signingWindow: SigningWindow;

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
  /** Adds margin to an isolated position. */
  addMargin(symbol: string, side: PositionSide, amount: Decimal): Promise<Result<void, Fault | Rejection>>;
  serverTime(): Promise<Result<number, Fault>>;
  close(): Promise<void>;
}
