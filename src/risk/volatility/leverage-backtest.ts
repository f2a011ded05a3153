// Static against dynamic leverage on the same prices: one long position, rebalanced every n bars, with fees on the
// exposure that changes and with real liquidation. Model 26.
import { BracketTable } from '../margin/brackets.ts';
import { ModelInputError, requireBetween, requireInteger } from '../model-input-error.ts';
import { performance } from '../performance/performance.ts';
import { requireCapital, simpleReturns } from '../statistics/returns.ts';
import { type DynamicLeverageConfig, leverageConfig, leverageFor } from './dynamic-leverage.ts';
import { realisedVolatility } from './realised-volatility.ts';

export interface LeverageBacktestInput {
  /** Closes of positive prices, oldest first; at least window + 2. */
  readonly prices: ArrayLike<number>;
  readonly initialCapital: number;
  /** Default 3. */
  readonly staticLeverage?: number;
  /** Bars between rebalancings, default 7. */
  readonly rebalanceEvery?: number;
  readonly config?: DynamicLeverageConfig;
  /** Of the exposure that changes, default 0.0005. */
  readonly feeRate?: number;
  /** Default: the bundled table. */
  readonly table?: BracketTable;
}

export interface LeverageRun {
  readonly finalValue: number;
  readonly totalReturn: number;
  readonly sharpe: number | null;
  /** Annualised. */
  readonly volatility: number;
  readonly maxDrawdown: number;
  readonly averageLeverage: number;
  readonly fees: number;
  /** Index of the price at which margin fell to maintenance and the rest was lost. */
  readonly liquidatedAt?: number;
}

export interface LeverageBacktest {
  readonly static: LeverageRun;
  readonly dynamic: LeverageRun;
  readonly comparison: {
    readonly returnDifference: number;
    readonly sharpeDifference: number | null;
    readonly volatilityDifference: number;
    readonly drawdownDifference: number;
    readonly better: 'static' | 'dynamic' | 'equal';
  };
}

/** Errors: TOO_SHORT, NOT_POSITIVE, OUT_OF_RANGE with the field's name. */
export function leverageBacktest(input: LeverageBacktestInput): LeverageBacktest {
  const config = leverageConfig(input.config);
  const { prices } = input;
  simpleReturns(prices, 'prices', 2);
  if (prices.length < config.window + 2) {
    const found = `prices has ${prices.length} values; a window of ${config.window} needs ${config.window + 2}`;
    throw new ModelInputError('TOO_SHORT', 'prices', found);
  }
  const fixed = requireBetween(input.staticLeverage ?? 3, 'staticLeverage', 0.01, 125);
  const from = Float64Array.from(prices);
  const dynamic = (bar: number) => {
    if (bar < config.window) return config.base;
    const recent = from.subarray(bar - config.window, bar + 1);
    const { daily } = realisedVolatility(recent, config.window, config.periodsPerYear);
    return leverageFor(daily, config).recommended;
  };
  const one = run(from, input, () => fixed, config.periodsPerYear);
  const other = run(from, input, dynamic, config.periodsPerYear);
  const gain = other.totalReturn - one.totalReturn;
  return {
    static: one,
    dynamic: other,
    comparison: {
      returnDifference: gain,
      sharpeDifference: one.sharpe === null || other.sharpe === null ? null : other.sharpe - one.sharpe,
      volatilityDifference: other.volatility - one.volatility,
      drawdownDifference: other.maxDrawdown - one.maxDrawdown,
      better: gain > 0 ? 'dynamic' : gain < 0 ? 'static' : 'equal',
    },
  };
}

function run(
  prices: Float64Array,
  input: LeverageBacktestInput,
  leverageAt: (bar: number) => number,
  periodsPerYear: number,
): LeverageRun {
  const capital = requireCapital(input.initialCapital, 'initialCapital');
  const every = requireInteger(input.rebalanceEvery ?? 7, 'rebalanceEvery', 1, 1_000_000);
  const feeRate = requireBetween(input.feeRate ?? 0.0005, 'feeRate', 0, 0.1);
  const table = input.table ?? BracketTable.fallback();
  const returns = new Float64Array(prices.length - 1);
  let equity = capital;
  let before = capital;
  let quantity = 0;
  let fees = 0;
  let leverages = 0;
  let bars = 0;
  let liquidatedAt: number | undefined;
  for (let bar = 0; bar < prices.length - 1; bar++) {
    const price = prices[bar]!;
    if (bar % every === 0) {
      const wanted = (equity * leverageAt(bar)) / price;
      const fee = Math.min(equity, feeRate * Math.abs(wanted - quantity) * price);
      equity -= fee;
      fees += fee;
      quantity = wanted;
    }
    leverages += equity > 0 ? (quantity * price) / equity : 0;
    bars++;
    equity += quantity * (prices[bar + 1]! - price);
    if (equity <= table.maintenance(quantity * prices[bar + 1]!)) {
      returns[bar] = -1;
      liquidatedAt = bar + 1;
      equity = 0;
      break;
    }
    returns[bar] = equity / before - 1;
    before = equity;
  }
  const figures = performance({ returns, periodsPerYear });
  return {
    finalValue: equity,
    totalReturn: equity / capital - 1,
    sharpe: figures.sharpe,
    volatility: figures.volatility,
    maxDrawdown: figures.maxDrawdown,
    averageLeverage: leverages / bars,
    fees,
    ...(liquidatedAt === undefined ? {} : { liquidatedAt }),
  };
}
