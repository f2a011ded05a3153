// What one trade may risk: model 9 on the closed round trips of the account, or on a record that the person tells.
import { type Told, told } from '../../domain/reading.ts';
import { success } from '../../domain/result.ts';
import type { Answer } from '../../ports/answer.ts';
import type { KellyAnswer, KellyAsk } from '../../ports/model-asks.ts';
import { DEFAULT_RISK, kellyFromRecord, kellyFromReturns } from '../../risk/sizing/kelly.ts';
import { onBook } from '../picture/asked-picture.ts';
import { closedTrades, tripReturns } from '../report/closed-trades.ts';
import type { DeskContext } from '../state/context.ts';

/** Under 30 trades the model itself answers with 1 % of equity and says why; before the first there is nothing to ask it. */
export const askKelly = (context: DeskContext, ask: KellyAsk): Answer<Told<KellyAnswer>> =>
  onBook<KellyAnswer>(context, ask.account, async ({ about }) => {
    const { sizing: defaults, limits } = context.settings;
    const { kellyFraction: fraction, kellyLimit: limit } = defaults;
    const maxLeverage = Math.max(1, Math.floor(limits.maxLeverage));
    const settings = { equity: about.equity, fraction, riskLimit: limit, maxLeverage };
    const common = { ...about, fraction, limit, maxLeverage };
    if (ask.record !== undefined) {
      const sizing = kellyFromRecord(ask.record, settings);
      return success(told({ ...common, returns: [], sizing, riskAmount: sizing.riskAmount }));
    }
    const closed = await closedTrades(context, about.account);
    if (!closed.ok) return closed;
    const { trips } = closed.value;
    const returns = tripReturns(trips);
    const [first] = trips;
    if (first === undefined || returns.length === 0) {
      const riskAmount = about.equity * Math.min(DEFAULT_RISK, limit);
      return success(told({ ...common, returns, sizing: null, riskAmount }));
    }
    const sizing = kellyFromReturns(returns, settings);
    return success(
      told({ ...common, returns, since: first.openedAt, sizing, riskAmount: sizing.riskAmount }),
    );
  });
