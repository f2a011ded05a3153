// Specifies the value at risk of a book: numbers against numpy, components that add up, hedges that help.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelInputError } from '../../../src/risk/model-input-error.ts';
import {
  type PortfolioPart,
  type PortfolioValueAtRiskInput,
  portfolioValueAtRisk,
} from '../../../src/risk/tail/portfolio-value-at-risk.ts';
import { valueAtRisk } from '../../../src/risk/tail/value-at-risk.ts';
import { series } from './reference-series.ts';

const first = series(1, 500);
const second = series(2, 500).map((r, i) => 0.4 * r + 0.6 * first[i]!);
const third = series(3, 500);
const parts: PortfolioPart[] = [
  { name: 'A', exposure: 10_000, returns: first },
  { name: 'B', exposure: -4_000, returns: second },
  { name: 'C', exposure: 6_000, returns: third },
];
const near = (actual: number, expected: number, relative = 1e-11) =>
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(relative);
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

describe('the value at risk of a book with a hedge', () => {
  it('by history is the percentile of its daily losses', () => {
    // R = [series(1), 0.6*series(1) + 0.4*series(2), series(3)]; x = [10000, -4000, 6000]; L = -(x @ R); np.percentile(L, 95)
    const found = portfolioValueAtRisk({ equity: 5_000, parts, method: 'historical' });
    near(found.valueAtRisk, 455.2457678615421);
    near(found.conditionalValueAtRisk, 578.3194535629561);
    near(found.ratioOfEquity, 455.2457678615421 / 5_000);
    near(found.individual[0]!, 477.56864735036845);
    near(found.individual[1]!, 130.91403334668905);
    near(found.individual[2]!, 279.5292006616516);
    near(found.diversificationBenefit, 888.011881358709 - 455.2457678615421);
    near(found.diversificationRatio!, 1 - 455.2457678615421 / 888.011881358709);
    near(sum(found.component), found.valueAtRisk);
  });

  it("by the normal law is −x'μ + z·√(x'Σx), split by x·(Σx)/σ", () => {
    // C = np.cov(R); sd = sqrt(x @ C @ x); -x@mu + z*sd; x * (-mu + z * (C @ x) / sd)
    const found = portfolioValueAtRisk({ equity: 5_000, parts, method: 'parametric' });
    near(found.valueAtRisk, 438.34954735057033);
    near(found.conditionalValueAtRisk, 547.6939489785764);
    near(found.component[0]!, 341.8325760888133);
    near(found.component[1]!, -84.66063377676763);
    near(found.component[2]!, 181.17760503852483);
    near(found.individual[0]!, 436.6779016201747);
    near(found.individual[1]!, 148.2540664471558);
    near(
      portfolioValueAtRisk({ equity: 5_000, parts, method: 'parametric', confidence: 0.99 }).valueAtRisk,
      616.6813493748103,
    );
  });

  it('of one position is the value at risk of that position', () => {
    for (const method of ['historical', 'parametric'] as const) {
      const alone = portfolioValueAtRisk({ equity: 1, parts: [parts[1]!], method });
      const model = valueAtRisk({ returns: second, value: -4_000, method });
      near(alone.valueAtRisk, model.valueAtRisk, 1e-12);
      near(alone.conditionalValueAtRisk, model.conditionalValueAtRisk, 1e-12);
      expect(alone.diversificationBenefit).toBeCloseTo(0, 8);
    }
  });
});

const book = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 1e6 }),
    fc.constantFrom('historical' as const, 'parametric' as const),
  )
  .chain(([count, seed, method]) =>
    fc.array(fc.integer({ min: -9_999, max: 9_999 }), { minLength: count, maxLength: count }).map(
      (exposures): PortfolioValueAtRiskInput => ({
        equity: 1_000,
        method,
        parts: exposures.map((exposure, i) => ({ name: `S${i}`, exposure, returns: series(seed + i, 120) })),
      }),
    ),
  );

