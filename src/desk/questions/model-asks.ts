// The questions to the models behind the desk's port, one function each.
import type { ModelAsks } from '../../ports/model-asks.ts';
import type { DeskContext } from '../state/context.ts';
import { askAllocation } from './ask-allocation.ts';
import { askBudget } from './ask-budget.ts';
import { askCorrelation } from './ask-correlation.ts';
import { askKelly } from './ask-kelly.ts';
import { askLeverage } from './ask-leverage.ts';
import { askPerformance } from './ask-performance.ts';
import { askRegime } from './ask-regime.ts';
import { askSize } from './ask-size.ts';
import { askTail } from './ask-tail.ts';

export const modelAsks = (context: DeskContext): ModelAsks => ({
  size: (ask) => askSize(context, ask),
  kelly: (ask) => askKelly(context, ask),
  leverage: (ask) => askLeverage(context, ask),
  regime: (ask) => askRegime(context, ask),
  correlation: (ask) => askCorrelation(context, ask),
  budget: (ask) => askBudget(context, ask),
  performance: (ask) => askPerformance(context, ask),
  allocation: (ask) => askAllocation(context, ask),
  tail: (ask) => askTail(context, ask),
});
