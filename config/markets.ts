// Reads config/markets.yaml: settings by market, volatility regime and trading session, checked whole before any is used.
import { parse } from 'yaml';
import { z } from 'zod';
import type { MarketTables } from '../src/risk/sizing/market-settings.ts';

const factor = z.number().gt(0).lte(100);
const leverage = z.number().gt(0).lte(125);
const share = z.number().gt(0).lte(1);

const marketsSchema = z
  .strictObject({
    markets: z.record(
      z.string(),
      z.strictObject({ leverage, target: share, kellyShare: share, stopAtr: factor }),
    ),
    regimes: z.record(
      z.string(),
      z.strictObject({ below: share.nullable(), leverage: factor, size: factor, stop: factor }),
    ),
    sessions: z.record(
      z.string(),
      z.strictObject({
        from: z.int().min(0).max(23),
        to: z.int().min(1).max(24),
        risk: factor,
        maxLeverage: leverage,
      }),
    ),
  })
  .refine(({ markets }) => markets['others'] !== undefined, { error: 'markets needs an entry for others' })
  .refine(
    ({ regimes }) =>
      Object.values(regimes).every(({ below }, i, all) => {
        const before = all[i - 1]?.below ?? 0;
        return i === all.length - 1 ? below === null : below !== null && below > before;
      }),
    { error: 'regimes must rise from calm to wild, and the last holds for everything beyond' },
  )
  .refine(
    ({ sessions }) =>
      Array.from({ length: 24 }, (_, hour) => hour).every(
        (hour) => Object.values(sessions).filter(({ from, to }) => hour >= from && hour < to).length === 1,
      ),
    { error: 'sessions must hold every hour of the day once' },
  );

/** The tables in `text`; throws ZodError on settings that do not hold together. */
export function readMarkets(text: string): MarketTables {
  return marketsSchema.parse(parse(text));
}
