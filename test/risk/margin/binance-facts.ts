// Published and recorded figures of Binance USDⓈ-M futures, as plain numbers, for tests to be held against.
import { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import type { BracketRow } from '../../../src/risk/margin/brackets.ts';

const rows = (table: readonly (readonly [number, number, number, number, number])[]): BracketRow[] =>
  table.map(([floor, cap, rate, maxLeverage, cum]) => ({ floor, cap, rate, maxLeverage, cum }));

/** Leverage brackets of BTCUSDT as the exchange gave them on 2024-10-24: floor, cap, rate, leverage, cum. */
export const BTC_TIERS = rows([
  [0, 50_000, 0.004, 125, 0],
  [50_000, 600_000, 0.005, 100, 50],
  [600_000, 3_000_000, 0.0065, 75, 950],
  [3_000_000, 12_000_000, 0.01, 50, 11_450],
  [12_000_000, 70_000_000, 0.02, 25, 131_450],
  [70_000_000, 100_000_000, 0.025, 20, 481_450],
  [100_000_000, 230_000_000, 0.05, 10, 2_981_450],
  [230_000_000, 480_000_000, 0.1, 5, 14_481_450],
  [480_000_000, 600_000_000, 0.125, 4, 26_481_450],
  [600_000_000, 800_000_000, 0.15, 3, 41_481_450],
  [800_000_000, 1_200_000_000, 0.25, 2, 121_481_450],
  [1_200_000_000, 1_800_000_000, 0.5, 1, 421_481_450],
]);

/** Leverage brackets of ETHUSDT, same source and day. */
export const ETH_TIERS = rows([
  [0, 50_000, 0.004, 125, 0],
  [50_000, 600_000, 0.005, 100, 50],
  [600_000, 3_000_000, 0.0065, 75, 950],
  [3_000_000, 12_000_000, 0.01, 50, 11_450],
  [12_000_000, 50_000_000, 0.02, 25, 131_450],
  [50_000_000, 65_000_000, 0.025, 20, 381_450],
  [65_000_000, 150_000_000, 0.05, 10, 2_006_450],
  [150_000_000, 320_000_000, 0.1, 5, 9_506_450],
  [320_000_000, 400_000_000, 0.125, 4, 17_506_450],
  [400_000_000, 530_000_000, 0.15, 3, 27_506_450],
  [530_000_000, 800_000_000, 0.25, 2, 80_506_450],
  [800_000_000, 1_200_000_000, 0.5, 1, 280_506_450],
]);

export const recordedTiers = (): BracketBook => BracketBook.of({ BTCUSDT: BTC_TIERS, ETHUSDT: ETH_TIERS });

/**
 * Binance's worked example, "How to Calculate Liquidation Price of USD-M Futures Contracts": two longs on a wallet of
 * 1,535,443.01 USDT. Prices and money in USDT, as printed there.
 */
export const PUBLISHED = {
  walletBalance: 1_535_443.01,
  btc: {
    quantity: 109.488,
    entryPrice: 32_481.98,
    markPrice: 31_967.27,
    rate: 0.025,
    cum: 16_300,
    isolated: 18_778.73,
    cross: 26_316.89,
  },
  eth: {
    quantity: 3_683.979,
    entryPrice: 1_456.84,
    markPrice: 1_335.18,
    rate: 0.1,
    cum: 135_365,
    isolated: 1_114.78,
    cross: 1_153.26,
  },
  maintenanceMargin: 427_713.319_44,
  unrealizedPnl: -504_547.46,
  marginBalance: 1_030_895.55,
} as const;

/** The single tier that the published example names for each coin. */
export const publishedTiers = (): BracketBook => {
  const only = (rate: number, cum: number): BracketRow[] => [
    { floor: 0, cap: 1e12, rate, cum, maxLeverage: 20 },
  ];
  return BracketBook.of({
    BTCUSDT: only(PUBLISHED.btc.rate, PUBLISHED.btc.cum),
    ETHUSDT: only(PUBLISHED.eth.rate, PUBLISHED.eth.cum),
  });
};
