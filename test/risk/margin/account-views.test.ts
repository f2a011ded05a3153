// The smaller margin models: leverage effects, margin modes compared, isolated allocation, cross analysis.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import { BracketTable } from '../../../src/risk/margin/brackets.ts';
import { analyseCross, type CrossAnalysisInput } from '../../../src/risk/margin/cross-analysis.ts';
import { type AllocationRequest, allocateIsolated } from '../../../src/risk/margin/isolated-allocation.ts';
import { leverageEffects } from '../../../src/risk/margin/leverage-effects.ts';
import { compareMarginModes } from '../../../src/risk/margin/margin-mode-compare.ts';
import { answersOrRefuses, anyNumber, anySide } from '../answers-or-refuses.ts';
import { refusalOf } from '../refusal-of.ts';

const table = BracketTable.fallback();
const book = new BracketBook();

describe('leverage effects', () => {
  test('ten times leverage turns 5 % of price into half of the account', () => {
    const { rows } = leverageEffects(10_000, 10, table);
    expect(rows.map(({ accountPnl }) => accountPnl)).toEqual([-5000, -2000, -1000, 0, 1000, 2000, 5000]);
    expect(rows[0]).toMatchObject({ accountChange: -0.5, liquidated: false });
  });

  test('liquidation comes before the balance is used up, and takes all of it', () => {
    const { rows } = leverageEffects(10_000, 20, table, { moves: [-0.045, -0.0465, -0.05] });
    // 200,000 of notional: maintenance is 0.005·N − 50, so 4.6 % down is the border.
    expect(rows.map(({ liquidated }) => liquidated)).toEqual([false, true, true]);
    expect(rows[1]).toMatchObject({ accountPnl: -10_000, accountChange: -1 });
    expect(rows[1]!.positionPnl).toBeCloseTo(-9_300, 9);
  });

  test('a balance of nothing over a maintenance of nothing is liquidated', () => {
    const { rows } = leverageEffects(100, 1, table, { moves: [-1, -0.9] });
    expect(rows.map(({ liquidated }) => liquidated)).toEqual([true, false]);
  });

  test('the liquidation price is where the rows change', () => {
    const { liquidationPrice } = leverageEffects(10_000, 20, table, { entryPrice: 50_000 });
    const move = liquidationPrice! / 50_000 - 1;
    const { rows } = leverageEffects(10_000, 20, table, { moves: [move - 1e-9, move + 1e-9] });
    expect(rows.map(({ liquidated }) => liquidated)).toEqual([true, false]);
  });

  test('a short is hurt by a rise', () => {
    const { rows, maxLeverage } = leverageEffects(100, 50, table, { moves: [0.05, -0.05], side: 'short' });
    expect(rows.map(({ liquidated }) => liquidated)).toEqual([true, false]);
    expect(maxLeverage).toBe(125);
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    answersOrRefuses(
      fc.tuple(anyNumber, anyNumber, anyNumber, anyNumber),
      ([balance, leverage, move, entryPrice]) =>
        leverageEffects(balance, leverage, table, { moves: [move], entryPrice }),
    );
  });
});

describe('margin modes compared', () => {
  const at = (marginUsed: number, unrealizedPnl: number, balance = 10_000) =>
    compareMarginModes(balance, [{ symbol: 'A', marginUsed, unrealizedPnl }]);

  test('the documents’ three positions', () => {
    const { cross, isolated } = compareMarginModes(50_000, [
      { symbol: 'BTCUSDT', marginUsed: 5_000, unrealizedPnl: -800 },
      { symbol: 'ETHUSDT', marginUsed: 3_000, unrealizedPnl: 450 },
      { symbol: 'ADAUSDT', marginUsed: 2_000, unrealizedPnl: -200 },
    ]);
    expect(cross).toMatchObject({ marginUsed: 10_000, available: 49_450, level: 'LOW' });
    expect(cross.ratio).toBeCloseTo(10_000 / 49_450, 12);
    expect(isolated).toMatchObject({ available: 40_000, maxRatio: 0.16, level: 'STABLE' });
    expect(isolated.positions.map(({ ratio }) => ratio)).toEqual([0.16, 0, 0.1]);
  });

  test.each([
    [5_900, 'LOW'],
    [6_100, 'MEDIUM'],
    [8_100, 'HIGH'],
    [9_100, 'CRITICAL'],
  ])('a cross margin of %d of 10,000 is %s', (used, level) => {
    expect(at(used, 0).cross.level).toBe(level);
  });

  test('a loss above 0.8 of its margin puts an isolated position at risk', () => {
    expect(at(1_000, -800).isolated.level).toBe('STABLE');
    expect(at(1_000, -801).isolated).toMatchObject({ level: 'CRITICAL', positions: [{ atRisk: true }] });
  });

  test('nothing left to back the margin has no ratio and is critical', () => {
    expect(at(1_000, -10_000).cross).toMatchObject({ ratio: null, level: 'CRITICAL' });
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    answersOrRefuses(fc.tuple(anyNumber, anyNumber, anyNumber), ([b, m, p]) => at(m, p, b));
  });
});

