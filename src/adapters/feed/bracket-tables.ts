// The venue's real leverage brackets as bundled numbers, so that paper margins are sized by the true tiers without a network.
// Source: Binance USDⓈ-M leverage brackets, read 2024-10-24.
import type { LeverageBracket } from '../../domain/instrument.ts';

/** Upper end of the tier in quote currency, highest leverage, maintenance margin rate. */
type Tier = readonly [cap: number, maxLeverage: number, rate: number];

const TIERS: Readonly<Record<string, readonly Tier[]>> = {
  BTCUSDT: [
    [50_000, 125, 0.004],
    [600_000, 100, 0.005],
    [3_000_000, 75, 0.0065],
    [12_000_000, 50, 0.01],
    [70_000_000, 25, 0.02],
    [100_000_000, 20, 0.025],
    [230_000_000, 10, 0.05],
    [480_000_000, 5, 0.1],
    [600_000_000, 4, 0.125],
    [800_000_000, 3, 0.15],
    [1_200_000_000, 2, 0.25],
    [1_800_000_000, 1, 0.5],
  ],
  ETHUSDT: [
    [50_000, 125, 0.004],
    [600_000, 100, 0.005],
    [3_000_000, 75, 0.0065],
    [12_000_000, 50, 0.01],
    [50_000_000, 25, 0.02],
    [65_000_000, 20, 0.025],
    [150_000_000, 10, 0.05],
    [320_000_000, 5, 0.1],
    [400_000_000, 4, 0.125],
    [530_000_000, 3, 0.15],
    [800_000_000, 2, 0.25],
    [1_200_000_000, 1, 0.5],
  ],
  SOLUSDT: [
    [20_000, 100, 0.005],
    [100_000, 75, 0.0065],
    [800_000, 50, 0.01],
    [4_000_000, 25, 0.02],
    [8_000_000, 20, 0.025],
    [40_000_000, 10, 0.05],
    [80_000_000, 5, 0.1],
    [100_000_000, 4, 0.125],
    [200_000_000, 2, 0.25],
    [400_000_000, 1, 0.5],
  ],
  ADAUSDT: [
    [10_000, 75, 0.005],
    [50_000, 50, 0.01],
    [100_000, 40, 0.015],
    [500_000, 25, 0.02],
    [1_000_000, 20, 0.025],
    [5_000_000, 10, 0.05],
    [10_000_000, 5, 0.1],
    [20_000_000, 4, 0.125],
    [30_000_000, 2, 0.25],
    [50_000_000, 1, 0.5],
  ],
  XRPUSDT: [
    [10_000, 75, 0.005],
    [20_000, 50, 0.0065],
    [160_000, 40, 0.01],
    [800_000, 25, 0.02],
    [1_600_000, 20, 0.025],
    [8_000_000, 10, 0.05],
    [16_000_000, 5, 0.1],
    [20_000_000, 4, 0.125],
    [40_000_000, 2, 0.25],
    [80_000_000, 1, 0.5],
  ],
  BNBUSDT: [
    [10_000, 75, 0.005],
    [50_000, 50, 0.006],
    [200_000, 40, 0.01],
    [1_500_000, 25, 0.02],
    [3_000_000, 20, 0.025],
    [15_000_000, 10, 0.05],
    [30_000_000, 5, 0.1],
    [37_500_000, 4, 0.125],
    [75_000_000, 2, 0.25],
    [150_000_000, 1, 0.5],
  ],
  DOGEUSDT: [
    [10_000, 75, 0.005],
    [50_000, 50, 0.007],
    [750_000, 40, 0.01],
    [800_000, 25, 0.02],
    [1_600_000, 20, 0.025],
    [8_000_000, 10, 0.05],
    [16_000_000, 5, 0.1],
    [20_000_000, 4, 0.125],
    [40_000_000, 2, 0.25],
    [80_000_000, 1, 0.5],
  ],
};

/** For a symbol without a table of its own: 0–50k 125x 0.4 %, –250k 100x, –1M 50x, –5M 20x, –20M 10x, above 5x 10 %. */
const CAUTIOUS: readonly Tier[] = [
  [50_000, 125, 0.004],
  [250_000, 100, 0.005],
  [1_000_000, 50, 0.01],
  [5_000_000, 20, 0.025],
  [20_000_000, 10, 0.05],
  [1e15, 5, 0.1],
];

/** Brackets with the maintenance amount `cum_k = cum_{k−1} + floor_k·(rate_k − rate_{k−1})`, which makes the margin continuous. */
function fromTiers(tiers: readonly Tier[]): readonly LeverageBracket[] {
  const brackets: LeverageBracket[] = [];
  for (const [cap, maxLeverage, rate] of tiers) {
    const before = brackets.at(-1);
    const floor = before?.cap ?? 0;
    const cum = before === undefined ? 0 : before.cum + floor * (rate - before.maintenanceMarginRate);
    // Rates have four decimals and floors are whole, so six decimals keep every digit and drop float noise.
    brackets.push({
      floor,
      cap,
      maintenanceMarginRate: rate,
      maxLeverage,
      cum: Math.round(cum * 1e6) / 1e6,
    });
  }
  return brackets;
}

/** The bundled brackets of a symbol; a cautious general table where it has none of its own. */
export function bundledBrackets(symbol: string): readonly LeverageBracket[] {
  return fromTiers(TIERS[symbol] ?? CAUTIOUS);
}
