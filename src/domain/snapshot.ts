// One account at one moment: the only picture that risk is computed from and orders are checked against.
import type { Instrument } from './instrument.ts';
import type { Money } from './money.ts';
import type { Order } from './order.ts';
import type { Position } from './position.ts';
import type { Price } from './price.ts';

/** What there is of one coin, counted in the account's currency. */
export interface CoinWallet {
  /** Stands behind the cross positions that settle in the coin. */
  readonly cross: Money;
  readonly available: Money;
}

/** What has to be maintained, and what there is to maintain it with. */
export interface StatedMargin {
  readonly maintenance: Money;
  readonly balance: Money;
}

export interface AccountSnapshot {
  readonly account: string;
  /** When it was put together, in milliseconds of the desk's clock. */
  readonly at: number;
  /** The time of the oldest mark price in it; its age is the snapshot's age. */
  readonly pricesAt: number;
  /** All money in the account, isolated margins included, without unrealised PnL. */
  readonly walletBalance: Money;
  /** The part of it that stands behind cross positions. */
  readonly crossWalletBalance: Money;
  /** Wallet balance plus the unrealised PnL of every position (the margin balance). */
  readonly equity: Money;
  readonly availableBalance: Money;
  /** Where each coin backs only the positions that settle in it: what there is of each. Absent: one wallet backs all. */
  readonly coins?: ReadonlyMap<string, CoinWallet>;
  /** The cross margin as the venue itself adds it up, where the sum over positions is not the whole of it. */
  readonly statedMargin?: StatedMargin;
  readonly positionMode: 'one-way' | 'hedge';
  readonly positions: readonly Position[];
  readonly orders: readonly Order[];
  /** Mark prices by symbol, for every instrument that was read, with or without a position. */
  readonly marks: ReadonlyMap<string, Price>;
  readonly instruments: ReadonlyMap<string, Instrument>;
  /** False when any read failed or did not agree with another: then nothing in it may be taken for "flat" or "safe". */
  readonly complete: boolean;
  readonly incompleteBecause?: string;
}
