// May one more position be opened, given what already moves with it? Refused when two or more open positions correlate
// with the candidate above the limit: the third of a kind is not diversification. Model 30.
import { ModelInputError, requireBetween, requireInteger } from '../model-input-error.ts';
import { correlationFromCovariance, covarianceMatrix, type NamedSeries } from './covariance.ts';

export interface CorrelationLimitInput {
  readonly open: readonly string[];
  readonly candidate: string;
  /** Histories of at least the open symbols and the candidate, aligned. */
  readonly returns: readonly NamedSeries[];
  /** Default 0.8. */
  readonly threshold?: number;
  /** From this many correlated open positions on the candidate is refused; default 2. */
  readonly maxCorrelated?: number;
}

export interface CorrelationLimit {
  readonly allowed: boolean;
  readonly correlatedWith: readonly { readonly symbol: string; readonly correlation: number }[];
}

const HISTORY_NEEDED = 20;

/** Errors: MISSING when a symbol has no history, TOO_SHORT under 20 returns, NO_VARIATION, LENGTH_MISMATCH. */
export function correlationLimit(input: CorrelationLimitInput): CorrelationLimit {
  const threshold = requireBetween(input.threshold ?? 0.8, 'threshold', 0, 1);
  const most = requireInteger(input.maxCorrelated ?? 2, 'maxCorrelated', 1, 1000);
  const others = [...new Set(input.open)].filter((symbol) => symbol !== input.candidate);
  const seriesOf = (symbol: string) => {
    const found = input.returns.find(({ name }) => name === symbol);
    if (found === undefined) {
      throw new ModelInputError(
        'MISSING',
        `returns.${symbol}`,
        `returns has no history of ${symbol}; add it`,
      );
    }
    if (found.returns.length < HISTORY_NEEDED) {
      const text = `returns.${symbol} has ${found.returns.length} values; at least ${HISTORY_NEEDED} are needed`;
      throw new ModelInputError('TOO_SHORT', `returns.${symbol}`, text);
    }
    return found;
  };
  const series = [seriesOf(input.candidate), ...others.map(seriesOf)];
  const names = series.map(({ name }) => name);
  const [row] = correlationFromCovariance(covarianceMatrix(series), names);
  const correlatedWith = others
    .map((symbol, i) => ({ symbol, correlation: row![i + 1]! }))
    .filter(({ correlation }) => correlation > threshold);
  return { allowed: correlatedWith.length < most, correlatedWith };
}
