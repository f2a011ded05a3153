// What `GET /api/risk` answers, as far as its figures are checked: the figures as the desk shows them, and what they were computed from.
import { z } from 'zod';

const figure = z.number().nullable();
const text = z.string();

const position = z.looseObject({
  symbol: text,
  side: z.enum(['long', 'short']),
  quantity: text,
  entryPrice: text,
  markPrice: text,
  marginMode: z.enum(['cross', 'isolated']),
  leverage: z.number().optional(),
  isolatedMargin: text.optional(),
});

const change = z.object({ now: figure, after: figure });

const assessed = z.looseObject({
  name: text,
  assessed: z.literal(true),
  equity: text,
  peakEquity: figure,
  marginRatio: figure,
  maintenanceMargin: figure,
  liquidationDistance: figure,
  drawdown: figure,
  correlation: figure,
  leverage: figure,
  valueAtRisk95: figure,
  valueAtRisk99: figure,
  conditionalValueAtRisk95: figure,
  conditionalValueAtRisk99: figure,
  valueAtRiskOfEquity: figure,
  correlatedMoveDown: figure,
  correlatedMoveUp: figure,
  liquidationProbabilityDay: figure,
  liquidationProbabilityWeek: figure,
  concentration: z.object({ symbol: text, share: z.number() }).nullable(),
  bestStep: z
    .object({
      symbol: text,
      side: z.enum(['long', 'short']),
      share: z.number(),
      marginRatio: change,
      liquidationDistance: change,
      valueAtRisk: change,
    })
    .nullable(),
  positions: z.array(
    z.looseObject({
      symbol: text,
      side: z.enum(['long', 'short']),
      notional: z.number(),
      liquidationPrice: figure,
      distance: figure,
      marginRatio: figure,
      dailyVolatility: figure,
      component: figure,
    }),
  ),
  inputs: z.object({
    walletBalance: text,
    positionMode: z.enum(['one-way', 'hedge']),
    positions: z.array(position),
    tiers: z.record(z.string(), z.array(z.unknown())),
    exposures: z.record(z.string(), z.number()),
    returns: z.record(z.string(), z.array(z.number())),
    betas: z.record(z.string(), z.number()).nullable(),
    liquidationProbability: z.record(z.string(), z.unknown()).nullable(),
  }),
});

/** An account that was not looked at yet has no figures. */
const unassessed = z.looseObject({ name: text, assessed: z.literal(false) });

export const riskDocument = z.looseObject({
  accounts: z.array(z.discriminatedUnion('assessed', [assessed, unassessed])),
});

export type AssessedAccount = z.output<typeof assessed>;
