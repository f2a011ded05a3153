// Filtered historical losses (Barone-Adesi, Giannopoulos and Vosper 1999): past shocks in units of the volatility of
// their own day, replayed at the volatility GARCH expects from here on.
import { fitGarch } from '../volatility/garch.ts';

/** One loss in money for every past return, over `horizon` periods. Needs 100 varying returns. */
export function filteredHistoricalLosses(
  returns: ArrayLike<number>,
  value: number,
  horizon: number,
): Float64Array {
  const fit = fitGarch({ returns, horizon });
  let variance = 0;
  for (const volatility of fit.forecast) variance += volatility * volatility;
  const ahead = Math.sqrt(variance);
  const losses = new Float64Array(returns.length);
  for (let i = 0; i < losses.length; i++) {
    const shock = (returns[i]! - fit.mu) / fit.conditionalVolatility[i]!;
    losses[i] = -value * (fit.mu * horizon + shock * ahead);
  }
  return losses;
}
