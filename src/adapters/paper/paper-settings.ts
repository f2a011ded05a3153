// How the simulated venue behaves: its money, its fees beyond the instruments', its slippage, its slowness and its failures.
import type { MarginMode, PositionSide } from '../../domain/position.ts';

export type SlippageModel = 'book' | 'linear' | 'square-root' | 'logarithmic';

export interface SymbolSetting {
  readonly leverage: number;
  readonly marginMode: MarginMode;
}

/** One position that a first start finds open. Its size is a quantity, or a multiple of the balance at the mark. */
export interface SamplePosition extends SymbolSetting {
  readonly symbol: string;
  readonly side: PositionSide;
  /** Base units as decimal text for a balance of 10,000; grows and shrinks with the balance. */
  readonly quantity?: string;
  /** Notional over balance. */
  readonly exposure?: number;
  /** Isolated only: the margin as a share of the notional, where it is not one over the leverage. */
  readonly marginShare?: number;
}

export interface PaperSettings {
  /** Quote currency at the first start, decimal text. */
  readonly balance: string;
  readonly positionMode: 'one-way' | 'hedge';
  /** For symbols that nobody set. */
  readonly leverage: number;
  readonly marginMode: MarginMode;
  readonly symbols: Readonly<Record<string, SymbolSetting>>;
  readonly slippage: SlippageModel;
  /** Linear, square-root and logarithmic: the slippage of an order as large as the visible depth, about (0.005 = 0.5 %). */
  readonly slippageCoefficient: number;
  /** Time that every answer takes, in milliseconds of the clock. */
  readonly latencyMs: number;
  /** Share of calls that fail; half of the failing orders take effect all the same. */
  readonly failureRate: number;
  /** Clearance fee of a liquidation as a share of its notional. Binance exchangeInfo `liquidationFee`, 2026-03-31. */
  readonly liquidationFeeRate: number;
  readonly sampleBook: readonly SamplePosition[];
}

export const DEFAULT_PAPER_SETTINGS: PaperSettings = {
  balance: '10000',
  positionMode: 'one-way',
  leverage: 5,
  marginMode: 'cross',
  symbols: {},
  slippage: 'book',
  slippageCoefficient: 0.005,
  latencyMs: 0,
  failureRate: 0,
  liquidationFeeRate: 0.02,
  sampleBook: [],
};

/**
 * The book of a first start on the synthetic market: with 10,000 about 4x leverage, and a distance to liquidation of
 * about 18 % (BTC, cross), 41 % (ETH short) and 27 % (ADA), both isolated.
 */
export const SAMPLE_BOOK: readonly SamplePosition[] = [
  { symbol: 'BTCUSDT', side: 'long', quantity: '0.5', leverage: 10, marginMode: 'cross' },
  {
    symbol: 'ETHUSDT',
    side: 'short',
    quantity: '2',
    leverage: 3,
    marginMode: 'isolated',
    marginShare: 0.417,
  },
  {
    symbol: 'ADAUSDT',
    side: 'long',
    quantity: '15000',
    leverage: 4,
    marginMode: 'isolated',
    marginShare: 0.278,
  },
];

/** The book of a first start on a recorded market: long its first symbol at a multiple of the balance, cross. */
export const leveragedBook = (symbol: string, leverage: number): readonly SamplePosition[] => [
  {
    symbol,
    side: 'long',
    exposure: leverage,
    leverage: Math.max(1, Math.ceil(leverage)),
    marginMode: 'cross',
  },
];
