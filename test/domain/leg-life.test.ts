// What the rows of a leg ask for next, and how much of it may still be sent.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import {
  filledOf,
  holdUntil,
  legClientOrderId,
  legMoved,
  legTask,
  partialFill,
  remainingQuantity,
  sumFills,
} from '../../src/domain/leg-life.ts';
import type { Leg } from '../../src/domain/proposal.ts';

const row = (changes: Partial<Leg> = {}): Leg => ({
  proposalId: 'p',
  index: 0,
  attempt: 1,
  account: 'main',
  clientOrderId: 'c',
  symbol: 'BTCUSDT',
  positionSide: 'long',
  side: 'sell',
  quantity: '1',
  state: 'done',
  filled: '0',
  fee: '0',
  version: 1,
  ...changes,
});

describe('the name of an order', () => {
  it('is the same after every restart, differs by proposal, leg and attempt, and fits every venue', () => {
    const nonce = 'f'.repeat(32);
    expect(legClientOrderId(nonce, 0, 1)).toBe(`${nonce}0001`);
    const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });
    const place = fc.tuple(hex, fc.integer({ min: 0, max: 1_295 }), fc.integer({ min: 1, max: 1_295 }));
    fc.assert(
      fc.property(place, place, (a, b) => {
        const [first, second] = [legClientOrderId(...a), legClientOrderId(...b)];
        expect(first).toMatch(/^[A-Za-z0-9_-]{1,36}$/);
        expect(first === second).toBe(a.join() === b.join());
      }),
    );
  });
});

describe('what comes next for a leg', () => {
  it.each<[string, Leg[], string]>([
    ['nothing was sent yet', [], 'send 1'],
    ['a row was written and nothing is known', [row({ state: 'sending' })], 'look-up'],
    ['the answer was lost', [row({ state: 'unknown' })], 'look-up'],
    ['the venue holds it', [row({ state: 'accepted' })], 'watch'],
    ['it was filled, and what is left is checked', [row({ state: 'done' })], 'send 2'],
    ['it never arrived', [row({ state: 'not-accepted' })], 'send 2'],
    ['it was planned and never sent', [row({ state: 'planned' })], 'send 2'],
    [
      'a reduction was refused because the position moved',
      [row({ state: 'rejected', venueCode: '-2022' })],
      'send 2',
    ],
    ['the venue will never take it', [row({ state: 'rejected', venueCode: '-2019' })], 'give-up'],
    ['the venue gave no code', [row({ state: 'rejected' })], 'give-up'],
    [
      'it was refused three times',
      [1, 2, 3].map((attempt) => row({ attempt, state: 'rejected', venueCode: '-4131' })),
      'give-up',
    ],
    [
      'the last attempt counts, in any order of rows',
      [row({ attempt: 2, state: 'unknown' }), row()],
      'look-up',
    ],
  ])('when %s', (_, rows, expected) => {
    const task = legTask(rows);
    expect(task.kind === 'send' ? `send ${task.attempt}` : task.kind).toBe(expected);
  });

  it('holds an unknown order until its window is over on either clock, and a second more', () => {
    expect(holdUntil(row({ windowEndsAt: 5_000 }), -300)).toBe(6_300);
    expect(holdUntil(row({ signedAt: 2_000 }), 0)).toBe(3_000);
    expect(holdUntil(row(), 0)).toBe(1_000);
  });

  it('gives each change of a row the next version', () => {
    expect(legMoved(row(), 'accepted', { orderId: '7' })).toMatchObject({
      state: 'accepted',
      orderId: '7',
      version: 2,
    });
    expect(legMoved(row(), 'done').version).toBe(2);
  });
});

describe('what may still be sent', () => {
  it.each([
    ['all of it at first', '0.5', '0.5', '0', '1', '0.5'],
    ['the rest after a partial fill', '0.5', '0.5', '0.2', '0.8', '0.3'],
    ['only the approved part when the position grew', '0.5', '0.5', '0', '3', '0.5'],
    ['only down to the target when it shrank', '0.5', '0.5', '0', '0.7', '0.2'],
    ['nothing when it is at the target', '0.5', '0.5', '0', '0.5', '0'],
    ['nothing when it is below', '0.5', '0.5', '0', '0.1', '0'],
    ['nothing below a step', '0.5', '0.5', '0', '0.5009', '0'],
    ['floored to the step', '0.5', '0', '0', '0.0014999', '0.001'],
  ])('%s', (_, quantity, targetAfter, filled, position, expected) => {
    const left = remainingQuantity(
      { quantity, targetAfter },
      new Decimal(filled),
      new Decimal(position),
      new Decimal('0.001'),
    );
    expect(left.toFixed()).toBe(expected);
  });

  it('never exceeds what was approved, never passes the target, and is a multiple of the step', () => {
    const amount = fc.integer({ min: 0, max: 5_000_000 }).map((value) => new Decimal(value).div(1_000_000));
    fc.assert(
      fc.property(amount, amount, amount, amount, (quantity, target, filled, position) => {
        const step = new Decimal('0.001');
        const plan = { quantity: quantity.toFixed(), targetAfter: target.toFixed() };
        const left = remainingQuantity(plan, filled, position, step);
        expect(left.gte(0)).toBe(true);
        expect(left.isZero() || left.plus(filled).lte(quantity)).toBe(true);
        expect(left.isZero() || position.minus(left).gte(target)).toBe(true);
        expect(left.mod(step).isZero()).toBe(true);
      }),
    );
  });
});

describe('an order that is filled in part', () => {
  it.each<[string, number, number, number, unknown]>([
    ['waits', 0.4, 0, 1_000, { kind: 'wait' }],
    [
      'is finished at the market from 80 %',
      0.8,
      0.5,
      1_000,
      { kind: 'cancel', next: 'finish', why: 'nearly' },
    ],
    [
      'is cancelled when the price has left',
      0.4,
      0.021,
      1_000,
      { kind: 'cancel', next: 'stop', why: 'price' },
    ],
    ['is cancelled after 300 s', 0.4, 0.02, 300_000, { kind: 'cancel', next: 'stop', why: 'time' }],
  ])('%s', (_, share, moved, waited, expected) => {
    expect(partialFill(share, moved, 0.02, waited)).toEqual(expected);
  });
});

describe('fills', () => {
  it('are summed with the price weighted by quantity', () => {
    const fill = (quantity: string, price: string, fee: string) => ({
      quantity: { value: new Decimal(quantity) },
      price: { value: new Decimal(price) },
      fee: { value: new Decimal(fee) },
    });
    const sum = sumFills([fill('1', '100', '0.1'), fill('3', '104', '0.3')]);
    expect([sum.filled, sum.averagePrice, sum.fee].map(String)).toEqual(['4', '103', '0.4']);
    expect(sumFills([])).toEqual({ filled: new Decimal(0), fee: new Decimal(0) });
    expect(filledOf([row({ filled: '0.1' }), row({ filled: '0.2' })]).toFixed()).toBe('0.3');
  });
});
