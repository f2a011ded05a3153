// calc exposure: how much of the market an account carries for its equity, and how far that equity is below its peak.
import { z } from 'zod';
import { requirePositions } from '../../risk/margin/margin-position.ts';
import { requireBalance } from '../../risk/model-input-error.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, finiteOrNull, money, positionsIn, ratioOut, reasonOut } from './shapes.ts';
import { reasonFor } from './unknown-reason.ts';

export const exposure = defineCalc({
  name: 'exposure',
  summary: 'leverage of the whole account, share of each symbol, and drawdown from the peak',
  input: z.strictObject({
    equity: amountIn.describe('wallet with unrealised profit, isolated margins included'),
    positions: positionsIn,
    peakEquity: amountIn.optional().describe('asks for drawdown'),
  }),
  output: z.strictObject({
    notional: amountOut.describe('long and short added up'),
    net: amountOut.describe('long less short'),
    leverage: ratioOut.nullable().describe('notional / equity'),
    shares: z.record(z.string(), ratioOut).describe('of notional, by symbol'),
    largest: z.strictObject({ symbol: z.string(), share: ratioOut }).nullable(),
    drawdown: ratioOut.nullable().optional().describe('0.1: equity is 10 % below its peak'),
    reason: reasonOut,
  }),
  run({ equity, positions, peakEquity }) {
    requireBalance(equity, 'equity');
    if (peakEquity !== undefined) requireBalance(peakEquity, 'peakEquity');
    requirePositions(positions);
    const bySymbol = new Map<string, number>();
    let [notional, net] = [0, 0];
    for (const { symbol, side, quantity, markPrice } of positions) {
      const worth = quantity * markPrice;
      notional += worth;
      net += side === 'long' ? worth : -worth;
      bySymbol.set(symbol, (bySymbol.get(symbol) ?? 0) + worth);
    }
    const shares =
      notional > 0 ? [...bySymbol].map(([name, worth]) => [name, worth / notional] as const) : [];
    const [symbol, share] = [...shares].sort((a, b) => b[1] - a[1])[0] ?? [];
    const leverage = equity > 0 ? finiteOrNull(notional / equity) : null;
    const drawdown =
      peakEquity === undefined
        ? undefined
        : peakEquity > 0
          ? finiteOrNull(Math.max(0, 1 - equity / peakEquity))
          : null;
    return {
      notional: money(notional),
      net: money(net),
      leverage,
      shares: Object.fromEntries(shares),
      largest: symbol === undefined || share === undefined ? null : { symbol, share },
      ...(drawdown === undefined ? {} : { drawdown }),
      ...reasonFor({
        ...(leverage === null ? { leverage: 'equity is not above zero, or next to nothing' } : {}),
        ...(symbol === undefined ? { largest: 'no position is worth anything' } : {}),
        ...(drawdown === null ? { drawdown: 'the peak is not above zero, or next to nothing' } : {}),
      }),
    };
  },
});
