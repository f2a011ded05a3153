// How much of its share of the daily risk each position uses: model 28 with the positions as the strategies.
import { type Told, told } from '../../domain/reading.ts';
import { success } from '../../domain/result.ts';
import type { Answer } from '../../ports/answer.ts';
import type { BudgetAnswer, BudgetAsk } from '../../ports/model-asks.ts';
import { riskBudget } from '../../risk/portfolio/risk-budget.ts';
import { statisticsOf } from '../../risk/statistics/series-statistics.ts';
import { onBook } from '../picture/asked-picture.ts';
import { heldParts, namesOf } from '../picture/held-parts.ts';
import type { DeskContext } from '../state/context.ts';

const DAYS_PER_YEAR = 365;

/** Unknown as a whole when one position has no history: the sum of the others would look like room. */
export const askBudget = (
  context: DeskContext,
  { account, method = 'equal-risk', total }: BudgetAsk,
): Answer<Told<BudgetAnswer>> =>
  onBook<BudgetAnswer>(context, account, (book) => {
    const parts = heldParts(book);
    if (parts.kind === 'unknown') return success(parts);
    const measured = parts.value.map(({ key, notional, own }) => {
      const { mean, standardDeviation } = statisticsOf(own);
      const volatility = standardDeviation ?? 0;
      const sharpe = volatility > 0 ? (mean / volatility) * Math.sqrt(DAYS_PER_YEAR) : 0;
      return { name: key, notional, sharpe, volatility };
    });
    const input = {
      equity: book.about.equity,
      totalBudget: total ?? context.settings.sizing.dailyBudget,
      method,
      strategies: measured.map(({ name, sharpe, volatility }) => ({ name, sharpe, volatility })),
      positions: measured.map(({ name, notional, volatility }) => ({ name, notional, volatility })),
    };
    const { returnsBasis } = book.memory;
    return success(
      told({
        ...book.about,
        input,
        found: riskBudget(input),
        positions: namesOf(parts.value),
        ...(returnsBasis === undefined ? {} : { basis: returnsBasis }),
      }),
    );
  });
