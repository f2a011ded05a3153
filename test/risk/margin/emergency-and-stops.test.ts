// When an account is in an emergency, and how stops move and trigger.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assessEmergency } from '../../../src/risk/margin/emergency-assessment.ts';
import { advanceStop, openStop, runStop } from '../../../src/risk/margin/stops.ts';
import { answersOrRefuses, anyNumber, anySide } from '../answers-or-refuses.ts';
import { refusalOf } from '../refusal-of.ts';

describe('emergency assessment', () => {
  const loss = (unrealizedPnl: number, distance: number | null = 0.5, symbol = 'A') => ({
    symbol,
    unrealizedPnl,
    initialMargin: 1_000,
    distance,
  });
  const level = (positions: ReturnType<typeof loss>[], ratio = 0.1) =>
    assessEmergency(10_000, ratio, positions).level;

  test.each([
    ['no loss', [loss(0)], 'NORMAL'],
    ['a profit of any size', [loss(5_000)], 'NORMAL'],
    ['a loss of 17.5 % of the margin', [loss(-175)], 'NORMAL'],
    ['a loss just above 17.5 % of the margin', [loss(-176)], 'WARNING'],
    ['two such positions', [loss(-176), loss(-176, 0.5, 'B')], 'WARNING'],
    ['three such positions', [loss(-176), loss(-176), loss(-176)], 'CRITICAL'],
    ['a loss of 25.1 % of the margin', [loss(-251)], 'EMERGENCY'],
    ['a liquidation 5 % away', [loss(0, 0.05)], 'EMERGENCY'],
    ['a position that nothing liquidates', [loss(0, null)], 'NORMAL'],
  ])('%s', (_, positions, expected) => expect(level(positions)).toBe(expected));

  test('the wallet decides over many small losses', () => {
    const many = (count: number) => Array.from({ length: count }, () => loss(-100));
    expect(level(many(10))).toBe('NORMAL');
    expect(level(many(11))).toBe('CRITICAL');
    expect(level(many(16))).toBe('EMERGENCY');
  });

  test('a profit elsewhere counts against the portfolio loss, and a profit is no loss', () => {
    const { portfolioLoss, positions } = assessEmergency(10_000, 0, [loss(-100), loss(300)]);
    expect(portfolioLoss).toBe(0);
    expect(positions.map(({ lossRatio }) => lossRatio)).toEqual([0.1, 0]);
  });

  test('a margin ratio at 0.9 or a balance that backs nothing is an emergency', () => {
    expect(level([loss(0)], 0.9)).toBe('EMERGENCY');
    expect(level([loss(0)], Number.POSITIVE_INFINITY)).toBe('EMERGENCY');
  });

  test('each level recommends its actions', () => {
    const actions = (positions: ReturnType<typeof loss>[]) => assessEmergency(10_000, 0, positions).actions;
    expect(actions([loss(-300)])[0]).toEqual({ kind: 'reduce-all', share: 0.5 });
    expect(actions([loss(-200), loss(-200), loss(-200), loss(0)])[0]).toEqual({
      kind: 'reduce-risky',
      share: 0.3,
      symbols: ['A', 'A', 'A'],
    });
    expect(actions([loss(-200)])).toEqual([{ kind: 'review', symbols: ['A'] }]);
    expect(actions([])).toEqual([]);
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    answersOrRefuses(
      fc.tuple(anyNumber, anyNumber, anyNumber, anyNumber, fc.option(anyNumber)),
      ([wallet, ratio, unrealizedPnl, initialMargin, distance]) =>
        assessEmergency(wallet, ratio, [{ symbol: 'A', unrealizedPnl, initialMargin, distance }]),
    );
  });
});

describe('stops', () => {
  const plan = { side: 'long', entryPrice: 100 } as const;

  test.each([
    ['a fixed stop at its distance', { ...plan, fixed: 0.02 }, 98],
    ['a short’s above the entry', { ...plan, side: 'short' as const, fixed: 0.02 }, 102],
    ['a trail at its distance', { ...plan, trail: 0.03 }, 97],
    ['the tighter of both', { ...plan, fixed: 0.05, trail: 0.03 }, 97],
    ['both defaults when neither is given', plan, 98],
    ['a share of the margin divided by leverage', { ...plan, fixed: 0.2, ofMargin: true, leverage: 10 }, 98],
  ])('%s', (_, given, stop) => expect(openStop(given).stopPrice).toBeCloseTo(stop, 9));

  test('a trail follows the best price, holds when it falls back, and triggers once', () => {
    const { events, finalStop } = runStop({ ...plan, trail: 0.03 }, [101, 105, 103, 101, 90, 200]);
    expect(events.map(({ index, kind }) => [index, kind])).toEqual([
      [0, 'moved'],
      [1, 'moved'],
      [3, 'triggered'],
    ]);
    expect(finalStop).toBeCloseTo(105 * 0.97, 9);
  });

  test('a short’s trail follows the price down', () => {
    const { events, finalStop } = runStop({ side: 'short', entryPrice: 100, trail: 0.03 }, [90, 92.8]);
    expect(events.map(({ kind }) => kind)).toEqual(['moved', 'triggered']);
    expect(finalStop).toBeCloseTo(92.7, 9);
  });

  test('a fixed stop never moves', () => {
    expect(runStop({ ...plan, fixed: 0.02 }, [150, 120, 98.1]).events).toEqual([]);
    expect(runStop({ ...plan, fixed: 0.02 }, [98]).events).toEqual([
      { index: 0, kind: 'triggered', stopPrice: 98 },
    ]);
  });

  test('no price loosens a stop, and nothing follows the trigger', () => {
    const price = fc.double({ min: 50, max: 200, noNaN: true });
    const distance = fc.option(fc.double({ min: 0.001, max: 0.5, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(anySide, distance, distance, fc.array(price), (side, fixed, trail, prices) => {
        let state = openStop({ side, entryPrice: 100, fixed, trail });
        let triggers = 0;
        for (const next of prices) {
          const step = advanceStop(state, next);
          const tightening = (step.state.stopPrice - state.stopPrice) * (side === 'long' ? 1 : -1);
          expect(tightening).toBeGreaterThanOrEqual(0);
          if (state.triggered) expect(step).toEqual({ state });
          if (step.event?.kind === 'triggered') triggers++;
          state = step.state;
        }
        expect(triggers).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a distance of the whole price is refused', () => {
    expect(refusalOf(() => openStop({ ...plan, fixed: 1 }))).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'fixedPct',
    });
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    const option = fc.option(anyNumber, { nil: undefined });
    answersOrRefuses(
      fc.tuple(
        anySide,
        anyNumber,
        option,
        option,
        option,
        fc.boolean(),
        fc.array(anyNumber, { maxLength: 4 }),
      ),
      ([side, entryPrice, fixed, trail, leverage, ofMargin, prices]) =>
        runStop({ side, entryPrice, fixed, trail, leverage, ofMargin }, prices),
    );
  });
});
