// Specifies exact allocation: optima found by scipy's SLSQP, laws of an optimum by property, infeasible bounds by name.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelInputError } from '../../../src/risk/model-input-error.ts';
import { covarianceMatrix } from '../../../src/risk/portfolio/covariance.ts';
import { type OptimiseInput, optimisePortfolio } from '../../../src/risk/portfolio/optimise-portfolio.ts';
import { meanOf } from '../../../src/risk/statistics/moments.ts';
import { series } from '../tail/reference-series.ts';

const drift = [0.0016, 0.0018, 0.0012, 0.001, 0.002];
const raw = [11, 12, 13, 14, 15].map((seed) => series(seed, 500));
const named = raw.map((returns, i) => ({
  name: 'ABCDE'[i]!,
  returns: returns.map((r, t) => (i === 1 ? 0.25 * r + 0.9 * raw[0]![t]! : r) + drift[i]!),
}));
const problem = {
  names: named.map(({ name }) => name),
  expected: named.map(({ returns }) => meanOf(returns) * 365),
  covariance: covarianceMatrix(named).map((row) => row.map((entry) => entry * 365)),
};
const expectWeights = (found: Float64Array, expected: readonly number[], digits = 6) => {
  found.forEach((weight, i) => {
    expect(weight, `weight ${i}`).toBeCloseTo(expected[i]!, digits);
  });
};

describe('the optimal portfolio of five assets, two of which move as one', () => {
  it('with the highest Sharpe ratio is the one SLSQP finds, the pair capped at 60 %', () => {
    // scipy.optimize.minimize(-sharpe, method='SLSQP', ftol=1e-16) from 12 starts, w0 + w1 <= 0.6
    const found = optimisePortfolio(problem);
    expect(found.sharpe).toBeCloseTo(2.818139471412235, 9);
    expectWeights(found.weights, [0, 0.505967993, 0.37763958, 0, 0.116392427]);
  });

  it('respects tighter caps and floors exactly', () => {
    // the same with bounds (0.05, 0.35) and w0 + w1 <= 0.3
    const all = (weight: number) => Object.fromEntries(problem.names.map((name) => [name, weight]));
    const found = optimisePortfolio({
      ...problem,
      maxWeights: all(0.35),
      minWeights: all(0.05),
      pairCap: { threshold: 0.8, cap: 0.3 },
    });
    expect(found.sharpe).toBeCloseTo(2.5387805838636903, 9);
    expectWeights(found.weights, [0.05, 0.25, 0.35, 0.103490788, 0.246509212]);
  });

  it('with the lowest variance', () => {
    const found = optimisePortfolio({ ...problem, objective: 'min-variance' });
    expect(found.volatility).toBeCloseTo(0.26589012087482106, 9);
    expectWeights(found.weights, [0, 0.284735868, 0.228913323, 0.249260967, 0.237089842], 5);
  });

  it('with equal risk', () => {
    // minimise 0.5*x@C@x - sum(log x)/5 by L-BFGS-B, x/sum(x)
    const found = optimisePortfolio({ ...problem, objective: 'risk-parity' });
    expectWeights(found.weights, [0.16366125, 0.174370336, 0.215429768, 0.225310737, 0.221227908], 5);
    found.riskContribution.forEach((share) => {
      expect(share).toBeCloseTo(0.2, 10);
    });
  });

  it('of two assets lies on the frontier known in closed form', () => {
    // w = (Σ⁻¹μ) / 1'(Σ⁻¹μ) for μ = (0.1, 0.2), σ = (0.2, 0.3), ρ = 0.25
    const covariance = [
      [0.04, 0.015],
      [0.015, 0.09],
    ];
    const pull = [0.1 * 0.09 - 0.2 * 0.015, 0.2 * 0.04 - 0.1 * 0.015];
    const found = optimisePortfolio({ names: ['A', 'B'], expected: [0.1, 0.2], covariance });
    expect(found.weights[0]).toBeCloseTo(pull[0]! / (pull[0]! + pull[1]!), 12);
    const calm = optimisePortfolio({
      names: ['A', 'B'],
      expected: [0.1, 0.2],
      covariance,
      objective: 'min-variance',
    });
    expect(calm.weights[0]).toBeCloseTo((0.09 - 0.015) / (0.04 + 0.09 - 0.03), 12);
  });
});

