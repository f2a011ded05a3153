// Specifies value at risk: numbers against numpy and scipy, laws by property, refusals by name.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelInputError } from '../../../src/risk/model-input-error.ts';
import { type ValueAtRiskMethod, valueAtRisk } from '../../../src/risk/tail/value-at-risk.ts';
import { series } from './reference-series.ts';

const METHODS: readonly ValueAtRiskMethod[] = [
  'historical',
  'parametric',
  'cornish-fisher',
  'monte-carlo',
  'filtered-historical',
];
const returns = series(42, 500);
const value = 10_000;
const tail = (method: ValueAtRiskMethod, rest: object = {}) => {
  const found = valueAtRisk({ returns, value, method, ...rest });
  return [found.valueAtRisk, found.conditionalValueAtRisk] as const;
};
const expectTail = (
  found: readonly [number, number],
  expected: readonly [number, number],
  relative = 1e-11,
) => {
  for (const i of [0, 1] as const) expect(Math.abs(found[i] / expected[i] - 1)).toBeLessThan(relative);
};

describe('value at risk and expected shortfall of 10,000', () => {
  it('by history are the percentile of losses and the mean at or beyond it', () => {
    // L = -r * 10000; v = np.percentile(L, 100 * c); L[L >= v].mean()
    expectTail(tail('historical', { confidence: 0.9 }), [361.767738765713, 502.44638520184196]);
    expectTail(tail('historical'), [454.11814370151876, 598.6256457553226]);
    expectTail(tail('historical', { confidence: 0.99 }), [673.322747975272, 728.3736071695197]);
  });

  it('by history count the day on which the percentile falls into the shortfall', () => {
    // Returns −5.0 % … 5.0 % in steps of 0.1 %: 4.5 %, and the mean of 4.5 % … 5.0 %.
    const returns = Array.from({ length: 101 }, (_, i) => (i - 50) / 1000);
    const found = valueAtRisk({ returns, value: 10_000, method: 'historical' });
    expectTail([found.valueAtRisk, found.conditionalValueAtRisk], [450, 475]);
  });

  it('by the normal law let the mean grow with h and the deviation with √h', () => {
    // z = stats.norm.ppf(c); 10000 * (-m*h + z*s*sqrt(h)), 10000 * (-m*h + stats.norm.pdf(z)/(1-c)*s*sqrt(h))
    expectTail(tail('parametric'), [450.5639772645136, 563.3609197962273]);
    expectTail(tail('parametric', { horizon: 7 }), [1220.609489224981, 1519.0421478123399]);
    expectTail(tail('parametric', { confidence: 0.99, horizon: 30 }), [3636.1197246617, 4137.141321752848]);
  });

  it('by Cornish and Fisher bend the quantile; the mean beyond it equals numerical integration', () => {
    // f = lambda u: u+(u*u-1)*S/6+(u**3-3*u)*K/24-(2*u**3-5*u)*S*S/36; es = -quad(lambda u: f(u)*norm.pdf(u), -40, -z)/(1-c)
    expectTail(tail('cornish-fisher', { confidence: 0.9 }), [355.1860614263006, 494.5502620097255], 1e-10);
    expectTail(tail('cornish-fisher'), [460.5063629528272, 586.0718017955073], 1e-10);
    expectTail(tail('cornish-fisher', { confidence: 0.99 }), [664.7472764418784, 770.9434060596569], 1e-10);
  });

  it('by Monte Carlo converge to the normal law at 1/√n', () => {
    const errors = [4_000, 64_000, 1_024_000].map((simulations) => {
      const squares = [1, 2, 3, 4, 5, 6].map(
        (seed) => (tail('monte-carlo', { simulations, seed })[0] / 450.5639772645136 - 1) ** 2,
      );
      return Math.sqrt(squares.reduce((a, b) => a + b) / squares.length);
    });
    expect(errors[2]!).toBeLessThan(0.004);
    expect(errors[0]! / errors[2]!).toBeGreaterThan(6);
    expect(errors[0]! / errors[2]!).toBeLessThan(42);
  });

  it('by Monte Carlo with Student-t meet its exact quantile', () => {
    // stats.t.ppf(0.99, 4) * sqrt(2/4) = 2.6495 standard deviations
    const exact = value * (0.0006552050123230986 + 0.026994008455585347 * 3.746947387979196 * Math.SQRT1_2);
    const found = tail('monte-carlo', { df: 4, confidence: 0.99, simulations: 400_000 });
    expect(Math.abs(found[0] / exact - 1)).toBeLessThan(0.012);
    expect(found[1]).toBeGreaterThan(found[0] * 1.25);
  });

  it('by Monte Carlo say which degrees of freedom they used', () => {
    const used = (df?: number | 'fit') =>
      valueAtRisk({
        returns,
        value,
        method: 'monte-carlo',
        simulations: 500,
        ...(df === undefined ? {} : { df }),
      }).df;
    expect([used(), used(4)]).toEqual([undefined, 4]);
    expect(used('fit')).toBeGreaterThan(20);
  });

  it('by Monte Carlo with Student-t over many days approach the normal law', () => {
    const month = tail('monte-carlo', { df: 4, horizon: 30, simulations: 50_000 })[0];
    expect(Math.abs(month / 2628.5149866631373 - 1)).toBeLessThan(0.04);
  });

  it('by filtered history react to the volatility of now, which plain history cannot', () => {
    const calm = returns.map((r, i) => (i < 400 ? 2 * r : 0.4 * r));
    const plain = valueAtRisk({ returns: calm, value, method: 'historical' }).valueAtRisk;
    const filtered = valueAtRisk({ returns: calm, value, method: 'filtered-historical' }).valueAtRisk;
    expect(filtered).toBeLessThan(0.5 * plain);
  });
});