describe('isolated allocation', () => {
  const requests: AllocationRequest[] = [
    { symbol: 'BTCUSDT', side: 'long', quantity: 0.5, entryPrice: 50_000, leverage: 5 },
    { symbol: 'ETHUSDT', side: 'short', quantity: 10, entryPrice: 3_000, leverage: 3 },
    { symbol: 'ADAUSDT', side: 'long', quantity: 15_000, entryPrice: 0.5, leverage: 10 },
  ];
  const answer = allocateIsolated(50_000, requests, book);

  test('margins, utilisation and strategy of the documents’ requests', () => {
    expect(answer.positions.map(({ initialMargin }) => initialMargin)).toEqual([5_000, 10_000, 750]);
    expect(answer).toMatchObject({ totalInitialMargin: 15_750, utilization: 0.315, strategy: 'BALANCED' });
  });

  test('three tenths of the spare capital are spread by notional', () => {
    const added = answer.positions.map(({ additionalMargin }) => additionalMargin);
    expect(added.reduce((sum, x) => sum + x)).toBeCloseTo(0.3 * 34_250, 8);
    expect(added[0]! / added[1]!).toBeCloseTo(25 / 30, 12);
    expect(answer.positions[0]!.bufferRatio).toBeCloseTo(added[0]! / 5_000, 12);
  });

  test('the buffer moves the liquidation price away, long down and short up', () => {
    const bare = allocateIsolated(50_000, requests, book, 0);
    expect(answer.positions[0]!.liquidationPrice!).toBeLessThan(bare.positions[0]!.liquidationPrice!);
    expect(answer.positions[1]!.liquidationPrice!).toBeGreaterThan(bare.positions[1]!.liquidationPrice!);
    // 25,000 of BTC on 5,000: the loss of 5,000 less 0.4 % of what is left.
    expect(bare.positions[0]!.liquidationPrice).toBeCloseTo(40_000 / 0.996, 8);
  });

  test('score, leverage and concentration', () => {
    expect(answer.riskScore).toBeCloseTo((25 * 0.5 + 30 * 0.3 + 7.5) / 62.5, 12);
    expect(answer.averageLeverage).toBeCloseTo(62_500 / (15_750 + 0.3 * 34_250), 12);
    expect(answer.concentration).toBeCloseTo(0.48, 12);
  });

  test.each([
    [60_000, 'CONSERVATIVE'],
    [20_000, 'AGGRESSIVE'],
    [16_000, 'OVERLEVERED'],
  ])('a capital of %d is %s', (capital, strategy) => {
    expect(allocateIsolated(capital, requests, book).strategy).toBe(strategy);
  });

  test('requests above the capital are refused with the shortfall', () => {
    const error = refusalOf(() => allocateIsolated(15_000, requests, book));
    expect(error).toMatchObject({ code: 'SHORTFALL', path: 'capital' });
    expect(error.message).toContain('750');
  });

  test('no request, and too much leverage, are refused', () => {
    expect(refusalOf(() => allocateIsolated(1, [], book)).path).toBe('requests');
    const eager = [{ ...requests[0]!, leverage: 126 }];
    expect(refusalOf(() => allocateIsolated(1e6, eager, book))).toMatchObject({
      code: 'LEVERAGE_TOO_HIGH',
      path: 'requests[0].leverage',
    });
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    const request = fc.record({
      symbol: fc.constant('BTCUSDT'),
      side: anySide,
      quantity: anyNumber,
      entryPrice: anyNumber,
      leverage: anyNumber,
    });
    answersOrRefuses(
      fc.tuple(anyNumber, fc.array(request, { maxLength: 3 }), anyNumber),
      ([capital, list, share]) => allocateIsolated(capital, list, book, share),
    );
  });
});

