// calc liquidation-probability: how likely liquidation is within a day or a week.
import { z } from 'zod';
import { liquidationProbability } from '../../risk/simulation/liquidation-probability.ts';
import { defineCalc } from './define-calc.ts';
import { namedSeries } from './named-series.ts';
import {
  amountIn,
  basisOut,
  bracketBook,
  positionsIn,
  ratioOut,
  seedIn,
  seriesBySymbolIn,
  tiersIn,
} from './shapes.ts';

const byHorizon = z.record(z.string(), ratioOut).describe('h24, d7, or h and the hours asked for');

const label = (hours: number) => (hours === 168 ? 'd7' : `h${hours}`);

export const liquidationProbabilityModel = defineCalc({
  name: 'liquidation-probability',
  summary: 'chance that the account or a position is liquidated within 24 hours and 7 days',
  input: z.strictObject({
    walletBalance: amountIn.describe('the cross wallet, without unrealised profit and isolated margins'),
    positions: positionsIn,
    tiers: tiersIn,
    returns: seriesBySymbolIn.describe('hourly, aligned, at least 100'),
    horizons: z.array(z.int()).optional().describe('hours, default 24 and 168'),
    model: z.enum(['garch', 'student-t']).optional().describe('default garch'),
    sims: z.int().optional().describe('default 10,000'),
    seed: seedIn.optional().describe('default 1'),
  }),
  output: z.strictObject({
    account: byHorizon.describe('the cross account'),
    any: byHorizon.describe('at least one position of either kind'),
    positions: z.array(z.looseObject({ symbol: z.string(), side: z.enum(['long', 'short']) })),
    standardError: byHorizon.describe('of any'),
    sims: z.int(),
    basis: basisOut,
  }),
  run({ walletBalance, positions, tiers, returns, horizons, model, sims, seed }) {
    const book = bracketBook(tiers);
    const found = liquidationProbability({
      walletBalance,
      positions,
      book,
      returns: namedSeries(returns),
      ...(horizons === undefined ? {} : { horizons }),
      ...(model === undefined ? {} : { model }),
      ...(sims === undefined ? {} : { sims }),
      ...(seed === undefined ? {} : { seed }),
    });
    const labelled = (shares: readonly number[]) =>
      Object.fromEntries(found.horizons.map((hours, i) => [label(hours), shares[i]!]));
    return {
      account: labelled(found.account),
      any: labelled(found.any),
      positions: positions.map(({ symbol, side }, i) => ({ symbol, side, ...labelled(found.positions[i]!) })),
      standardError: labelled(found.standardError),
      sims: found.sims,
      basis: book.basis,
    };
  },
});
