// What an assessment says where something is missing: which symbol, and never a figure in its place.
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import type { AccountSnapshot } from '../../src/domain/snapshot.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { assess } from '../../src/risk/assessment/assess.ts';
import { betasOf } from '../../src/risk/assessment/assess-common-move.ts';
import type { AssessInput } from '../../src/risk/assessment/assess-input.ts';
import { bookWithMargin, effectOf, effectOfMargin } from '../../src/risk/assessment/effect.ts';
import { instrument, snapshot } from '../support/snapshot-builder.ts';
import { series } from './tail/reference-series.ts';

const history = (seed: number, days = 200) => Float64Array.from(series(seed, days));
const input = (picture: AccountSnapshot, returns: ReadonlyMap<string, Float64Array>): AssessInput => ({
  snapshot: picture,
  now: picture.pricesAt,
  returns,
  thresholds: DEFAULT_THRESHOLDS,
  heldLevels: new Map(),
});
const PAIR = snapshot(10_000, [
  { symbol: 'SOLUSDT', quantity: '100', entry: 200 },
  { symbol: 'ETHUSDT', side: 'short', quantity: '2', entry: 3_000 },
]);

describe('correlation and the common move', () => {
  it('name the symbol whose price never moves', () => {
    const flat = new Float64Array(200);
    const returns = new Map([
      ['SOLUSDT', history(1)],
      ['ETHUSDT', flat],
    ]);
    expect(assess(input(PAIR, returns)).correlation).toMatchObject({
      kind: 'unknown',
      reason: 'no-price-history',
      detail: 'ETHUSDT',
    });
  });

  it('are unknown while a history is too short or not there', () => {
    const short = new Map([
      ['SOLUSDT', history(1)],
      ['ETHUSDT', history(2, 5)],
    ]);
    for (const returns of [short, new Map([['SOLUSDT', history(1)]]), new Map<string, Float64Array>()]) {
      const { correlation, correlatedMove } = assess(input(PAIR, returns));
      expect(correlation).toMatchObject({ kind: 'unknown', reason: 'no-price-history' });
      expect(correlatedMove.down).toMatchObject({ kind: 'unknown', reason: 'no-price-history' });
      expect(correlatedMove).toMatchObject({ reference: null, betas: null });
    }
  });

  it('take the largest position for the market where there is no bitcoin', () => {
    const parts = [
      { key: 'ETHUSDT:short', symbol: 'ETHUSDT', exposure: -6_000 },
      { key: 'SOLUSDT:long', symbol: 'SOLUSDT', exposure: 20_000 },
      { key: 'SOLUSDT:short', symbol: 'SOLUSDT', exposure: -100 },
    ];
    const returns = new Map([
      ['SOLUSDT', history(1)],
      ['ETHUSDT', history(1).map((r) => 0.5 * r)],
    ]);
    const found = betasOf(parts as unknown as Parameters<typeof betasOf>[0], returns);
    expect(found?.reference).toBe('SOLUSDT');
    expect(found?.betas).toEqual({ SOLUSDT: 1, ETHUSDT: expect.closeTo(0.5, 9) });
    expect(betasOf([], returns)).toBeUndefined();
  });

  it('say that no move liquidates a book that needs no margin', () => {
    const hedged = snapshot(1_000_000, [{ symbol: 'SOLUSDT', quantity: '1', entry: 200 }]);
    const { correlatedMove } = assess(input(hedged, new Map([['SOLUSDT', history(1)]])));
    expect(correlatedMove.down).toMatchObject({ kind: 'unknown', reason: 'cannot-be-liquidated' });
    expect(correlatedMove.up).toMatchObject({ kind: 'unknown', reason: 'cannot-be-liquidated' });
  });

  it('are unknown, with the symbol, where the venue has told no brackets', () => {
    const bare = { ...PAIR, instruments: new Map([['SOLUSDT', instrument('SOLUSDT', { brackets: [] })]]) };
    const assessment = assess(
      input(
        bare as AccountSnapshot,
        new Map([
          ['SOLUSDT', history(1)],
          ['ETHUSDT', history(2)],
        ]),
      ),
    );
    expect(assessment.marginRatio.kind).toBe('unknown');
    expect(assessment.correlatedMove.down.kind).toBe('unknown');
    expect(assessment.bestStep).toBeNull();
  });
});

describe('the effect on an isolated position', () => {
  const ISOLATED = snapshot(5_000, [
    { symbol: 'SOLUSDT', quantity: '100', entry: 200, mark: 190, isolatedMargin: 4_000, leverage: 5 },
    { symbol: 'ETHUSDT', quantity: '1', entry: 3_000 },
  ]);
  const returns = new Map([
    ['SOLUSDT', history(1)],
    ['ETHUSDT', history(2)],
  ]);
  const amount = new Decimal(1_000);

  it('of margin added: its liquidation lies further, and the cross positions have that much less behind them', () => {
    const { effect, now, after } = effectOfMargin(
      ISOLATED,
      { symbol: 'SOLUSDT', side: 'long', amount },
      input(ISOLATED, returns),
      'SOLUSDT:long',
    );
    expect(effect.liquidationDistance.after!).toBeGreaterThan(effect.liquidationDistance.now! + 0.04);
    expect(effect.marginRatio.after!).toBeGreaterThan(effect.marginRatio.now!);
    expect(after.equity).toEqual(now.equity);
    const book = bookWithMargin(ISOLATED, 'SOLUSDT', 'long', amount);
    expect(book.positions[0]!.isolatedMargin!.value.toNumber()).toBe(5_000);
  });

  it('of margin for another side or a cross position: no margin changes', () => {
    for (const [symbol, side] of [
      ['SOLUSDT', 'short'],
      ['ETHUSDT', 'long'],
    ] as const) {
      const book = bookWithMargin(ISOLATED, symbol, side, amount);
      expect(book.positions.map(({ isolatedMargin }) => isolatedMargin?.value.toNumber())).toEqual([
        4_000,
        undefined,
      ]);
    }
  });

  it('of a cut: its liquidation stays where it was, its share of the margin comes back', () => {
    const reduction = { symbol: 'SOLUSDT', side: 'long', quantity: new Decimal(50) } as const;
    const { effect } = effectOf(
      ISOLATED,
      [reduction as unknown as Parameters<typeof effectOf>[1][number]],
      input(ISOLATED, returns),
      'SOLUSDT:long',
    );
    expect(effect.liquidationDistance.after!).toBeCloseTo(effect.liquidationDistance.now!, 3);
  });
});
