// The answers of the models as people read them: the canned book, a seeded market, and the cases in which there is no answer yet.

import type { Reply } from '../../src/chat/core/reply.ts';
import { unknownReply } from '../../src/chat/words/model-reply.ts';
import { wordAllocation } from '../../src/chat/words/word-allocation.ts';
import { wordBudget } from '../../src/chat/words/word-budget.ts';
import { wordCorrelation } from '../../src/chat/words/word-correlation.ts';
import { wordKelly } from '../../src/chat/words/word-kelly.ts';
import { wordLeverage, wordLeverageOf } from '../../src/chat/words/word-leverage.ts';
import { wordLiquidations } from '../../src/chat/words/word-liquidations.ts';
import { wordPerformance } from '../../src/chat/words/word-performance.ts';
import { wordRegime, wordRegimeOf } from '../../src/chat/words/word-regime.ts';
import { wordSize } from '../../src/chat/words/word-size.ts';
import { wordTail } from '../../src/chat/words/word-tail.ts';
import type { Wording } from '../../src/chat/words/wording.ts';
import { modelAsks } from '../../src/desk/questions/model-asks.ts';
import { unknown } from '../../src/domain/reading.ts';
import { answered } from '../support/answered.ts';
import { cannedAccount, cannedAssessment, cannedView } from '../support/canned-desk.ts';
import { cannedModels, cannedRig } from '../support/canned-models.ts';

export type Scene = (wording: Wording) => Reply;

/** By the name of the transcript. */
export async function modelScenes(): Promise<Readonly<Record<string, readonly Scene[]>>> {
  const models = cannedModels();
  const beginner = modelAsks(cannedRig(12).context);
  const size = await answered(models.size({ symbol: 'BTCUSDT', entry: '43120', stop: '41700' }));
  const tight = await answered(
    models.size({ symbol: 'ETHUSDT', entry: '2400', stop: '2401', riskShare: 0.02, leverage: 50 }),
  );
  const tiny = await answered(models.size({ symbol: 'BTCUSDT', stop: '20000', riskShare: 0.001 }));
  const kelly = await answered(models.kelly({}));
  const told = await answered(
    models.kelly({ record: { winProbability: 0.3, averageWin: 0.02, averageLoss: 0.02 } }),
  );
  const few = await answered(beginner.kelly({}));
  const leverage = await answered(models.leverage({}));
  const leverageOfBtc = await answered(models.leverage({ symbol: 'BTCUSDT' }));
  const leverageOfPepe = await answered(models.leverage({ symbol: '1000PEPEUSDT' }));
  const regime = await answered(models.regime({}));
  const regimeOfBtc = await answered(models.regime({ symbol: 'BTCUSDT', timeframe: '4h' }));
  const regimeOfPepe = await answered(models.regime({ symbol: '1000PEPEUSDT' }));
  const correlation = await answered(models.correlation({}));
  const budget = await answered(models.budget({}));
  const roomy = await answered(models.budget({ method: 'inverse-volatility', total: 0.5 }));
  const performance = await answered(models.performance({ period: 'all' }));
  const week = await answered(beginner.performance({ period: 'week' }));
  const allocation = await answered(models.allocation({}));
  const parity = await answered(models.allocation({ objective: 'risk-parity' }));
  const tail = await answered(models.tail({}));
  return {
    liquidations: [
      (wording) => wordLiquidations(undefined, { ...wording, view: cannedView }),
      (wording) =>
        wordLiquidations(undefined, {
          ...wording,
          view: { ...cannedView, accounts: [cannedAccount, { ...cannedAccount, name: 'hedge' }] },
        }),
      (wording) =>
        wordLiquidations('main', {
          ...wording,
          view: { ...cannedView, accounts: [{ name: 'main', venue: 'paper' }] },
        }),
    ],
    'value-at-risk': [
      (wording) => wordTail(cannedAccount, cannedAssessment, { kind: 'known', value: tail }, wording),
      (wording) => wordTail(cannedAccount, cannedAssessment, unknown('no-price-history', 'BTCUSDT'), wording),
    ],
    correlation: [
      (wording) => wordCorrelation(correlation, '/correlation', wording),
      (wording) =>
        wordCorrelation({ ...correlation, missing: ['1000PEPEUSDT'] }, '/correlation', {
          ...wording,
          view: {
            ...cannedView,
            thresholds: {
              ...cannedView.thresholds,
              correlation: { direction: 'above', warning: 0.5, critical: 0.6, emergency: 0.9 },
            },
          },
        }),
      (wording) =>
        unknownReply(
          wording.words.models.correlation.subject,
          unknown('one-position'),
          '/correlation',
          wording,
        ),
    ],
    budget: [
      (wording) => wordBudget(budget, '', wording),
      (wording) => wordBudget(roomy, 'inverse 50%', wording),
    ],
    performance: [
      (wording) => wordPerformance(performance, wording),
      (wording) => wordPerformance(week, wording),
      (wording) =>
        unknownReply(
          wording.words.models.performance.subject,
          unknown('short-history', '3 h / 24 h'),
          '/performance all',
          wording,
        ),
    ],
    allocation: [
      (wording) => wordAllocation(allocation, '/allocate sharpe', wording),
      (wording) => wordAllocation(parity, '/allocate parity', wording),
    ],
    leverage: [
      (wording) => wordLeverage(leverage, wording),
      (wording) => wordLeverageOf(leverageOfBtc, 'BTCUSDT', wording),
      (wording) => wordLeverageOf(leverageOfPepe, '1000PEPEUSDT', wording),
    ],
    regime: [
      (wording) => wordRegime(regime, '/regime', wording),
      (wording) => wordRegimeOf(regimeOfBtc, 'BTCUSDT', '/regime BTCUSDT 4h', wording),
      (wording) => wordRegimeOf(regimeOfPepe, '1000PEPEUSDT', '/regime 1000PEPEUSDT', wording),
    ],
    size: [
      (wording) => wordSize(size, '/size BTCUSDT 43120 41700', wording),
      (wording) => wordSize(tight, '/size ETHUSDT 2400 2401 2% x50', wording),
      (wording) => wordSize(tiny, '/size BTCUSDT now 20000 0.1%', wording),
      (wording) =>
        unknownReply(
          wording.words.models.size.subject('BTC'),
          unknown('no-brackets', 'BTCUSDT'),
          '/size',
          wording,
        ),
    ],
    kelly: [
      (wording) => wordKelly(kelly, '/kelly', wording),
      (wording) => wordKelly(few, '/kelly', wording),
      (wording) => wordKelly(told, '/kelly 30% 2% 2%', wording),
    ],
  };
}