it('by history needs no interpolation where the percentile falls on a day', () => {
  const returns = Array.from({ length: 101 }, (_, i) => (i - 50) / 1000);
  const found = portfolioValueAtRisk({
    equity: 10_000,
    method: 'historical',
    parts: [{ name: 'A', exposure: 10_000, returns }],
  });
  expect(found.valueAtRisk).toBeCloseTo(450, 9);
  expect(found.component[0]).toBeCloseTo(450, 9);
});

describe('for every book', () => {
  it('components add up to the total, and marginal × exposure is the component', () => {
    fc.assert(
      fc.property(book, (input) => {
        const found = portfolioValueAtRisk(input);
        expect(sum(found.component)).toBeCloseTo(found.valueAtRisk, 6);
        input.parts.forEach(({ exposure }, i) => {
          expect(found.component[i]!).toBeCloseTo(exposure * found.marginal[i]!, 8);
        });
        expect(found.conditionalValueAtRisk).toBeGreaterThanOrEqual(found.valueAtRisk);
        expect(found.individualSum).toBeCloseTo(sum(found.individual), 8);
      }),
    );
  });

  it('three times the book is three times the risk', () => {
    fc.assert(
      fc.property(book, (input) => {
        const tripled = {
          ...input,
          parts: input.parts.map((part) => ({ ...part, exposure: 3 * part.exposure })),
        };
        expect(portfolioValueAtRisk(tripled).valueAtRisk).toBeCloseTo(
          3 * portfolioValueAtRisk(input).valueAtRisk,
          5,
        );
      }),
    );
  });

  it('the opposite position in the same symbol takes all risk away', () => {
    fc.assert(
      fc.property(book, (input) => {
        const mirror = input.parts.map((part) => ({
          ...part,
          name: `${part.name}-`,
          exposure: -part.exposure,
        }));
        const found = portfolioValueAtRisk({ ...input, parts: [...input.parts, ...mirror] });
        expect(found.valueAtRisk).toBeCloseTo(0, 6);
      }),
    );
  });

  it('by the normal law never exceeds the sum of its parts', () => {
    fc.assert(
      fc.property(book, (input) => {
        const found = portfolioValueAtRisk({ ...input, method: 'parametric' });
        expect(found.diversificationBenefit).toBeGreaterThanOrEqual(-1e-6);
      }),
    );
  });
});

describe('the value at risk of a book refuses', () => {
  const refusal = (input: Partial<PortfolioValueAtRiskInput>) => {
    try {
      portfolioValueAtRisk({ equity: 5_000, parts, method: 'historical', ...input });
    } catch (error) {
      if (error instanceof ModelInputError) return `${error.code} ${error.path}`;
      throw error;
    }
    return 'accepted';
  };
  const withReturns = (returns: number[]) => [parts[0]!, { name: 'B', exposure: 1, returns }];

  it.each([
    [{ parts: [] }, 'TOO_SHORT exposures'],
    [{ equity: 0 }, 'NOT_POSITIVE equity'],
    [{ equity: Number.NaN }, 'NOT_FINITE equity'],
    [{ confidence: 0 }, 'OUT_OF_RANGE confidence'],
    [{ parts: [{ ...parts[0]!, exposure: Number.POSITIVE_INFINITY }] }, 'NOT_FINITE exposures.A'],
    [{ parts: withReturns(first.slice(1)) }, 'LENGTH_MISMATCH returns.B'],
    [{ parts: [{ ...parts[0]!, returns: first.slice(0, 99) }] }, 'TOO_SHORT returns.A'],
    [{ parts: withReturns(first.with(7, Number.NaN)) }, 'NOT_FINITE returns.B[7]'],
    [{ parts: withReturns(first.with(7, 1e300)) }, 'OUT_OF_RANGE returns.B[7]'],
  ])('%# with %s', (input, expected) => {
    expect(refusal(input as Partial<PortfolioValueAtRiskInput>)).toBe(expected);
  });

  it('a book without any exposure has no risk and nothing to diversify', () => {
    const found = portfolioValueAtRisk({
      equity: 1,
      method: 'historical',
      parts: [{ ...parts[0]!, exposure: 0 }],
    });
    expect(found).toMatchObject({ valueAtRisk: 0, individualSum: 0, diversificationRatio: null });
  });
});
