// What people may ask of the risk models about their own book. Each answer carries what it was computed from, so that
// `cutman calc` gives the same numbers for the same input.
import type { Told } from '../domain/reading.ts';
import type { FixedFractional } from '../risk/sizing/fixed-fractional.ts';
import type { KellySizing } from '../risk/sizing/kelly.ts';
import type { Answer } from './answer.ts';

/** Whose book it is about, and how old its prices are. */
export interface AskedBook {
  readonly account: string;
  readonly currency: string;
  readonly equity: number;
  readonly pricesAt: number;
}

export interface SizeAsk {
  readonly account?: string;
  /** The venue's symbol. */
  readonly symbol: string;
  /** Decimal text; absent: the mark price. */
  readonly entry?: string;
  readonly stop: string;
  /** Share of equity that the stop may cost; absent: as configured. */
  readonly riskShare?: number;
  readonly leverage?: number;
}

export interface SizeAnswer extends AskedBook {
  readonly symbol: string;
  readonly riskShare: number;
  readonly feeRate: number;
  readonly entryPrice: string;
  readonly stopPrice: string;
  readonly leverage?: number;
  readonly maxLeverage: number;
  readonly sizing: FixedFractional;
  /** The quantity as it can be traded: rounded down to the venue's step, and what it is worth and loses at the stop. */
  readonly quantity: string;
  readonly notional: string;
  readonly lossAtStop: string;
  /** The venue takes no smaller order than this quantity or worth; present when the size is under it. */
  readonly tooSmall?: { readonly minQuantity: string; readonly minNotional: string };
  /** What the account has free for new margin. */
  readonly available: string;
}

export interface KellyAsk {
  readonly account?: string;
  /** A record told in three figures instead of the closed trades. */
  readonly record?: {
    readonly winProbability: number;
    readonly averageWin: number;
    readonly averageLoss: number;
  };
}

export interface KellyAnswer extends AskedBook {
  /** Return of each closed round trip on what was put on, after fees, oldest first; empty for a record told in figures. */
  readonly returns: readonly number[];
  readonly since?: number;
  readonly fraction: number;
  readonly limit: number;
  readonly maxLeverage: number;
  /** Null before the first trade is closed: only the default risk can be told then. */
  readonly sizing: KellySizing | null;
  /** What one trade may lose, in money. */
  readonly riskAmount: number;
}

/** Questions to the models; they read only, and never wait behind a command that changes state. */
export interface ModelAsks {
  /** The size at which being stopped out costs the risk budget. */
  size(ask: SizeAsk): Answer<Told<SizeAnswer>>;
  /** What one trade may risk by the record of the closed ones. */
  kelly(ask: KellyAsk): Answer<Told<KellyAnswer>>;
}
