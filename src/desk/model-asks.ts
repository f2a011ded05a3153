// The questions to the models behind the desk's port, one function each.
import type { ModelAsks } from '../ports/model-asks.ts';
import { askKelly } from './ask-kelly.ts';
import { askLeverage } from './ask-leverage.ts';
import { askRegime } from './ask-regime.ts';
import { askSize } from './ask-size.ts';
import type { DeskContext } from './context.ts';

export const modelAsks = (context: DeskContext): ModelAsks => ({
  size: (ask) => askSize(context, ask),
  kelly: (ask) => askKelly(context, ask),
  leverage: (ask) => askLeverage(context, ask),
  regime: (ask) => askRegime(context, ask),
});
