// Correlation, budget and allocation of the book: the same numbers as `cutman calc` for the same returns, and unknown where they would lie.
import { describe, expect, it } from 'vitest';
import { askAllocation } from '../../../src/desk/questions/ask-allocation.ts';
import { askBudget } from '../../../src/desk/questions/ask-budget.ts';
import { askCorrelation } from '../../../src/desk/questions/ask-correlation.ts';
import type { DeskContext } from '../../../src/desk/state/context.ts';
import { assess } from '../../../src/risk/assessment/assess.ts';
import { answered } from '../../support/answered.ts';
import { calc } from '../../support/calc.ts';
import { cannedSnapshot, NOON } from '../../support/canned-desk.ts';
import { cannedRig } from '../../support/canned-models.ts';

const memoryOf = (context: DeskContext) => context.memory.accounts.get('main')!;
const byName = (names: readonly string[], values: ArrayLike<number>) =>
  Object.fromEntries(names.map((name, i) => [name, values[i]!]));
const closeTo = (expected: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, expect.closeTo(value, 9)]));

/** One symbol has lost its history. */
function withoutHistory(symbol: string): DeskContext {
  const { context } = cannedRig();
  const memory = memoryOf(context);
  memory.returns = new Map([...memory.returns].filter(([name]) => name !== symbol));
  return context;
}

function holding(count: number): DeskContext {
  const { context } = cannedRig();
  memoryOf(context).snapshot = { ...cannedSnapshot, positions: cannedSnapshot.positions.slice(0, count) };
  return context;
}

describe('how the positions move together', () => {
  it('is what calc says for the same returns', async () => {
    const { task, found } = await answered(askCorrelation(cannedRig().context, { window: 60 }));
    const returns = Object.fromEntries(task.series.map((each) => [each.name, each.returns]));
    const said = await calc('correlation', { returns, window: 60 });
    const matrix = Object.fromEntries(
      found.names.map((name, i) => [name, byName(found.names, found.matrix[i]!)]),
    );
    expect(said['matrix']).toEqual(matrix);
    expect(said['averagePairwise']).toBe(found.averagePairwise);
    expect(said['rollingAverage']).toEqual(found.rollingAverage);
  });

  it('is the average that /risk shows', async () => {
    const { context } = cannedRig();
    const { found } = await answered(askCorrelation(context, {}));
    const { returns } = memoryOf(context);
    const { correlation } = assess({
      snapshot: cannedSnapshot,
      now: NOON,
      returns,
      thresholds: context.memory.thresholds,
      heldLevels: new Map(),
    });
    expect(correlation).toMatchObject({ kind: 'known', value: expect.closeTo(found.averagePairwise, 12) });
  });

  it('knows which way each symbol is held, both sides of a hedge added up', async () => {
    const { context } = cannedRig();
    const [btc, ...rest] = cannedSnapshot.positions;
    memoryOf(context).snapshot = {
      ...cannedSnapshot,
      positions: [btc!, { ...btc!, side: 'short' }, ...rest],
    };
    const { found, exposures } = await answered(askCorrelation(context, {}));
    expect(byName(found.names, exposures)).toEqual({ BTCUSDT: 0, ETHUSDT: -4_800, ADAUSDT: 6_000 });
  });

  it('leaves a symbol without history out by name, and needs two that are left', async () => {
    const { found, missing } = await answered(askCorrelation(withoutHistory('ADAUSDT'), {}));
    expect([found.names, missing]).toEqual([['BTCUSDT', 'ETHUSDT'], ['ADAUSDT']]);
    for (const [count, reason] of [
      [0, 'no-positions'],
      [1, 'one-position'],
    ] as const) {
      expect(await askCorrelation(holding(count), {})).toMatchObject({ value: { kind: 'unknown', reason } });
    }
    const alone = holding(2);
    memoryOf(alone).returns = new Map();
    expect(await askCorrelation(alone, {})).toMatchObject({ value: { reason: 'no-price-history' } });
  });
});

