import { describe, expect, it } from 'vitest';
import { readingValue } from '../../src/domain/reading.ts';
import type { AccountSnapshot } from '../../src/domain/snapshot.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { assess } from '../../src/risk/assessment/assess.ts';
import type { AssessInput } from '../../src/risk/assessment/assess-input.ts';
import { effectOf } from '../../src/risk/assessment/effect.ts';
import { marginView } from '../../src/risk/assessment/margin-view.ts';
import { assessAccount } from '../../src/risk/margin/account-risk.ts';
import { correlationMatrix } from '../../src/risk/portfolio/correlation.ts';
import { portfolioValueAtRisk } from '../../src/risk/tail/portfolio-value-at-risk.ts';
import { snapshot } from '../support/snapshot-builder.ts';

/** Returns that swing by a rule, not by chance: every run has the same history. */
function history(days: number, seed: number, scale = 0.03): Float64Array {
  let state = seed * 2_654_435_761;
  return Float64Array.from({ length: days }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 4_294_967_296 - 0.5) * 2 * scale;
  });
}

const RETURNS = new Map([
  ['BTCUSDT', history(200, 1)],
  ['ETHUSDT', history(200, 2, 0.04)],
]);

const input = (picture: AccountSnapshot, changes: Partial<AssessInput> = {}): AssessInput => ({
  snapshot: picture,
  now: picture.pricesAt,
  returns: RETURNS,
  thresholds: DEFAULT_THRESHOLDS,
  heldLevels: new Map(),
  ...changes,
});

const BOOK = snapshot(10_000, [
  { symbol: 'BTCUSDT', quantity: '0.5', entry: 60_000, mark: 58_000 },
  { symbol: 'ETHUSDT', side: 'short', quantity: '2', entry: 3_000, mark: 3_100 },
]);

