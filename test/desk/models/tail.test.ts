// The tail of the book: the figure of /risk, and the same numbers as `cutman calc` portfolio-var, var and var-backtest give.
import { describe, expect, it } from 'vitest';
import { askTail } from '../../../src/desk/questions/ask-tail.ts';
import { assess } from '../../../src/risk/assessment/assess.ts';
import { valueAtRisk } from '../../../src/risk/tail/value-at-risk.ts';
import { answered } from '../../support/answered.ts';
import { calc } from '../../support/calc.ts';
import { cannedSnapshot, NOON } from '../../support/canned-desk.ts';
import { cannedRig } from '../../support/canned-models.ts';

const { context } = cannedRig();
const { task, found, equity } = await answered(askTail(context, {}));
const exposures = Object.fromEntries(task.parts.map(({ name, exposure }) => [name, exposure]));
const returns = Object.fromEntries(task.parts.map((part) => [part.name, part.returns]));

describe('the tail of the book', () => {
  it('is the book as it is held: a short is below zero', () => {
    expect(exposures).toEqual({ 'BTCUSDT:long': 21_560, 'ETHUSDT:short': -4_800, 'ADAUSDT:long': 6_000 });
  });

  it('is the figure that /risk shows, to the last digit but rounding', () => {
    const { tail } = assess({
      snapshot: cannedSnapshot,
      now: NOON,
      returns: context.memory.accounts.get('main')!.returns,
      thresholds: context.memory.thresholds,
      heldLevels: new Map(),
    });
    const [historical] = found.methods;
    expect(tail.valueAtRisk95).toMatchObject({ value: expect.closeTo(historical!.valueAtRisk95, 6) });
    expect(tail.valueAtRisk99).toMatchObject({ value: expect.closeTo(historical!.valueAtRisk99, 6) });
  });

  it('is what calc portfolio-var says for the same exposures and returns', async () => {
    const said = await calc('portfolio-var', { equity, exposures, returns, method: 'historical' });
    expect(Number(said['valueAtRisk'])).toBeCloseTo(found.portfolio.valueAtRisk, 8);
    expect(Number(said['individualSum'])).toBeCloseTo(found.portfolio.individualSum, 8);
    expect(Number(said['diversificationBenefit'])).toBeCloseTo(found.portfolio.diversificationBenefit, 8);
  });

  it('is by every method what calc var says for the returns of the book', async () => {
    for (const { method, valueAtRisk95, valueAtRisk99 } of found.methods) {
      for (const [confidence, value] of [
        [0.95, valueAtRisk95],
        [0.99, valueAtRisk99],
      ] as const) {
        const said = await calc('var', { returns: found.returns, value: equity, method, confidence });
        expect(Number(said['valueAtRisk'])).toBeCloseTo(value, 8);
      }
    }
    for (const { days, valueAtRisk: value } of found.horizons) {
      const ask = { returns: found.returns, value: equity, method: 'parametric', horizonDays: days };
      expect(Number((await calc('var', ask))['valueAtRisk'])).toBeCloseTo(value, 8);
    }
  });

  it('is tested as calc var-backtest does it', async () => {
    const days = found.returns.length - 100;
    const forecasts = Array.from(
      { length: days },
      (_, day) =>
        valueAtRisk({ returns: found.returns.subarray(day, day + 100), value: 1, method: 'historical' })
          .valueAtRisk,
    );
    const said = await calc('var-backtest', {
      returns: found.returns.subarray(100),
      forecasts,
      confidence: 0.95,
    });
    const { days: tested, ...backtest } = found.backtest!;
    expect(tested).toBe(days);
    expect(said).toMatchObject({
      exceptions: backtest.exceptions,
      kupiec: backtest.kupiec,
      zone: backtest.zone,
    });
  });

  it('is unknown without positions', async () => {
    const rig = cannedRig();
    rig.context.memory.accounts.get('main')!.snapshot = { ...cannedSnapshot, positions: [] };
    expect(await askTail(rig.context, {})).toMatchObject({
      value: { kind: 'unknown', reason: 'no-positions' },
    });
  });
});
