// Checking an order against a market's rules, and following positions through fills without losing a digit.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import {
  checkOrder,
  FALLBACK_MARKETS,
  type MarketRules,
  type OrderToCheck,
} from '../../../src/risk/microstructure/order-check.ts';
import {
  applyFill,
  averageEntry,
  flat,
  type TrackedFill,
  trackPositions,
  unrealizedPnl,
} from '../../../src/risk/microstructure/position-track.ts';
import { answersOrRefuses, anyNumber } from '../answers-or-refuses.ts';
import { refusalOf } from '../refusal-of.ts';

describe('order check', () => {
  const market: MarketRules = {
    minNotional: 10,
    maxNotional: 100_000,
    minQuantity: 0.001,
    maxQuantity: 50,
    quantityStep: 0.001,
    priceTick: 0.1,
  };
  const check = (more: Partial<OrderToCheck>, rules = market) =>
    checkOrder({ side: 'buy', quantity: 1, price: 100, ...more }, rules);

  test.each([
    ['quantity goes down to the step', { quantity: 1.9999 }, { quantity: 1.999, price: 100 }],
    ['a quantity on the step stays', { quantity: 0.3 }, { quantity: 0.3 }],
    ['a buy’s limit goes down', { price: 100.19 }, { price: 100.1 }],
    ['a sell’s limit goes up', { side: 'sell' as const, price: 100.11 }, { price: 100.2 }],
    ['a price on the tick stays', { side: 'sell' as const, price: 100.3 }, { price: 100.3 }],
    [
      'a market order’s price is only expected',
      { type: 'market' as const, price: 100.19 },
      { price: 100.19 },
    ],
  ])('%s', (_, more, result) => expect(check(more)).toMatchObject({ ok: true, ...result }));

  test.each([
    ['too little', { quantity: 0.0015, price: 50_000 }, market, []],
    [
      'nothing left after rounding',
      { quantity: 0.0009, price: 50_000 },
      market,
      ['QUANTITY_BELOW_MINIMUM', 'NOTIONAL_BELOW_MINIMUM'],
    ],
    ['too much', { quantity: 51, price: 100 }, market, ['QUANTITY_ABOVE_MAXIMUM']],
    ['too small a value', { quantity: 0.05, price: 100 }, market, ['NOTIONAL_BELOW_MINIMUM']],
    ['too large a value', { quantity: 50, price: 2_100 }, market, ['NOTIONAL_ABOVE_MAXIMUM']],
    ['a price below the tick', { price: 0.09 }, market, ['PRICE_BELOW_TICK', 'NOTIONAL_BELOW_MINIMUM']],
    [
      'small everywhere',
      { quantity: 0.0001, price: 1 },
      { ...market, minNotional: 0, minQuantity: 0 },
      ['QUANTITY_BELOW_MINIMUM'],
    ],
  ])('%s', (_, more, rules, codes) => {
    expect(check(more, rules).refusals.map(({ code }) => code)).toEqual(codes);
  });

  test('a refusal carries the limit and the value after rounding', () => {
    expect(check({ quantity: 0.0999 }).refusals).toEqual([
      { code: 'NOTIONAL_BELOW_MINIMUM', limit: 10, value: 9.9 },
    ]);
  });

  test('an order that passes stands on the grid and within every limit', () => {
    const amount = fc.double({ min: 1e-4, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(
        amount,
        amount,
        fc.constantFrom('buy' as const, 'sell' as const),
        (quantity, price, side) => {
          const answer = check({ quantity, price, side });
          if (!answer.ok) return;
          expect(new Decimal(answer.quantity).mod(0.001).isZero()).toBe(true);
          expect(new Decimal(answer.price).mod(0.1).isZero()).toBe(true);
          expect(answer.quantity).toBeLessThanOrEqual(quantity);
          expect(side === 'buy' ? price - answer.price : answer.price - price).toBeGreaterThanOrEqual(0);
          expect(check({ ...answer, side })).toEqual(answer);
        },
      ),
    );
  });

  test('the bundled markets hold the documents’ limits', () => {
    const won = FALLBACK_MARKETS['upbit KRW-BTC']!;
    expect(check({ quantity: 0.0001, price: 50_000_000 }, won).ok).toBe(true);
    expect(check({ quantity: 0.00009, price: 50_000_000 }, won).ok).toBe(false);
    expect(check({ quantity: 1, price: 50_000_999 }, won).price).toBe(50_000_000);
    expect(check({ quantity: 9001, price: 1 }, FALLBACK_MARKETS['binance BTC/USDT']).ok).toBe(false);
  });

  test('rules that no order can meet are refused', () => {
    const error = refusalOf(() => check({}, { ...market, maxQuantity: 0.0001 }));
    expect(error).toMatchObject({ code: 'CONTRADICTION', path: 'market.maxQuantity' });
    expect(refusalOf(() => check({}, { ...market, priceTick: 0 })).path).toBe('market.priceTick');
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    answersOrRefuses(
      fc.tuple(anyNumber, anyNumber, anyNumber, anyNumber, anyNumber),
      ([quantity, price, quantityStep, priceTick, minNotional]) =>
        check({ quantity, price }, { ...market, quantityStep, priceTick, minNotional }),
      { numRuns: 5_000 },
    );
  });
});

describe('position tracking', () => {
  const fill = (side: 'buy' | 'sell', quantity: string, price: string, fee = '0'): TrackedFill => ({
    symbol: 'BTCUSDT',
    side,
    quantity: new Decimal(quantity),
    price: new Decimal(price),
    fee: new Decimal(fee),
  });
  const tracked = (...fills: TrackedFill[]) => trackPositions(fills)[0]!;
  const text = (position: ReturnType<typeof tracked>) => ({
    quantity: position.quantity.toFixed(),
    entry: averageEntry(position)?.toFixed() ?? null,
    realized: position.realizedPnl.toFixed(),
    fees: position.fees.toFixed(),
  });

  test('the commission of an entry is part of its price', () => {
    expect(text(tracked(fill('buy', '1', '100', '0.1'), fill('buy', '1', '110', '0.1')))).toEqual({
      quantity: '2',
      entry: '105.1',
      realized: '0',
      fees: '0.2',
    });
    expect(text(tracked(fill('sell', '2', '100', '1')))).toMatchObject({ quantity: '-2', entry: '99.5' });
  });

  test('a partial close realises its part and leaves the average', () => {
    expect(text(tracked(fill('buy', '2', '100'), fill('sell', '0.5', '110', '0.2')))).toEqual({
      quantity: '1.5',
      entry: '100',
      realized: '4.8',
      fees: '0.2',
    });
  });

  test('a full close leaves nothing behind', () => {
    const closed = tracked(fill('sell', '3', '100'), fill('buy', '3', '90', '0.3'));
    expect(text(closed)).toEqual({ quantity: '0', entry: null, realized: '29.7', fees: '0.3' });
    expect(closed.cost.isZero()).toBe(true);
  });

  test('a fill larger than the position flips it, and shares its fee', () => {
    const flipped = tracked(fill('buy', '1', '100'), fill('sell', '3', '110', '0.3'));
    expect(text(flipped)).toEqual({ quantity: '-2', entry: '109.9', realized: '9.9', fees: '0.3' });
    expect(unrealizedPnl(flipped, new Decimal('100')).toFixed()).toBe('19.8');
  });

  test('cash flows and the value of what is held add up to the profit, to the last digit', () => {
    const cents = fc.integer({ min: 1, max: 1_000_000 }).map((n) => new Decimal(n).div(100));
    const anyFill = fc.record({
      symbol: fc.constant('BTCUSDT'),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.integer({ min: 1, max: 1_000 }).map((n) => new Decimal(n).div(1_000)),
      price: cents,
      fee: cents.map((fee) => fee.div(1_000)),
    });
    fc.assert(
      fc.property(fc.array(anyFill, { minLength: 1, maxLength: 30 }), cents, (fills, mark) => {
        const position = trackPositions(fills)[0]!;
        const cash = fills.reduce(
          (sum, { side, quantity, price, fee }) =>
            sum.plus(quantity.times(price).times(side === 'buy' ? -1 : 1)).minus(fee),
          new Decimal(0),
        );
        const value = position.quantity.times(mark);
        const profit = position.realizedPnl.plus(unrealizedPnl(position, mark));
        expect(profit.minus(cash.plus(value)).abs().lt('1e-25')).toBe(true);
      }),
    );
  });

  test('symbols are followed apart, in the order of their first fill', () => {
    const positions = trackPositions([{ ...fill('buy', '1', '1'), symbol: 'B' }, fill('buy', '1', '1')]);
    expect(positions.map(({ symbol }) => symbol)).toEqual(['B', 'BTCUSDT']);
  });

  test.each([
    ['a quantity of zero', fill('buy', '0', '1'), 'fills[0].quantity'],
    ['a negative price', fill('buy', '1', '-1'), 'fills[0].price'],
    ['a fee that is no number', fill('buy', '1', '1', 'NaN'), 'fills[0].fee'],
  ])('%s is refused', (_, bad, path) => expect(refusalOf(() => trackPositions([bad])).path).toBe(path));

  test('a fill without a fee costs none', () => {
    const { fee: _fee, ...free } = fill('buy', '1', '5');
    expect(applyFill(flat('BTCUSDT'), free).fees.toFixed()).toBe('0');
  });
});
