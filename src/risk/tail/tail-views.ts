// One book's tail seen in several ways: models 17 and 18 side by side, further horizons, and how its historical value at risk
// would have stood up (model 19). The book is today's; its returns are what it would have made on each past day.
import { ModelInputError } from '../model-input-error.ts';
import {
  type PortfolioPart,
  type PortfolioValueAtRisk,
  portfolioValueAtRisk,
} from './portfolio-value-at-risk.ts';
import { type ValueAtRiskMethod, valueAtRisk } from './value-at-risk.ts';
import { type ValueAtRiskBacktest, valueAtRiskBacktest } from './value-at-risk-backtest.ts';

export interface TailViewsInput {
  readonly equity: number;
  /** Signed exposures with aligned daily returns, oldest first, at least 100. */
  readonly parts: readonly PortfolioPart[];
}

export interface TailView {
  readonly method: ValueAtRiskMethod;
  readonly valueAtRisk95: number;
  readonly valueAtRisk99: number;
}

export interface TailViews {
  /** Returns of today's book on equity, a day each. */
  readonly returns: Float64Array;
  /** One day; a method whose assumptions the returns break is left out. */
  readonly methods: readonly TailView[];
  /** 95 %, parametric, by days. */
  readonly horizons: readonly { readonly days: number; readonly valueAtRisk: number }[];
  readonly portfolio: Pick<PortfolioValueAtRisk, 'individualSum' | 'diversificationBenefit' | 'valueAtRisk'>;
  /** Of the 95 % historical figure; null while fewer than 30 days can be tested. */
  readonly backtest: (ValueAtRiskBacktest & { readonly days: number }) | null;
}

const METHODS: readonly ValueAtRiskMethod[] = [
  'historical',
  'parametric',
  'cornish-fisher',
  'filtered-historical',
];
const HORIZONS = [1, 7, 30];
/** Days that each forecast of the back-test looks back on, and the fewest days worth testing. */
const LOOK_BACK = 100;
const FEWEST_TESTED = 30;

/** Errors: those of the historical model (TOO_SHORT, LENGTH_MISMATCH with the part's name), NOT_POSITIVE equity. */
export function tailViews({ equity, parts }: TailViewsInput): TailViews {
  const portfolio = portfolioValueAtRisk({ equity, parts, method: 'historical' });
  const length = parts[0]!.returns.length;
  const returns = new Float64Array(length);
  for (const { exposure, returns: own } of parts) {
    for (let day = 0; day < length; day++) returns[day]! += (exposure * own[day]!) / equity;
  }
  const { individualSum, diversificationBenefit, valueAtRisk: total } = portfolio;
  return {
    returns,
    methods: METHODS.flatMap((method) => viewOf(method, returns, equity)),
    horizons: HORIZONS.map((days) => ({
      days,
      valueAtRisk: valueAtRisk({ returns, value: equity, method: 'parametric', horizon: days }).valueAtRisk,
    })),
    portfolio: { individualSum, diversificationBenefit, valueAtRisk: total },
    backtest: backtestOf(returns),
  };
}

function viewOf(method: ValueAtRiskMethod, returns: Float64Array, equity: number): TailView[] {
  const at = (confidence: number) => valueAtRisk({ returns, value: equity, method, confidence });
  try {
    const low = at(0.95);
    if (low.monotone === false) return [];
    return [{ method, valueAtRisk95: low.valueAtRisk, valueAtRisk99: at(0.99).valueAtRisk }];
  } catch (error) {
    if (!(error instanceof ModelInputError)) throw error;
    return [];
  }
}

function backtestOf(returns: Float64Array): TailViews['backtest'] {
  const days = returns.length - LOOK_BACK;
  if (days < FEWEST_TESTED) return null;
  const forecasts = Float64Array.from(
    { length: days },
    (_, day) =>
      valueAtRisk({ returns: returns.subarray(day, day + LOOK_BACK), value: 1, method: 'historical' })
        .valueAtRisk,
  );
  return { ...valueAtRiskBacktest(returns.subarray(LOOK_BACK), forecasts, 0.95), days };
}
