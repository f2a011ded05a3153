// The kill switch's plain decisions: what goes first, what stays, what an order is called, how a large one is cut.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import {
  addsRisk,
  inScope,
  isProtective,
  joinScopes,
  killOrderId,
  killPrefix,
  pieces,
  retryAfter,
  scopeText,
} from '../../src/domain/kill-plan.ts';
import type { KillScope } from '../../src/domain/kill-switch.ts';
import type { Order } from '../../src/domain/order.ts';
import { Quantity } from '../../src/domain/quantity.ts';

const order = (changes: Partial<Order>): Order => ({
  id: '1',
  clientOrderId: 'c',
  symbol: 'BTCUSDT',
  side: 'sell',
  positionSide: 'long',
  type: 'limit',
  state: 'open',
  quantity: Quantity.parse('1'),
  filled: Quantity.zero,
  reduceOnly: false,
  book: 'plain',
  createdAt: 0,
  updatedAt: 0,
  ...changes,
});

describe('which orders go first and which stay', () => {
  it.each<[string, Partial<Order>, boolean, { adds: boolean; protects: boolean }]>([
    ['an entry', { side: 'buy' }, false, { adds: true, protects: false }],
    ['a take-profit', { reduceOnly: true }, false, { adds: false, protects: false }],
    ['a protective stop', { type: 'stop-market', reduceOnly: true }, false, { adds: false, protects: true }],
    ['a stop that could open a short', { type: 'stop-market' }, false, { adds: true, protects: false }],
    ['a hedge-mode stop on the closing side', { type: 'stop-market' }, true, { adds: false, protects: true }],
    ['a hedge-mode stop entry', { type: 'stop-market', side: 'buy' }, true, { adds: true, protects: false }],
    [
      'a hedge-mode close of a short',
      { side: 'buy', positionSide: 'short' },
      true,
      { adds: false, protects: false },
    ],
  ])('%s', (_, changes, isHedge, expected) => {
    const each = order(changes);
    expect({ adds: addsRisk(each, isHedge), protects: isProtective(each, isHedge) }).toEqual(expected);
  });
});

describe('a scope', () => {
  const btc: KillScope = { kind: 'symbol', symbol: 'BTCUSDT' };
  const main: KillScope = { kind: 'account', account: 'main' };

  it('holds what it names', () => {
    expect(inScope({ kind: 'all' }, 'main', 'ETHUSDT')).toBe(true);
    expect([inScope(main, 'main', 'X'), inScope(main, 'other')]).toEqual([true, false]);
    expect([inScope(btc, 'any', 'BTCUSDT'), inScope(btc, 'any', 'BTC'), inScope(btc, 'any')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('grows by a second pull and never shrinks', () => {
    const both = joinScopes(btc, { kind: 'symbol', symbol: 'ETHUSDT' });
    expect(scopeText(both)).toBe('BTCUSDT,ETHUSDT');
    expect(inScope(both, 'main', 'ETHUSDT')).toBe(true);
    expect(scopeText(joinScopes(main, { kind: 'account', account: 'alt' }))).toBe('account alt,main');
    expect(joinScopes(btc, main)).toEqual({ kind: 'all' });
    expect(scopeText({ kind: 'all' })).toBe('all');
  });
});

describe('a closing order', () => {
  it('is split at the largest the venue takes and sums to the position floored to its step', () => {
    const parts = pieces(new Decimal('2.5004'), new Decimal('0.001'), new Decimal('1.2'));
    expect(parts.map((part) => part.toFixed())).toEqual(['1.2', '1.2', '0.1']);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_000_000 }),
        fc.integer({ min: 1, max: 3_000 }),
        (value, most) => {
          const quantity = new Decimal(value).div(10_000);
          const [step, largest] = [new Decimal('0.001'), new Decimal(most)];
          const list = pieces(quantity, step, largest);
          const sum = list.reduce((total, each) => total.plus(each), new Decimal(0));
          expect(sum.eq(quantity.div(step).trunc().times(step))).toBe(true);
          expect(list.every((each) => each.gt(0) && each.lte(largest))).toBe(true);
        },
      ),
    );
  });

  it('is tried whole where nothing is known of the venue, and not at all below a step', () => {
    expect(pieces(new Decimal('1.23')).map(String)).toEqual(['1.23']);
    expect(pieces(new Decimal('0.0004'), new Decimal('0.001'))).toEqual([]);
    expect(pieces(new Decimal('3'), new Decimal('1'), new Decimal('0.5')).map(String)).toEqual(['3']);
  });

  it('has a name that fits every venue and differs by epoch, symbol, side, leg, run and try', () => {
    const names = new Set<string>();
    let count = 0;
    for (const epoch of [1, 40]) {
      for (const symbol of [
        'BTCUSDT',
        '1000SHIBUSDT_261225',
        '1000SHIBUSDT_260925',
        '币安人生USDT',
        '币安USDT',
      ]) {
        for (const side of ['long', 'short'] as const) {
          for (const [leg, run, attempt] of [
            [0, 1, 1],
            [1, 1, 1],
            [0, 2, 1],
            [0, 1, 2],
            [40, 46_655, 1_295],
          ] as const) {
            const name = killOrderId(epoch, symbol, side, leg, run, attempt);
            expect(name).toMatch(/^[A-Za-z0-9_-]{1,36}$/);
            expect(name.startsWith(killPrefix(epoch))).toBe(true);
            names.add(name);
            count += 1;
          }
        }
      }
    }
    expect(names.size).toBe(count);
  });

  it('is tried quickly five times, then every 15 s', () => {
    expect([1, 4, 5, 100].map(retryAfter)).toEqual([1_000, 1_000, 15_000, 15_000]);
  });
});