describe('cross analysis', () => {
  const position = (symbol: string, side: 'long' | 'short', notional: number) => ({
    symbol,
    side,
    notional,
    leverage: 5,
    unrealizedPnl: 0,
  });
  const input = (more: Partial<CrossAnalysisInput> = {}): CrossAnalysisInput => ({
    accountBalance: 10_000,
    positions: [position('BTCUSDT', 'long', 20_000), position('ETHUSDT', 'long', 10_000)],
    correlations: { BTCUSDT: { 'ETH/USDT:USDT': 0.8 } },
    ...more,
  });

  test('two longs', () => {
    const answer = analyseCross(input(), book);
    expect(answer).toMatchObject({
      isolatedMarginRequired: 6_000,
      crossMarginAvailable: 10_000,
      maintenanceMargin: 120,
      safety: 'SAFE',
      marginSaving: null,
    });
    expect(answer.correlationRisk).toBeCloseTo((0.8 * 2e8) / 9e8, 12);
    expect(answer.concentration).toBeCloseTo(2 / 3, 12);
    expect(answer.marginCallThreshold).toBeCloseTo(132, 12);
    expect(answer.distance).toBeCloseTo(1 - 0.012, 12);
  });

  test('a hedge turns the sign of the correlation risk', () => {
    const hedged = [position('BTCUSDT', 'long', 20_000), position('ETHUSDT', 'short', 10_000)];
    expect(analyseCross(input({ positions: hedged }), book).correlationRisk).toBeCloseTo(
      (-0.8 * 2e8) / 9e8,
      12,
    );
  });

  test('adding a hedge never raises a correlation risk above zero', () => {
    const size = fc.double({ min: 100, max: 40_000, noNaN: true });
    fc.assert(
      fc.property(size, size, size, (a, b, hedge) => {
        const held = [position('BTCUSDT', 'long', a), position('ETHUSDT', 'long', b)];
        const before = analyseCross(input({ positions: held }), book).correlationRisk;
        const positions = [...held, position('BTCUSDT', 'short', hedge)];
        expect(analyseCross(input({ positions }), book).correlationRisk).toBeLessThanOrEqual(before);
      }),
    );
  });

  test('the saving is what the moves lose by not adding up', () => {
    const volatilities = { BTCUSDT: 0.03, ETHUSDT: 0.04 };
    const { marginSaving } = analyseCross(input({ volatilities, k: 2 }), book);
    expect(marginSaving).toBeCloseTo(2 * (600 + 400 - Math.sqrt(600 ** 2 + 400 ** 2 + 1.6 * 600 * 400)), 9);
    const alone = { positions: [position('BTCUSDT', 'long', 5_000)], volatilities };
    expect(analyseCross(input(alone), book).marginSaving).toBeCloseTo(0, 9);
  });

  test.each([
    [160, 'SAFE'],
    [140, 'CAUTION'],
    [125, 'DANGER'],
    [-1, 'DANGER'],
  ])('a balance of %d over a maintenance of 120 is %s', (accountBalance, safety) => {
    expect(analyseCross(input({ accountBalance }), book).safety).toBe(safety);
  });

  test('a debt has no distance', () => {
    expect(analyseCross(input({ accountBalance: -1 }), book).distance).toBeNull();
  });

  test.each([
    ['no position', { positions: [] }, 'TOO_SHORT', 'positions'],
    ['a missing pair', { correlations: {} }, 'MISSING', 'correlations.BTCUSDT.ETHUSDT'],
    [
      'a correlation above one',
      { correlations: { BTCUSDT: { ETHUSDT: 1.1 } } },
      'OUT_OF_RANGE',
      'correlations.BTCUSDT.ETHUSDT',
    ],
    [
      'two figures for one pair',
      { correlations: { BTCUSDT: { ETHUSDT: 0.8 }, ETHUSDT: { BTCUSDT: 0.7 } } },
      'NOT_SYMMETRIC',
      'correlations.ETHUSDT.BTCUSDT',
    ],
    ['a missing volatility', { volatilities: { BTCUSDT: 0.03 } }, 'MISSING', 'volatilities.ETHUSDT'],
    [
      'correlations that no returns can have',
      {
        positions: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map((symbol) => position(symbol, 'long', 1_000)),
        correlations: { BTCUSDT: { ETHUSDT: -1, SOLUSDT: -1 }, ETHUSDT: { SOLUSDT: -1 } },
        volatilities: { BTCUSDT: 0.03, ETHUSDT: 0.03, SOLUSDT: 0.03 },
      },
      'CONTRADICTION',
      'correlations',
    ],
  ])('%s is refused', (_, more, code, path) => {
    expect(refusalOf(() => analyseCross(input(more), book))).toMatchObject({ code, path });
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    const any = fc.record({
      symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT', 'constructor'),
      side: anySide,
      notional: anyNumber,
      leverage: anyNumber,
      unrealizedPnl: anyNumber,
    });
    answersOrRefuses(
      fc.tuple(anyNumber, fc.array(any, { maxLength: 3 }), anyNumber, anyNumber, anyNumber),
      ([accountBalance, positions, rho, sigma, k]) =>
        analyseCross(
          {
            accountBalance,
            positions,
            correlations: { BTCUSDT: { ETHUSDT: rho } },
            volatilities: { BTCUSDT: sigma, ETHUSDT: 0.1 },
            k,
          },
          book,
        ),
    );
  });
});
