// calc correlated-liquidation: the common market move that liquidates a cross account.
import { z } from 'zod';
import { correlatedLiquidation as solve } from '../../risk/margin/correlated-liquidation.ts';
import { defineCalc } from './define-calc.ts';
import {
  amountIn,
  basisOut,
  bracketBook,
  positionsIn,
  ratioIn,
  ratioOut,
  reasonOut,
  tiersIn,
} from './shapes.ts';

const moveOut = z.strictObject({ move: ratioOut, symbolFirst: z.string() }).nullable();

function nearer(down: number | undefined, up: number | undefined): 'down' | 'up' | null {
  if (down === undefined) return up === undefined ? null : 'up';
  return up === undefined || Math.abs(down) <= up ? 'down' : 'up';
}

export const correlatedLiquidation = defineCalc({
  name: 'correlated-liquidation',
  summary: 'the fall and the rise of the whole market at which a cross account is liquidated',
  input: z.strictObject({
    walletBalance: amountIn,
    positions: positionsIn,
    tiers: tiersIn,
    betas: z
      .record(z.string(), ratioIn)
      .optional()
      .describe('move of a symbol per move of the market; default 1'),
  }),
  output: z.strictObject({
    side: z.enum(['down', 'up']).nullable().describe('the nearer of the two'),
    move: ratioOut.nullable().describe('of that side; negative is a fall'),
    down: moveOut.describe('−0.2: a fall of 20 %; symbolFirst: what loses most on the way'),
    up: moveOut,
    reason: reasonOut,
    basis: basisOut,
  }),
  run({ walletBalance, positions, tiers, betas }) {
    const book = bracketBook(tiers);
    const { down, up } = solve(walletBalance, positions, book, betas);
    const open = [...(down === null ? ['fall to −100 %'] : []), ...(up === null ? ['rise to +1000 %'] : [])];
    const reason = `no ${open.join(' and no ')} liquidates the cross account`;
    const side = nearer(down?.move, up?.move);
    const move = side === 'down' ? down!.move : side === 'up' ? up!.move : null;
    return { side, move, down, up, ...(open.length > 0 ? { reason } : {}), basis: book.basis };
  },
});
