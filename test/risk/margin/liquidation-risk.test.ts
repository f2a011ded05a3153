// The one table of levels from margin ratio and liquidation distance.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LIMIT_PRESETS, liquidationLevel } from '../../../src/risk/margin/liquidation-risk.ts';
import { answersOrRefuses, anyNumber } from '../answers-or-refuses.ts';
import { refusalOf } from '../refusal-of.ts';

test.each([
  [0.1, 0.5, 'safe'],
  [0.699, 0.201, 'safe'],
  [0.7, 0.5, 'warning'],
  [0.1, 0.2, 'warning'],
  [0.8, 0.5, 'critical'],
  [0.1, 0.1, 'critical'],
  [0.9, 0.5, 'emergency'],
  [0.1, 0.05, 'emergency'],
  [0.1, 0, 'emergency'],
  [0.75, 0.09, 'critical'],
])('a ratio of %d and a distance of %d are %s', (ratio, distance, level) => {
  expect(liquidationLevel(ratio, distance)).toBe(level);
});

test.each([
  [0.85, 0.12, 'warning'],
  [0.9, 0.5, 'critical'],
  [0.95, 0.5, 'emergency'],
  [0.1, 0.05, 'critical'],
  [0.1, 0.051, 'warning'],
  [0.1, 0.02, 'emergency'],
  [0.1, 0.021, 'critical'],
  [0.1, 0.15, 'warning'],
  [0.1, 0.151, 'safe'],
  [0.79, 0.5, 'safe'],
  [0.1, 0.16, 'safe'],
])('relaxed: a ratio of %d and a distance of %d are %s', (ratio, distance, level) => {
  expect(liquidationLevel(ratio, distance, LIMIT_PRESETS.relaxed)).toBe(level);
});

test('a position that nothing liquidates is judged by its ratio alone', () => {
  expect(liquidationLevel(0.01, null)).toBe('safe');
  expect(liquidationLevel(0.85, null)).toBe('critical');
});

test('a balance that backs nothing is an emergency', () => {
  expect(liquidationLevel(Number.POSITIVE_INFINITY, null)).toBe('emergency');
});

test('limits in the wrong order are refused', () => {
  const limits = {
    ...LIMIT_PRESETS.standard,
    marginRatio: { direction: 'above', warning: 0.9, critical: 0.8 } as const,
  };
  const error = refusalOf(() => liquidationLevel(0.1, 0.5, limits));
  expect(error).toMatchObject({ code: 'UNSORTED', path: 'thresholds.marginRatio' });
  const falling = {
    ...LIMIT_PRESETS.standard,
    distance: { direction: 'below', warning: 0.1, critical: 0.2 } as const,
  };
  expect(refusalOf(() => liquidationLevel(0.1, 0.5, falling)).message).toContain('fall');
});

test('any input at all is answered or refused by name', () => {
  answersOrRefuses(fc.tuple(anyNumber, fc.option(anyNumber)), ([ratio, distance]) =>
    liquidationLevel(ratio, distance),
  );
});