describe('the risk budget', () => {
  it.each([
    ['equal-risk', undefined],
    ['performance-weighted', 0.03],
    ['inverse-volatility', 0.3],
  ] as const)('split %s is what calc says for the same positions', async (method, total) => {
    const ask = { method, ...(total === undefined ? {} : { total }) };
    const { input, found } = await answered(askBudget(cannedRig().context, ask));
    const said = await calc('risk-budget', { ...input });
    expect(said).toMatchObject({
      budgets: found.budgets,
      totalUsed: found.totalUsed,
      suggestions: found.suggestions,
    });
    expect(input.totalBudget).toBe(total ?? 0.02);
  });

  it('takes a short as held: what its symbol lost it earned', async () => {
    const { input } = await answered(askBudget(cannedRig().context, {}));
    const { context } = cannedRig();
    const [btc, eth, ada] = cannedSnapshot.positions;
    memoryOf(context).snapshot = { ...cannedSnapshot, positions: [btc!, { ...eth!, side: 'long' }, ada!] };
    const turned = await answered(askBudget(context, {}));
    expect(turned.input.strategies[1]!.sharpe).toBeCloseTo(-input.strategies[1]!.sharpe, 12);
    expect(turned.input.strategies[1]!.volatility).toBeCloseTo(input.strategies[1]!.volatility, 12);
  });

  it('is unknown as a whole without the history of one position, or without positions', async () => {
    expect(await askBudget(withoutHistory('ADAUSDT'), {})).toMatchObject({
      value: { kind: 'unknown', reason: 'no-price-history', detail: 'ADAUSDT' },
    });
    expect(await askBudget(holding(0), {})).toMatchObject({ value: { reason: 'no-positions' } });
  });
});

describe('the allocation', () => {
  it.each(['max-sharpe', 'min-variance', 'risk-parity'] as const)(
    'for %s is what calc says for the same returns and caps',
    async (objective) => {
      const { task, found } = await answered(askAllocation(cannedRig().context, { objective }));
      const returns = Object.fromEntries(task.series.map((each) => [each.name, each.returns]));
      const { maxWeights, pairCap, best } = found;
      const said = await calc('optimise-portfolio', {
        returns,
        objective,
        pairCap,
        ...(maxWeights === null ? {} : { maxWeights }),
      });
      expect(said['weights']).toEqual(closeTo(byName(found.names, best.weights)));
      expect(said['sharpe']).toBeCloseTo(best.sharpe, 9);
      expect(said['riskContribution']).toEqual(closeTo(byName(found.names, best.riskContribution)));
    },
  );

  it('stands beside the weights of now', async () => {
    const { found } = await answered(askAllocation(cannedRig().context, {}));
    expect(byName(found.names, found.now.weights)).toEqual(
      closeTo({
        'BTCUSDT:long': 21_560 / 32_360,
        'ETHUSDT:short': 4_800 / 32_360,
        'ADAUSDT:long': 6_000 / 32_360,
      }),
    );
    expect(found.best.sharpe).toBeGreaterThan(found.now.sharpe);
  });

  it('is unknown for one position, and for one without history', async () => {
    expect(await askAllocation(holding(1), {})).toMatchObject({ value: { reason: 'one-position' } });
    expect(await askAllocation(withoutHistory('ETHUSDT'), {})).toMatchObject({
      value: { reason: 'no-price-history', detail: 'ETHUSDT' },
    });
  });

  it('runs beside the loop, and says in a sentence when the worker is lost', async () => {
    const rig = cannedRig();
    await answered(askAllocation(rig.context, {}));
    expect(rig.workers.asked.map(({ model }) => model)).toEqual(['allocation']);
    rig.workers.failure = new Error('the thread ended');
    expect(await askAllocation(rig.context, {})).toMatchObject({
      error: { refusals: [{ code: 'RUN_FAILED', what: 'allocation' }] },
    });
  });
});
