// What the desk answers to questions about the book of the reference messages: the real models over it, in few paths.
import { MODELS } from '../../src/compose/models.ts';
import { known } from '../../src/domain/reading.ts';
import type {
  MonteCarloAnswer,
  StressAnswer,
  WhatIfAnswer,
  WhatIfQuestion,
} from '../../src/ports/book-questions.ts';
import type { AskedBook } from '../../src/ports/model-asks.ts';
import { marginView } from '../../src/risk/assessment/margin-view.ts';
import { SCENARIOS } from '../../src/risk/simulation/scenarios.ts';
import { cannedAssessment, cannedSnapshot, NOON } from './canned-desk.ts';
import { BRACKETS } from './snapshot-builder.ts';

const basis: AskedBook = {
  account: 'main',
  currency: 'USDT',
  equity: cannedSnapshot.equity.value.toNumber(),
  pricesAt: NOON - 1_000,
};
const rows = BRACKETS.map(({ maintenanceMarginRate: rate, ...row }) => ({ ...row, rate }));
const betas = { BTCUSDT: 1, ETHUSDT: 1.2, ADAUSDT: 1.1 };

export function cannedStress(scenario?: string): StressAnswer {
  const runs = MODELS.stress(
    {
      equity: basis.equity,
      positions: marginView(cannedSnapshot).positions,
      tiers: { BTCUSDT: rows, ETHUSDT: rows, ADAUSDT: rows },
      betas,
      scenarios: SCENARIOS.filter(({ name }) => scenario === undefined || name === scenario),
      seed: 1,
    },
    () => undefined,
  );
  return { book: basis, runs, reference: 'BTCUSDT', betas };
}

export function cannedMonteCarlo(days: number, sims: number): MonteCarloAnswer {
  const result = MODELS['monte-carlo'](
    {
      weights: [2.07, -0.461, 0.576],
      expected: [0.2, 0.1, 0.15],
      covariance: [
        [0.3, 0.28, 0.26],
        [0.28, 0.5, 0.36],
        [0.26, 0.36, 0.6],
      ],
      initialValue: basis.equity,
      days,
      sims: Math.min(sims, 256),
      distribution: 'student-t',
      df: 5,
      seed: 1,
      rebalance: 'none',
    },
    () => undefined,
  );
  return {
    book: basis,
    ...result,
    summary: { ...result.summary, sims },
    df: 5,
    seed: 1,
    history: { days: 499, basis: 'daily closes' },
  };
}

export function cannedWhatIf({ change }: WhatIfQuestion): WhatIfAnswer {
  const [btc, ...others] = cannedAssessment.positions;
  const grows = change.kind === 'order';
  const order = change.kind === 'order' || change.kind === 'close';
  return {
    book: basis,
    change,
    ...(order ? { order: { quantity: '0.115', price: '43120', fee: '2.4794' } } : {}),
    ...(grows && change.leverage === 1 ? { shortfall: '812.40' } : {}),
    now: cannedAssessment,
    after: {
      ...cannedAssessment,
      level: grows ? 'emergency' : 'warning',
      marginRatio: known(grows ? 0.93 : 0.58),
      liquidationDistance: known(grows ? 0.048 : 0.21),
      leverage: known(grows ? 4.7 : 2.9),
      correlation: known(0.84),
      tail: {
        ...cannedAssessment.tail,
        valueAtRisk95: known(grows ? 388 : 201),
        ratioOfEquity: known(grows ? 0.037 : 0.019),
      },
      liquidationProbability: { day: known(grows ? 0.044 : 0.004), week: known(grows ? 0.16 : 0.02) },
      positions: [
        { ...btc!, distance: known(grows ? 0.121 : 0.3), liquidationPrice: known(37_890) },
        ...others,
      ],
    },
    ...(change.kind === 'transfer' ? {} : { subject: `${change.symbol}:${change.side}` }),
  };
}