describe('an assessment', () => {
  it('carries the margin models figures for the same book', () => {
    const view = marginView(BOOK);
    const models = assessAccount(view.walletBalance, view.positions, view.book);
    const assessment = assess(input(BOOK));
    expect(readingValue(assessment.marginRatio)).toBe(models.account.marginRatio);
    expect(readingValue(assessment.positions[0]!.liquidationPrice)).toBe(
      models.positions[0]!.liquidationPrice,
    );
    expect(readingValue(assessment.liquidationDistance)).toBe(
      Math.min(...models.positions.map((each) => each.distance!)),
    );
  });

  it('carries the value at risk of the portfolio model, and components that sum to it', () => {
    const parts = [
      { name: 'BTCUSDT', exposure: 29_000, returns: RETURNS.get('BTCUSDT')! },
      { name: 'ETHUSDT', exposure: -6_200, returns: RETURNS.get('ETHUSDT')! },
    ];
    const equity = BOOK.equity.value.toNumber();
    const { tail } = assess(input(BOOK));
    for (const [confidence, value, beyond] of [
      [0.95, tail.valueAtRisk95, tail.conditionalValueAtRisk95],
      [0.99, tail.valueAtRisk99, tail.conditionalValueAtRisk99],
    ] as const) {
      const model = portfolioValueAtRisk({ equity, parts, method: 'historical', confidence });
      expect(readingValue(value)).toBeCloseTo(model.valueAtRisk, 8);
      expect(readingValue(beyond)).toBeCloseTo(model.conditionalValueAtRisk, 8);
    }
    const sum = [...tail.components.values()].reduce((total, each) => total + each, 0);
    expect(sum).toBeCloseTo(readingValue(tail.valueAtRisk95)!, 8);
  });

  it('averages the pairwise correlation as the matrix does', () => {
    const matrix = correlationMatrix([...RETURNS].map(([name, returns]) => ({ name, returns })));
    expect(readingValue(assess(input(BOOK)).correlation)).toBeCloseTo(matrix.averagePairwise, 12);
  });

  it('says unknown, and never 0, when a part of the book could not be read', () => {
    const assessment = assess(input({ ...BOOK, complete: false, incompleteBecause: 'positions: timeout' }));
    expect(assessment.marginRatio).toEqual({
      kind: 'unknown',
      reason: 'incomplete-data',
      detail: 'positions: timeout',
    });
    expect(assessment.tail.ratioOfEquity.kind).toBe('unknown');
    expect(
      assessment.breaches.filter(
        (breach) => breach.metric !== 'liquidation-distance' && breach.metric !== 'correlation',
      ),
    ).toEqual([]);
  });

  it('says unknown when one symbol has no history: a partial sum would look safe', () => {
    const assessment = assess(input(BOOK, { returns: new Map([['BTCUSDT', history(200, 1)]]) }));
    expect(assessment.tail.valueAtRisk95).toEqual({
      kind: 'unknown',
      reason: 'no-price-history',
      detail: 'ETHUSDT',
    });
  });

  it('labels figures from old prices with their age', () => {
    const assessment = assess(input(BOOK, { now: 42_000 }));
    expect(assessment.marginRatio).toMatchObject({ trust: { kind: 'stale', ageMs: 42_000 } });
  });

  it('shows the venue beside the model when they differ', () => {
    const picture = snapshot(10_000, [
      { symbol: 'BTCUSDT', quantity: 1, entry: 60_000, venueLiquidationPrice: 52_000 },
    ]);
    const [position] = assess(input(picture)).positions;
    expect(position!.liquidationPrice).toMatchObject({
      trust: { kind: 'model-differs', venueValue: 52_000 },
    });
    expect(position!.distance).toMatchObject({
      trust: { kind: 'model-differs', venueValue: 8_000 / 60_000 },
    });
  });

  it('measures drawdown from the peak and the day from its start', () => {
    const assessment = assess(input(BOOK, { peak: { equity: 12_000, at: 5 }, equityAtDayStart: 9_000 }));
    const equity = BOOK.equity.value.toNumber();
    expect(readingValue(assessment.drawdown)).toBeCloseTo((12_000 - equity) / 12_000, 12);
    expect(readingValue(assessment.dailyLoss)).toBeCloseTo((9_000 - equity) / 9_000, 12);
    expect(readingValue(assess(input(BOOK, { equityAtDayStart: 1_000 })).dailyLoss)).toBe(0);
  });

  it('breaches at the line itself, position by position, and lets go only behind it', () => {
    const picture = snapshot(4_000, [{ symbol: 'BTCUSDT', quantity: '0.5', entry: 60_000 }]);
    const assessment = assess(input(picture));
    const distance = readingValue(assessment.liquidationDistance)!;
    const thresholds = {
      ...DEFAULT_THRESHOLDS,
      'liquidation-distance': { direction: 'below', warning: distance },
    } as const;
    expect(assess(input(picture, { thresholds })).breaches).toContainEqual(
      expect.objectContaining({ metric: 'liquidation-distance', level: 'warning', subject: 'BTCUSDT:long' }),
    );
    const under = {
      ...DEFAULT_THRESHOLDS,
      'liquidation-distance': { direction: 'below', warning: distance * 0.99 },
    } as const;
    const held = new Map([['liquidation-distance/BTCUSDT:long', 'warning' as const]]);
    const metrics = (held?: AssessInput['heldLevels']) =>
      assess(
        input(picture, { thresholds: under, ...(held === undefined ? {} : { heldLevels: held }) }),
      ).breaches.map((each) => each.metric);
    expect(metrics()).not.toContain('liquidation-distance');
    expect(metrics(held)).toContain('liquidation-distance');
  });

  it('proposes the step that helps: the position that carries the risk', () => {
    const picture = snapshot(4_000, [
      { symbol: 'BTCUSDT', quantity: '0.5', entry: 60_000, mark: 57_000 },
      { symbol: 'ETHUSDT', quantity: '0.2', entry: 3_000 },
    ]);
    const { bestStep } = assess(input(picture));
    expect(bestStep?.symbol).toBe('BTCUSDT');
    expect(bestStep!.marginRatio.after!).toBeLessThan(bestStep!.marginRatio.now!);
    expect(bestStep!.valueAtRisk.after!).toBeLessThan(bestStep!.valueAtRisk.now!);
  });

  it('has nothing to say about an empty account, and no level but safe', () => {
    const assessment = assess(input(snapshot(10_000, [])));
    expect(assessment.level).toBe('safe');
    expect(assessment.liquidationDistance).toEqual({ kind: 'unknown', reason: 'no-positions' });
    expect(assessment.bestStep).toBeNull();
  });

  it('takes the figures of the best step and of a card from the same arithmetic', () => {
    const { bestStep } = assess(input(BOOK));
    const position = BOOK.positions.find((each) => each.symbol === bestStep!.symbol)!;
    const quantity = position.quantity.value.times(bestStep!.share);
    const { effect } = effectOf(
      BOOK,
      [{ symbol: position.symbol, side: position.side, quantity }],
      input(BOOK),
    );
    expect(effect.marginRatio.after).toBeCloseTo(bestStep!.marginRatio.after!, 12);
    expect(effect.valueAtRisk.after).toBeCloseTo(bestStep!.valueAtRisk.after!, 12);
    expect(effect.liquidationDistance.after).toBeCloseTo(bestStep!.liquidationDistance.after!, 12);
  });

  it('shows an isolated cut as it is: the liquidation price stays, margin is released', () => {
    const picture = snapshot(10_000, [
      { symbol: 'BTCUSDT', quantity: 1, entry: 60_000, isolatedMargin: 6_000, leverage: 10 },
    ]);
    const { effect, after } = effectOf(
      picture,
      [{ symbol: 'BTCUSDT', side: 'long', quantity: 0.5 }],
      input(picture),
    );
    expect(effect.liquidationDistance.after).toBeCloseTo(effect.liquidationDistance.now!, 2);
    expect(after.equity).toBe(10_000);
  });
});

describe('the assessment of a large book', () => {
  it('gives the same figures for a thousand positions as for one of a thousand times the size', () => {
    const many = snapshot(
      10_000_000,
      Array.from({ length: 1_000 }, (_, index) => ({
        symbol: `S${index}USDT`,
        quantity: 1,
        entry: 30_000,
        mark: 29_000,
      })),
    );
    const series = history(200, 7);
    const returns = new Map(Array.from({ length: 1_000 }, (_, index) => [`S${index}USDT`, series] as const));
    const one = snapshot(10_000_000, [{ symbol: 'BTCUSDT', quantity: 1_000, entry: 30_000, mark: 29_000 }]);
    const assessment = assess(input(many, { returns }));
    const single = assess(input(one, { returns: new Map([['BTCUSDT', series]]) }));
    expect(readingValue(assessment.tail.valueAtRisk95)).toBeCloseTo(
      readingValue(single.tail.valueAtRisk95)!,
      4,
    );
    expect(readingValue(assessment.correlation)).toBeCloseTo(1, 9);
    expect(assessment.equity).toBe(single.equity);
  });
});
