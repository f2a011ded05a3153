// Figures of one return series that do not change while the series lives. A thousand series are asked for them every few seconds, so each is worked out once.

export interface SeriesStatistics {
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly squares: number;
  /** Sample standard deviation; null under two values. */
  readonly standardDeviation: number | null;
}

/** Memory of what was worked out, by the array itself: it goes with the array. Series are never changed in place. */
const known = new WeakMap<Float64Array, SeriesStatistics>();
const knownBetas = new WeakMap<Float64Array, { readonly market: Float64Array; readonly beta: number }>();

export function statisticsOf(series: Float64Array): SeriesStatistics {
  const found = known.get(series);
  if (found !== undefined) return found;
  const { length } = series;
  let mean = 0;
  for (let index = 0; index < length; index += 1) mean += series[index]!;
  mean /= Math.max(1, length);
  let squares = 0;
  for (let index = 0; index < length; index += 1) squares += (series[index]! - mean) ** 2;
  const standardDeviation = length < 2 ? null : Math.sqrt(squares / (length - 1));
  const statistics = { mean, squares, standardDeviation };
  known.set(series, statistics);
  return statistics;
}

/** Covariance with the market over the market's variance, on the days that both have; 1 when the market stands still. */
export function betaOf(series: Float64Array, market: Float64Array): number {
  const found = knownBetas.get(series);
  if (found?.market === market) return found.beta;
  const days = Math.min(series.length, market.length);
  const own = series.subarray(series.length - days);
  const other = market.subarray(market.length - days);
  let meanOwn = 0;
  let meanOther = 0;
  for (let day = 0; day < days; day += 1) {
    meanOwn += own[day]! / days;
    meanOther += other[day]! / days;
  }
  let shared = 0;
  let variance = 0;
  for (let day = 0; day < days; day += 1) {
    shared += (own[day]! - meanOwn) * (other[day]! - meanOther);
    variance += (other[day]! - meanOther) ** 2;
  }
  const beta = variance > 0 ? shared / variance : 1;
  knownBetas.set(series, { market, beta });
  return beta;
}
