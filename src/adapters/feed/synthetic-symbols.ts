// The coins of the synthetic market and how each one behaves: where it starts, how much it moves, and how much with the rest.

export interface SymbolModel {
  readonly symbol: string;
  /** Mark price at the start of the feed. */
  readonly price: number;
  /** Standard deviation of daily returns in the long run: a quiet year, so that a crash stands out. */
  readonly volatility: number;
  /** Correlation with the common factor; that of two coins is the product of theirs. */
  readonly loading: number;
  /** Share of a scripted market move that it takes. */
  readonly beta: number;
  /** Usual volume of a day in base units. */
  readonly dailyVolume: number;
}

const MODELS: readonly SymbolModel[] = [
  { symbol: 'BTCUSDT', price: 58_000, volatility: 0.011, loading: 0.92, beta: 1, dailyVolume: 300_000 },
  { symbol: 'ETHUSDT', price: 4_200, volatility: 0.014, loading: 0.9, beta: 1.2, dailyVolume: 5_000_000 },
  { symbol: 'SOLUSDT', price: 150, volatility: 0.019, loading: 0.8, beta: 1.4, dailyVolume: 25_000_000 },
  { symbol: 'ADAUSDT', price: 0.3, volatility: 0.018, loading: 0.78, beta: 1.35, dailyVolume: 900_000_000 },
  { symbol: 'XRPUSDT', price: 0.62, volatility: 0.017, loading: 0.72, beta: 1.25, dailyVolume: 900_000_000 },
  { symbol: 'BNBUSDT', price: 600, volatility: 0.012, loading: 0.8, beta: 0.9, dailyVolume: 600_000 },
  {
    symbol: 'DOGEUSDT',
    price: 0.12,
    volatility: 0.021,
    loading: 0.74,
    beta: 1.4,
    dailyVolume: 5_000_000_000,
  },
];

/** Symbols that a synthetic feed has unless told otherwise. */
export const SYNTHETIC_SYMBOLS: readonly string[] = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'ADAUSDT', 'XRPUSDT'];

/** The model of a symbol; an unknown one behaves like an average coin at 10. */
export function symbolModel(symbol: string): SymbolModel {
  const known = MODELS.find((each) => each.symbol === symbol);
  return known ?? { symbol, price: 10, volatility: 0.018, loading: 0.75, beta: 1.2, dailyVolume: 10_000_000 };
}
