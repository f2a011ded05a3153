// One book's tail in several ways: each is its own model's figure, and the back-test is that model asked day by day.
import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../src/risk/random.ts';
import { tailViews } from '../../../src/risk/tail/tail-views.ts';
import { valueAtRisk } from '../../../src/risk/tail/value-at-risk.ts';
import { refusalOf } from '../refusal-of.ts';

const stream = new RandomSource(5).stream(0);
const returnsOf = (days: number) => Float64Array.from({ length: days }, () => 0.001 + 0.03 * stream.normal());
const book = (days: number) => ({
  equity: 10_000,
  parts: [
    { name: 'A', exposure: 20_000, returns: returnsOf(days) },
    { name: 'B', exposure: -5_000, returns: returnsOf(days) },
  ],
});

describe('the views of a tail', () => {
  const asked = book(400);
  const views = tailViews(asked);

  it('rest on what the book of now would have made on each day', () => {
    const [a, b] = asked.parts;
    expect(views.returns[17]).toBeCloseTo(2 * a!.returns[17]! - 0.5 * b!.returns[17]!, 15);
  });

  it('are what each model says for those returns', () => {
    expect(views.methods.map(({ method }) => method)).toEqual([
      'historical',
      'parametric',
      'cornish-fisher',
      'filtered-historical',
    ]);
    for (const { method, valueAtRisk95, valueAtRisk99 } of views.methods) {
      const at = (confidence: number) =>
        valueAtRisk({ returns: views.returns, value: 10_000, method, confidence }).valueAtRisk;
      expect([valueAtRisk95, valueAtRisk99]).toEqual([at(0.95), at(0.99)]);
    }
    expect(views.portfolio.valueAtRisk).toBeCloseTo(views.methods[0]!.valueAtRisk95, 8);
  });

  it('grow with the horizon and shrink by what the parts do not do together', () => {
    const [day, week, month] = views.horizons.map((each) => each.valueAtRisk);
    expect(day! < week! && week! < month!).toBe(true);
    const { individualSum, diversificationBenefit, valueAtRisk: total } = views.portfolio;
    expect(individualSum - diversificationBenefit).toBeCloseTo(total, 8);
  });

  it('test the historical figure of each day on the hundred days before it', () => {
    const { returns, backtest } = views;
    let exceptions = 0;
    for (let day = 100; day < 400; day += 1) {
      const before = returns.subarray(day - 100, day);
      const said = valueAtRisk({ returns: before, value: 1, method: 'historical' }).valueAtRisk;
      if (-returns[day]! > said) exceptions += 1;
    }
    expect(backtest).toMatchObject({ days: 300, exceptions, expected: expect.closeTo(15, 9) });
  });

  it('leave a method out whose assumptions the returns break, and a back-test without enough days', () => {
    const crash = { ...book(120) };
    const first = Float64Array.from({ length: 120 }, (_, day) => (day === 60 ? -0.9 : 0.0001 * (day % 2)));
    crash.parts[0] = { name: 'A', exposure: 10_000, returns: first };
    crash.parts.length = 1;
    const { methods, backtest } = tailViews(crash);
    expect(methods.map(({ method }) => method)).not.toContain('cornish-fisher');
    expect(methods.length).toBeGreaterThanOrEqual(2);
    expect(backtest).toBeNull();
  });

  it('refuse a history under a hundred days', () => {
    expect(refusalOf(() => tailViews(book(99)))).toMatchObject({ code: 'TOO_SHORT' });
  });
});

it('a method that a book gives no answer to is left out, the others stay', () => {
  const returns = returnsOf(300);
  const hedged = tailViews({
    equity: 10_000,
    parts: [
      { name: 'A', exposure: 1_000, returns },
      { name: 'B', exposure: -1_000, returns },
    ],
  });
  expect(hedged.methods.map(({ method }) => method)).toEqual(['historical', 'parametric']);
  expect(hedged.methods.every(({ valueAtRisk99 }) => valueAtRisk99 === 0)).toBe(true);
});