describe('laws of value at risk', () => {
  const samples = fc.array(fc.double({ min: -0.3, max: 0.25, noNaN: true }), {
    minLength: 100,
    maxLength: 160,
  });
  const driftless = (values: number[]) => {
    const centre = values.reduce((a, b) => a + b) / values.length;
    return values.map((v) => v - centre);
  };
  const varies = (values: number[]) => new Set(values).size > 20;

  it('it grows with confidence, and shortfall is never below it', () => {
    fc.assert(
      fc.property(
        samples.filter(varies),
        fc.constantFrom('historical', 'parametric', 'monte-carlo'),
        (sample, method) => {
          const at = [0.9, 0.95, 0.99].map((confidence) =>
            valueAtRisk({
              returns: sample,
              value,
              method: method as ValueAtRiskMethod,
              confidence,
              simulations: 500,
            }),
          );
          expect(at[1]!.valueAtRisk).toBeGreaterThanOrEqual(at[0]!.valueAtRisk);
          expect(at[2]!.valueAtRisk).toBeGreaterThanOrEqual(at[1]!.valueAtRisk);
          for (const one of at) expect(one.conditionalValueAtRisk).toBeGreaterThanOrEqual(one.valueAtRisk);
        },
      ),
    );
  });

  it('without drift it grows with the horizon', () => {
    fc.assert(
      fc.property(samples.filter(varies), fc.constantFrom('historical', 'parametric'), (sample, method) => {
        const at = [1, 7, 30].map(
          (horizon) =>
            valueAtRisk({ returns: driftless(sample), value, method: method as ValueAtRiskMethod, horizon })
              .valueAtRisk,
        );
        expect(at[1]!).toBeGreaterThanOrEqual(at[0]! * (1 - 1e-9));
        expect(at[2]!).toBeGreaterThanOrEqual(at[1]! * (1 - 1e-9));
      }),
    );
  });

  it('it is homogeneous in size', () => {
    fc.assert(
      fc.property(samples.filter(varies), fc.constantFrom(...METHODS.slice(0, 4)), (sample, method) => {
        const one = valueAtRisk({ returns: sample, value: 1000, method, simulations: 500 });
        const eight = valueAtRisk({ returns: sample, value: 8000, method, simulations: 500 });
        expect(eight.valueAtRisk).toBeCloseTo(8 * one.valueAtRisk, 6);
        expect(eight.conditionalValueAtRisk).toBeCloseTo(8 * one.conditionalValueAtRisk, 6);
      }),
    );
  });

  it('a short loses what a long of the mirrored market loses', () => {
    for (const method of ['historical', 'parametric', 'cornish-fisher', 'filtered-historical'] as const) {
      const short = valueAtRisk({ returns, value: -value, method }).valueAtRisk;
      const mirrored = valueAtRisk({ returns: returns.map((r) => -r), value, method }).valueAtRisk;
      expect(Math.abs(short / mirrored - 1)).toBeLessThan(1e-6);
    }
  });

  it('a position that only gains has no value at risk', () => {
    const gains = returns.map((r) => Math.abs(r) + 0.2);
    for (const method of METHODS) {
      const found = valueAtRisk({ returns: gains, value, method });
      expect([found.valueAtRisk, found.conditionalValueAtRisk]).toEqual([0, 0]);
    }
  });

  it('the same seed gives the same bits, another seed others', () => {
    const at = (seed: number) => tail('monte-carlo', { seed, df: 5 });
    expect(at(7)).toEqual(at(7));
    expect(at(7)).not.toEqual(at(8));
  });
});

describe('value at risk refuses', () => {
  const refusal = (input: object) => {
    try {
      valueAtRisk({ returns, value, method: 'historical', ...input });
    } catch (error) {
      if (error instanceof ModelInputError) return `${error.code} ${error.path}`;
      throw error;
    }
    return 'accepted';
  };

  it.each([
    [{ returns: [] }, 'TOO_SHORT returns'],
    [{ returns: returns.slice(0, 99) }, 'TOO_SHORT returns'],
    [{ returns: returns.slice(0, 99), method: 'filtered-historical' }, 'TOO_SHORT returns'],
    [{ returns: [0.1], method: 'parametric' }, 'TOO_SHORT returns'],
    [{ returns: [0.1, 0.1, 0.1, 0.1], method: 'cornish-fisher' }, 'NO_VARIATION returns'],
    [{ returns: [...returns, Number.NaN] }, 'NOT_FINITE returns[500]'],
    [{ returns: [...returns, Number.POSITIVE_INFINITY] }, 'NOT_FINITE returns[500]'],
    [{ returns: [...returns, 1e9] }, 'OUT_OF_RANGE returns[500]'],
    [{ value: Number.NaN }, 'NOT_FINITE value'],
    [{ confidence: 1 }, 'OUT_OF_RANGE confidence'],
    [{ confidence: 0.3 }, 'OUT_OF_RANGE confidence'],
    [{ horizon: 0 }, 'OUT_OF_RANGE horizon'],
    [{ horizon: 1.5 }, 'NOT_INTEGER horizon'],
    [{ method: 'monte-carlo', simulations: 10 }, 'OUT_OF_RANGE simulations'],
    [{ method: 'monte-carlo', df: 2 }, 'OUT_OF_RANGE df'],
    [{ method: 'monte-carlo', seed: -1 }, 'OUT_OF_RANGE seed'],
    [
      { method: 'monte-carlo', df: 5, horizon: 3650, simulations: 1_000_000 },
      'OUT_OF_RANGE simulations × horizon',
    ],
  ])('%#: %o with %s', (input, expected) => {
    expect(refusal(input)).toBe(expected);
  });
});