describe('every optimum', () => {
  const problems = fc
    .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 1e6 }))
    .map(([count, seed]) => {
      const histories = Array.from({ length: count }, (_, i) => ({
        name: `S${i}`,
        returns: series(seed + i, 60),
      }));
      return {
        names: histories.map(({ name }) => name),
        expected: histories.map(({ returns }, i) => meanOf(returns) * 365 + (i === 0 ? 5 : 0)),
        covariance: covarianceMatrix(histories).map((row) => row.map((entry) => entry * 365)),
      };
    });

  it('has weights and risk contributions that add up to 1, and no short position', () => {
    fc.assert(
      fc.property(
        problems,
        fc.constantFrom('max-sharpe' as const, 'min-variance' as const, 'risk-parity' as const),
        (one, objective) => {
          const found = optimisePortfolio({ ...one, objective, pairCap: null });
          const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
          expect(sum(found.weights)).toBeCloseTo(1, 10);
          expect(sum(found.riskContribution)).toBeCloseTo(1, 9);
          expect(Math.min(...found.weights)).toBeGreaterThanOrEqual(0);
          expect(found.diversificationRatio).toBeGreaterThanOrEqual(1 - 1e-9);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is not beaten by a thousand random portfolios', () => {
    fc.assert(
      fc.property(
        problems,
        fc.array(fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }), {
          minLength: 20,
          maxLength: 20,
        }),
        (one, tries) => {
          const best = optimisePortfolio({ ...one, pairCap: null });
          const calmest = optimisePortfolio({ ...one, pairCap: null, objective: 'min-variance' });
          for (const raws of tries) {
            const used = raws.slice(0, one.names.length);
            const total = used.reduce((a, b) => a + b, 0);
            const w = used.map((x) => x / total);
            let variance = 0;
            let gain = 0;
            w.forEach((a, i) => {
              gain += a * one.expected[i]!;
              w.forEach((b, j) => {
                variance += a * b * one.covariance[i]![j]!;
              });
            });
            expect(gain / Math.sqrt(variance)).toBeLessThanOrEqual(best.sharpe + 1e-9);
            expect(Math.sqrt(variance)).toBeGreaterThanOrEqual(calmest.volatility - 1e-9);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('allocation refuses', () => {
  const refusal = (input: Partial<OptimiseInput>) => {
    try {
      optimisePortfolio({ ...problem, ...input });
    } catch (error) {
      if (error instanceof ModelInputError) return `${error.code} ${error.path}`;
      throw error;
    }
    return 'accepted';
  };
  const twin = [
    [0.04, 0.04],
    [0.04, 0.04],
  ];
  const near = [
    [0.04, 0.036],
    [0.036, 0.04],
  ];
  const two = { names: ['A', 'B'], expected: [0.1, 0.2] };

  it.each<[Partial<OptimiseInput>, string]>([
    [{ names: [], expected: [], covariance: [] }, 'TOO_SHORT expected'],
    [{ ...two, covariance: twin, pairCap: null, objective: 'min-variance' }, 'SINGULAR covariance'],
    [{ ...two, covariance: twin, pairCap: null, objective: 'risk-parity' }, 'SINGULAR covariance'],
    [{ ...two, covariance: twin }, 'SINGULAR covariance'],
    [{ ...two, covariance: near }, 'INFEASIBLE pairCap'],
    [{ expected: [9, 9, -1, -1, -1], maxWeights: { A: 0, B: 0 } }, 'INFEASIBLE expected'],
    [
      {
        ...two,
        covariance: [
          [0.04, 0.01],
          [0.02, 0.09],
        ],
      },
      'NOT_SYMMETRIC covariance.A.B',
    ],
    [
      {
        ...two,
        covariance: [
          [0.04, 0],
          [0, 0],
        ],
      },
      'NO_VARIATION covariance.B.B',
    ],
    [
      {
        ...two,
        covariance: [
          [0.04, Number.NaN],
          [0, 1],
        ],
      },
      'NOT_FINITE covariance.A.B',
    ],
    [{ expected: problem.expected.map(() => -0.1) }, 'INFEASIBLE expected'],
    [{ expected: problem.expected, riskFree: 5 }, 'INFEASIBLE expected'],
    [{ maxWeights: { A: 0.1, B: 0.1, C: 0.1, D: 0.1, E: 0.1 } }, 'INFEASIBLE maxWeights'],
    [{ minWeights: { A: 0.6, C: 0.6 } }, 'INFEASIBLE minWeights'],
    [{ minWeights: { A: 0.4 }, maxWeights: { A: 0.3 } }, 'INFEASIBLE minWeights.A'],
    [{ minWeights: { A: 0.4, B: 0.4 } }, 'INFEASIBLE pairCap.cap'],
    [{ maxWeights: { X: 0.4 } }, 'UNKNOWN_NAME maxWeights.X'],
    [{ maxWeights: { A: 1.4 } }, 'OUT_OF_RANGE maxWeights.A'],
    [{ objective: 'risk-parity', maxWeights: { A: 0.1 } }, 'INFEASIBLE maxWeights.A'],
    [{ objective: 'risk-parity', pairCap: { threshold: 0.8, cap: 0.3 } }, 'INFEASIBLE pairCap.cap'],
    [{ maxWeights: { C: 0.1, D: 0.1, E: 0.1 } }, 'INFEASIBLE pairCap'],
  ])('%# with %s', (input, expected) => {
    expect(refusal(input)).toBe(expected);
  });
});
