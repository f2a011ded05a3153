// Leverage by volatility: the same numbers as `cutman calc dynamic-leverage`, most urgent first, by the settings of each market.
import { describe, expect, it } from 'vitest';
import { askLeverage } from '../../../src/desk/questions/ask-leverage.ts';
import type { LeverageAdvice, LeverageRow } from '../../../src/ports/model-asks.ts';
import { answered } from '../../support/answered.ts';
import { bracketsAsTiers, calc } from '../../support/calc.ts';
import { cannedSnapshot } from '../../support/canned-desk.ts';
import { cannedRig } from '../../support/canned-models.ts';

const adviceOf = ({ advice }: LeverageRow): LeverageAdvice => {
  if (advice.kind === 'unknown') throw new Error(`unknown: ${advice.reason}`);
  return advice.value;
};

describe('the leverage of each position', () => {
  it('is what calc says for the same closes, with the same plan', async () => {
    const { rows } = await answered(askLeverage(cannedRig().context, {}));
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      const { prices, current, config, found, plan } = adviceOf(row);
      const held = cannedSnapshot.positions.find(({ symbol }) => symbol === row.symbol)!;
      const position = {
        symbol: row.symbol,
        side: row.side,
        marginMode: 'cross',
        quantity: held.quantity.toString(),
        entryPrice: held.entryPrice.toString(),
        markPrice: held.markPrice.toString(),
      };
      const said = await calc('dynamic-leverage', {
        prices,
        currentLeverage: current,
        config,
        position,
        tiers: bracketsAsTiers,
      });
      expect(said).toMatchObject(found);
      const told = said['plan'] as Record<string, unknown>;
      expect(Number(told['marginChange'])).toBeCloseTo(plan!.marginChange, 8);
      expect(told['distance']).toBe(plan!.distance);
      expect(told['valueAtRiskOfMargin']).toEqual(plan!.valueAtRiskOfMargin);
    }
  });

  it('names what should be lowered most urgently first', async () => {
    const rig = cannedRig();
    const memory = rig.context.memory.accounts.get('main')!;
    memory.snapshot = {
      ...cannedSnapshot,
      positions: cannedSnapshot.positions.map((position) =>
        position.symbol === 'ADAUSDT' ? { ...position, leverage: 1 } : position,
      ),
    };
    const { rows } = await answered(askLeverage(rig.context, {}));
    expect(rows.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT', 'ADAUSDT']);
    expect(adviceOf(rows[2]!).found.change.shouldAdjust).toBe(false);
  });

  it("goes by its market's settings, capped by the leverage that no order passes", async () => {
    const rig = cannedRig();
    const { sizing, limits } = rig.context.settings;
    const context = {
      ...rig.context,
      settings: { ...rig.context.settings, sizing, limits: { ...limits, maxLeverage: 2 } },
    };
    const { rows } = await answered(askLeverage(context, {}));
    const configs = Object.fromEntries(rows.map((row) => [row.symbol, adviceOf(row).config]));
    expect(configs['BTCUSDT']).toEqual({ base: 2, target: 0.025, min: 1, max: 2, window: 20 });
    expect(configs['ADAUSDT']).toMatchObject({ base: 2, target: 0.04 });
    for (const row of rows) expect(adviceOf(row).found.recommended).toBeLessThanOrEqual(2);
  });

  it('of a symbol without a position is held against its usual leverage and has no plan', async () => {
    const rig = cannedRig();
    const memory = rig.context.memory.accounts.get('main')!;
    memory.snapshot = { ...cannedSnapshot, positions: [] };
    const { rows } = await answered(askLeverage(rig.context, { symbol: 'ETHUSDT' }));
    expect(adviceOf(rows[0]!)).toMatchObject({ current: 3 });
    expect(adviceOf(rows[0]!).plan).toBeUndefined();
    expect(rows[0]).not.toHaveProperty('side');
  });

  it('is unknown without history, without the set leverage, and without any position', async () => {
    const rig = cannedRig();
    const memory = rig.context.memory.accounts.get('main')!;
    const pepe = await answered(askLeverage(rig.context, { symbol: '1000PEPEUSDT' }));
    expect(pepe.rows[0]?.advice).toMatchObject({ kind: 'unknown', reason: 'no-price-history' });
    memory.snapshot = {
      ...cannedSnapshot,
      positions: cannedSnapshot.positions.map(({ leverage: _, ...position }) => position),
    };
    const untold = await answered(askLeverage(rig.context, { symbol: 'BTCUSDT' }));
    expect(untold.rows[0]?.advice).toMatchObject({ kind: 'unknown', reason: 'no-leverage' });
    memory.snapshot = { ...cannedSnapshot, positions: [] };
    expect(await askLeverage(rig.context, {})).toMatchObject({
      ok: true,
      value: { kind: 'unknown', reason: 'no-positions' },
    });
    expect(await askLeverage(rig.context, { symbol: 'DOGEUSDT' })).toMatchObject({
      ok: false,
      error: { refusals: [{ code: 'INSTRUMENT_UNKNOWN' }] },
    });
  });
});
