// Where an armed stop stands: a trail that only tightens, the tick it lands on, and when it is reached.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Order } from '../../src/domain/order.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import {
  type ArmedStop,
  followed,
  isOrderOf,
  isReached,
  lossAt,
  serves,
  stopOrderId,
  trailedPrice,
} from '../../src/domain/stop.ts';

const TICK = new Decimal('0.1');
const D = (value: number | string): Decimal => new Decimal(value);
const stop = (changes: Partial<ArmedStop> = {}): ArmedStop => ({
  id: '0123456789abcdef0123',
  account: 'main',
  symbol: 'BTCUSDT',
  positionSide: 'long',
  stopPrice: '57000',
  bestPrice: '60000',
  armedBy: 'kim',
  armedOn: { platform: 'telegram', platformId: '3' },
  armedAt: 0,
  proposalId: 'p1',
  attempt: 0,
  ...changes,
});
const order = (stopPrice: string, quantity = '0.5'): Order => ({
  id: '1',
  clientOrderId: 's',
  symbol: 'BTCUSDT',
  side: 'sell',
  positionSide: 'long',
  type: 'stop-market',
  state: 'open',
  quantity: Quantity.parse(quantity),
  filled: Quantity.zero,
  stopPrice: Price.parse(stopPrice),
  reduceOnly: true,
  book: 'conditional',
  createdAt: 0,
  updatedAt: 0,
});

describe('a trailing stop', () => {
  it('follows the best price, and stays where it is when the price comes back', () => {
    const up = followed(stop({ trail: 0.05 }), D(63_000), TICK);
    expect([up.bestPrice, up.stopPrice]).toEqual(['63000', '59850']);
    expect(followed(up, D(61_000), TICK)).toBe(up);
  });

  it('of a short stands above the price and comes down with it', () => {
    const armed = stop({ positionSide: 'short', trail: 0.05, stopPrice: '63000' });
    expect(followed(armed, D(58_000), TICK).stopPrice).toBe('60900');
    expect(followed(armed, D(61_000), TICK)).toBe(armed);
  });

  it('lands on the tick, on the side that is not tighter than was said', () => {
    expect(trailedPrice('long', D('60000.07'), 0.031, TICK).toFixed()).toBe('58140');
    expect(trailedPrice('short', D('60000.07'), 0.031, TICK).toFixed()).toBe('61860.1');
  });

  it('never loosens, whatever the prices do, and is never farther from the best price than its distance and a tick', () => {
    const prices = fc.array(fc.integer({ min: 1_000, max: 200_000 }), { minLength: 1, maxLength: 60 });
    const distance = fc.integer({ min: 1, max: 900 }).map((tenths) => tenths / 1_000);
    fc.assert(
      fc.property(
        prices,
        distance,
        fc.constantFrom('long' as const, 'short' as const),
        (path, trail, side) => {
          const first = D(path[0] ?? 1_000);
          let current = stop({
            positionSide: side,
            trail,
            bestPrice: first.toFixed(),
            stopPrice: trailedPrice(side, first, trail, TICK).toFixed(),
          });
          for (const price of path) {
            const next = followed(current, D(price), TICK);
            const change = D(next.stopPrice)
              .minus(current.stopPrice)
              .times(side === 'long' ? 1 : -1);
            expect(change.gte(0)).toBe(true);
            const away = D(next.bestPrice).minus(next.stopPrice).abs();
            expect(away.lte(D(next.bestPrice).times(trail).plus(TICK))).toBe(true);
            current = next;
          }
        },
      ),
    );
  });
});

describe('a fixed stop', () => {
  it('stays where it was put', () => {
    expect(followed(stop(), D(70_000), TICK).stopPrice).toBe('57000');
  });

  it('is reached at its price and past it, on its own side', () => {
    expect([57_001, 57_000, 56_000].map((mark) => isReached(stop(), D(mark)))).toEqual([false, true, true]);
    const short = stop({ positionSide: 'short', stopPrice: '63000' });
    expect([62_999, 63_000, 64_000].map((mark) => isReached(short, D(mark)))).toEqual([false, true, true]);
  });

  it('loses what lies between the price and itself, and nothing when it locks a gain', () => {
    expect(lossAt('long', D(60_000), D(57_000), D('0.5')).toFixed()).toBe('1500');
    expect(lossAt('short', D(60_000), D(63_000), D('0.5')).toFixed()).toBe('1500');
    expect(lossAt('long', D(56_000), D(57_000), D('0.5')).toFixed()).toBe('0');
  });
});

describe('the order of a stop', () => {
  it('is named by the stop and its attempt, in what venues take for a name', () => {
    const id = stopOrderId(stop().id, 47);
    expect(id).toMatch(/^[A-Za-z0-9_-]{1,36}$/);
    expect(isOrderOf(stop(), id)).toBe(true);
    expect(isOrderOf(stop({ id: 'fedcba9876543210fedc' }), id)).toBe(false);
  });

  it('serves a fixed stop at exactly its price, for exactly the position', () => {
    expect(serves(stop(), order('57000'), D('0.5'))).toBe(true);
    expect(serves(stop(), order('57000'), D('0.4'))).toBe(false);
    expect(serves(stop(), order('56999.9'), D('0.5'))).toBe(false);
  });

  it('serves a trail until moving it is worth a request', () => {
    const trail = stop({ trail: 0.05, stopPrice: '57050' });
    expect(serves(trail, order('57000'), D('0.5'))).toBe(true);
    expect(serves({ ...trail, stopPrice: '57060' }, order('57000'), D('0.5'))).toBe(false);
  });
});
