// Specifies how signals combine and what they justify: majority, ties, strength, confidence, limits, risk score.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  combineSignals,
  type Direction,
  decideSignals,
  type Signal,
  type SignalLimits,
  type SignalState,
} from '../../../src/risk/sizing/signals.ts';
import { calc, calcError } from '../../cli/calc/calc-support.ts';

const signal = (direction: Direction, strength = 2, confidence = 0.8, symbol = 'BTCUSDT'): Signal => ({
  symbol,
  direction,
  strength,
  confidence,
  source: `${direction}${strength}`,
});
const limits: SignalLimits = {
  base: 1,
  positionLimit: 10,
  minConfidence: 0.7,
  maxRiskScore: 0.8,
  maxTradesPerDay: 1000,
};
const state: SignalState = {
  positions: {},
  volatility: { BTCUSDT: 0.02, ETHUSDT: 0.03 },
  regime: 'normal',
  tradesToday: 0,
};
const decide = (signals: Signal[], own: Partial<SignalLimits> = {}, now: Partial<SignalState> = {}) =>
  decideSignals(combineSignals(signals), { ...limits, ...own }, { ...state, ...now });

describe('signals on one symbol', () => {
  it.each<[string, Direction[], Direction]>([
    ['the majority', ['BUY', 'BUY', 'SELL'], 'BUY'],
    ['the other majority', ['SELL', 'BUY', 'SELL'], 'SELL'],
    ['a tie', ['BUY', 'SELL'], 'HOLD'],
    ['a tie of three', ['BUY', 'SELL', 'HOLD'], 'HOLD'],
    ['those who wait', ['HOLD', 'HOLD', 'BUY'], 'HOLD'],
  ])('go the way of %s', (_, directions, expected) => {
    expect(combineSignals(directions.map((one) => signal(one)))[0]!.direction).toBe(expected);
  });

  it('add their strengths up to ten and average their confidence', () => {
    expect(combineSignals([signal('BUY', 3, 0.9), signal('BUY', 4, 0.7)])).toMatchObject([
      { strength: 7, meanStrength: 3.5, confidence: 0.8, sources: ['BUY3', 'BUY4'] },
    ]);
    expect(combineSignals(new Array(5).fill(signal('SELL', 4)))[0]).toMatchObject({
      strength: 10,
      sources: ['SELL4'],
    });
  });
});

describe('the decision', () => {
  it.each([
    [1, 0.5],
    [2, 1],
    [3, 1.5],
    [4, 2],
  ])('on a strength of %d trades %d times the base, times the confidence', (strength, times) => {
    const { decisions } = decide([signal('BUY', strength, 0.8)]);
    expect(decisions).toEqual([
      {
        symbol: 'BTCUSDT',
        action: 'BUY',
        quantity: expect.closeTo(0.8 * times, 12),
        riskScore: expect.closeTo(0.086, 12),
      },
    ]);
  });

  it.each([
    ['bull', 0.1],
    ['normal', 0.2],
    ['bear', 0.4],
    ['volatile', 0.6],
  ] as const)('in a %s market weighs %d', (regime, risk) => {
    const { decisions } = decide([signal('SELL')], {}, { regime, positions: { BTCUSDT: 5 } });
    expect(decisions[0]!.riskScore).toBeCloseTo(0.3 * 0.02 + 0.3 * 0.5 + 0.4 * risk, 12);
  });

  it('is refused for little confidence, much risk, a full position or a full day, with the number', () => {
    const refusal = (...args: Parameters<typeof decide>) => {
      const { decisions, refusals } = decide(...args);
      expect(decisions[0]).toMatchObject({ action: 'HOLD', quantity: 0 });
      return refusals;
    };
    expect(refusal([signal('BUY', 2, 0.69)])).toEqual([
      { symbol: 'BTCUSDT', code: 'CONFIDENCE_TOO_LOW', value: 0.69, limit: 0.7 },
    ]);
    expect(refusal([signal('BUY')], {}, { volatility: { BTCUSDT: 2.5 } })[0]).toMatchObject({
      code: 'RISK_SCORE_TOO_HIGH',
      limit: 0.8,
    });
    expect(refusal([signal('SELL')], {}, { positions: { BTCUSDT: -10 } })).toEqual([
      { symbol: 'BTCUSDT', code: 'POSITION_LIMIT', value: 10, limit: 10 },
    ]);
    expect(refusal([signal('BUY')], {}, { tradesToday: 1000 })[0]).toMatchObject({ code: 'DAILY_TRADES' });
  });

  it('counts the trades of this very round', () => {
    const both = [signal('BUY'), signal('BUY', 2, 0.8, 'ETHUSDT')];
    const { decisions, refusals } = decide(both, { maxTradesPerDay: 1 });
    expect(decisions.map(({ action }) => action)).toEqual(['BUY', 'HOLD']);
    expect(refusals).toEqual([{ symbol: 'ETHUSDT', code: 'DAILY_TRADES', value: 1, limit: 1 }]);
  });

  it('never takes a position beyond its limit', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.constantFrom<Direction>('BUY', 'SELL', 'HOLD'), fc.integer({ min: 1, max: 4 })),
          { minLength: 1 },
        ),
        fc.double({ min: -10, max: 10, noNaN: true }),
        (votes, held) => {
          const { decisions } = decide(
            votes.map(([way, strength]) => signal(way, strength)),
            { base: 8 },
            { positions: { BTCUSDT: held } },
          );
          const { action, quantity } = decisions[0]!;
          const after = held + (action === 'BUY' ? quantity : action === 'SELL' ? -quantity : 0);
          expect(Math.abs(after)).toBeLessThanOrEqual(10 + 1e-9);
        },
      ),
    );
  });
});

describe('calc signals', () => {
  const input = (strength: unknown) => ({
    signals: [{ symbol: 'BTCUSDT', direction: 'buy', strength, confidence: 0.8 }],
    limits: { base: '0.1', positionLimit: 1 },
    state: { volatility: { BTCUSDT: 0.03 } },
  });

  it('takes strength by name or number, and they count', async () => {
    expect((await calc('signals', input('weak'))).decisions[0].quantity).toBe('0.04');
    expect((await calc('signals', input(4))).decisions[0].quantity).toBe('0.16');
  });

  it('refuses a strength that is none, and a symbol without a volatility', async () => {
    expect(await calcError(['signals'], input(5))).toMatchObject({ path: 'signals[0].strength' });
    const blind = { ...input(2), state: { volatility: {} } };
    expect(await calcError(['signals'], blind)).toMatchObject({
      code: 'MISSING',
      path: 'state.volatility.BTCUSDT',
    });
  });
});
