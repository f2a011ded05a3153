// A figure that cannot be known leaves calc as null, and the object that holds it says why.
import { describe, expect, test } from 'vitest';
import { calc } from './calc-support.ts';

describe('what is unknown is null, with its reason beside it', () => {
  const tier = { minNotional: 0, maxNotional: null, maintenanceMarginRate: 0.02, maxLeverage: 20 };
  const position = { symbol: 'A', side: 'long', quantity: 1, entryPrice: 100, markPrice: 100 };
  const cases: readonly (readonly [string, object, string, string])[] = [
    ['brackets', { symbol: 'A', notional: 5, tiers: [tier] }, '', 'no upper end'],
    [
      'liquidation-price',
      { walletBalance: 500, positions: [{ ...position, marginMode: 'cross' }] },
      'positions.0',
      'no price above zero',
    ],
    [
      'liquidation-price',
      { walletBalance: -50, positions: [{ ...position, marginMode: 'cross' }] },
      'positions.0',
      'marginRatio: the margin balance is not above zero',
    ],
    [
      'liquidation-price',
      { walletBalance: 50, positions: [{ ...position, marginMode: 'cross' }] },
      'positions.0',
      'approximation: no leverage is given',
    ],
    [
      'isolated-allocation',
      { capital: 900, requests: [{ ...position, leverage: 1 }], bufferShare: 1 },
      'positions.0',
      'no price above zero',
    ],
    [
      'correlated-liquidation',
      { walletBalance: 500, positions: [{ ...position, marginMode: 'cross' }] },
      '',
      'no fall to −100 % and no rise to +1000 %',
    ],
    [
      'smallest-cut',
      {
        walletBalance: 500,
        positions: [{ ...position, marginMode: 'cross' }],
        metric: 'liquidation-distance',
        limit: 0.1,
      },
      'before',
      'no price liquidates a position',
    ],
  ];
  test.each(cases)('%s %j', async (model, input, path, words) => {
    let inside = await calc(model, input);
    for (const step of path === '' ? [] : path.split('.')) inside = inside[step];
    expect(Object.values(inside)).toContain(null);
    expect(inside.reason).toContain(words);
  });

  test('correlated-liquidation names the nearer side of the two', async () => {
    const pair = [
      { ...position, marginMode: 'cross' },
      { ...position, symbol: 'B', side: 'short', quantity: 3, marginMode: 'cross' },
    ];
    const { side, move, up } = await calc('correlated-liquidation', { walletBalance: 50, positions: pair });
    expect(side).toBe('up');
    expect(move).toBe(up.move);
    const fall = await calc('correlated-liquidation', { walletBalance: 50, positions: pair.slice(0, 1) });
    expect([fall.side, fall.move]).toEqual(['down', fall.down.move]);
  });

  test('rolling: a change into a window that never changes', async () => {
    const returns = Array.from({ length: 40 }, (_, i) => (i < 15 || i > 25 ? 0.01 * Math.sin(i) : 0.01));
    const { changes } = await calc('rolling', { returns, window: 5 });
    const unknown = changes.filter(
      ({ from, to }: { from: unknown; to: unknown }) => from === null || to === null,
    );
    expect(unknown.length).toBeGreaterThan(0);
    for (const { reason } of unknown) expect(reason).toContain('no Sharpe ratio');
  });
});
