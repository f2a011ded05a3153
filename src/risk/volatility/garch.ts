// GARCH(1,1) by maximum likelihood: how volatile the next periods are expected to be. Model 23.
// Constant mean; normal or Student-t shocks; positivity and stationarity hold by construction.
import { ModelInputError, requireInteger } from '../model-input-error.ts';
import { sampleVariance, varyingMoments } from '../statistics/moments.ts';
import { requireReturns } from '../statistics/returns.ts';
import {
  conditionalVariances,
  type GarchParameters,
  garchLikelihood,
  type Presample,
} from './garch-likelihood.ts';
import { minimise } from './minimise.ts';

export interface GarchInput {
  /** Returns in any unit (shares or per cent), oldest first; at least 100. */
  readonly returns: ArrayLike<number>;
  /** Periods to forecast, default 10. */
  readonly horizon?: number;
  /** Default normal. */
  readonly distribution?: 'normal' | 'student-t';
  /**
   * What stands for ε₀² and h₀: the mean of e² over the sample (default, the Fiorentini–Calzolari–Panattoni benchmark),
   * the sample variance, or a backcast (weights 0.94^i over the first 75 squared deviations).
   */
  readonly initial?: 'mean-square' | 'sample-variance' | 'backcast';
}

export interface GarchFit {
  readonly mu: number;
  readonly omega: number;
  readonly alpha: number;
  readonly beta: number;
  /** Student-t only. */
  readonly df?: number;
  readonly logLikelihood: number;
  /** α + β, at most 0.9999. */
  readonly persistence: number;
  /** √(ω / (1 − α − β)). */
  readonly longRunVolatility: number;
  /** √h_t for every return. */
  readonly conditionalVolatility: Float64Array;
  /** √σ²_{t+h} for h = 1..horizon. */
  readonly forecast: Float64Array;
}

const HIGHEST_PERSISTENCE = 0.9999;
const LOWEST_DF = 2.05;
const DF_RANGE = 498;
/** Where the search may begin: [α, α + β], with ω set to give unit variance. The likeliest is tried first. */
const STARTS: readonly (readonly [number, number])[] = [
  [0.05, 0.95],
  [0.1, 0.9],
  [0.15, 0.98],
  [0.2, 0.7],
  [0.02, 0.99],
  [0.3, 0.4],
];

/** Bounds of the search's variables: mean in standard deviations, logarithm of the long-run variance, and three logits. */
const LOW = [-1, -25, -15, -15, -15];
const HIGH = [1, 10, 15, 15, 15];

const sigmoid = (u: number) => 1 / (1 + Math.exp(-u));
const logit = (p: number) => Math.log(p / (1 - p));

/** Errors: TOO_SHORT under 100 returns, NOT_FINITE, NO_VARIATION, NOT_CONVERGED (a series no GARCH describes). */
export function fitGarch(input: GarchInput): GarchFit {
  const returns = requireReturns(input.returns, 'returns', 100);
  const horizon = requireInteger(input.horizon ?? 10, 'horizon', 1, 100_000);
  const shape = varyingMoments(returns, 'returns');
  const scale = shape.standardDeviation;
  const data = Float64Array.from(returns, (r) => (r - shape.mean) / scale);
  const presample = presampleOf(data, input.initial ?? 'mean-square');
  const heavy = (input.distribution ?? 'normal') === 'student-t';
  const found = search(data, presample, heavy);
  const parameters: GarchParameters = {
    ...found.parameters,
    mu: shape.mean + scale * found.parameters.mu,
    omega: scale * scale * found.parameters.omega,
  };
  const variances = conditionalVariances(data, presample, found.parameters);
  const persistence = parameters.alpha + parameters.beta;
  const longRun = found.parameters.omega / (1 - persistence);
  const next = variances[data.length]!;
  return {
    ...parameters,
    logLikelihood: found.logLikelihood - data.length * Math.log(scale),
    persistence,
    longRunVolatility: scale * Math.sqrt(longRun),
    conditionalVolatility: variances.subarray(0, data.length).map((h) => scale * Math.sqrt(h)),
    forecast: Float64Array.from(
      { length: horizon },
      (_, h) => scale * Math.sqrt(longRun + persistence ** h * (next - longRun)),
    ),
  };
}

function presampleOf(data: Float64Array, initial: NonNullable<GarchInput['initial']>): Presample {
  switch (initial) {
    case 'mean-square':
      return 'mean-square';
    case 'sample-variance':
      return sampleVariance(data);
    case 'backcast': {
      let weighted = 0;
      let weights = 0;
      for (let i = 0; i < Math.min(75, data.length); i++) {
        weighted += 0.94 ** i * data[i]! ** 2;
        weights += 0.94 ** i;
      }
      return Math.max(weighted / weights, 1e-6);
    }
    default:
      return initial satisfies never;
  }
}

/** From the search's variables to parameters: ω/(1 − α − β) = e^u, α + β = 0.9999·σ(u), α's share of it σ(u), ν − 2.05 likewise. */
function parametersAt(u: Float64Array, heavy: boolean): GarchParameters {
  const persistence = HIGHEST_PERSISTENCE * sigmoid(u[2]!);
  const share = sigmoid(u[3]!);
  const base = {
    mu: u[0]!,
    omega: Math.exp(u[1]!) * (1 - persistence),
    alpha: persistence * share,
    beta: persistence * (1 - share),
  };
  return heavy ? { ...base, df: LOWEST_DF + DF_RANGE * sigmoid(u[4]!) } : base;
}

function search(data: Float64Array, presample: Presample, heavy: boolean) {
  const size = heavy ? 5 : 4;
  const natural = new Float64Array(5);
  const jacobian = new Float64Array(16);
  const objective = (u: Float64Array, gradient: Float64Array): number => {
    const p = parametersAt(u, heavy);
    const value = -garchLikelihood(data, presample, p, natural);
    if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
    fillJacobian(jacobian, p);
    for (let i = 0; i < 4; i++) {
      let sum = 0;
      for (let j = 0; j < 4; j++) sum += jacobian[i * 4 + j]! * natural[j]!;
      gradient[i] = -sum;
    }
    if (heavy) gradient[4] = -natural[4]! * DF_RANGE * sigmoid(u[4]!) * (1 - sigmoid(u[4]!));
    return value;
  };
  const gradient = new Float64Array(size);
  const starts = STARTS.map(([alpha, persistence]) => {
    const own = [0, 0, logit(persistence / HIGHEST_PERSISTENCE), logit(alpha / persistence)];
    const point = Float64Array.from(heavy ? [...own, logit(6 / DF_RANGE)] : own);
    return { point, value: objective(point, gradient) };
  }).sort((a, b) => a.value - b.value);
  for (const { point: start } of starts) {
    const inverse = startingCurvature(data, presample, parametersAt(start, heavy), size);
    const tolerance = 1e-14 * data.length;
    const minimum = minimise({ function: objective, start, low: LOW, high: HIGH, inverse, tolerance });
    if (!minimum.converged || !Number.isFinite(minimum.value)) continue;
    return { parameters: parametersAt(minimum.point, heavy), logLikelihood: -minimum.value };
  }
  throw new ModelInputError(
    'NOT_CONVERGED',
    'returns',
    'no GARCH(1,1) describes these returns; check them for gaps, repeats or a single jump',
  );
}

/** Derivatives of (mu, omega, alpha, beta) by the search's variables, row = variable. */
function fillJacobian(into: Float64Array, { omega, alpha, beta }: GarchParameters): void {
  const persistence = alpha + beta;
  const stretch = 1 - persistence / HIGHEST_PERSISTENCE;
  const swap = (alpha * beta) / persistence;
  into.fill(0);
  into[0] = 1;
  into[5] = omega;
  into[9] = (-omega / (1 - persistence)) * persistence * stretch;
  into[10] = alpha * stretch;
  into[11] = beta * stretch;
  into[14] = swap;
  into[15] = -swap;
}

/** Inverse of the expected information at the start, as the first estimate of the inverse Hessian. */
function startingCurvature(
  data: Float64Array,
  presample: Presample,
  p: GarchParameters,
  size: number,
): Float64Array {
  const information = new Float64Array(16);
  garchLikelihood(data, presample, p, new Float64Array(5), information);
  const jacobian = new Float64Array(16);
  fillJacobian(jacobian, p);
  const bent = new Float64Array(16);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) {
        for (let l = 0; l < 4; l++) {
          const entry = information[k <= l ? k * 4 + l : l * 4 + k]!;
          sum += jacobian[i * 4 + k]! * entry * jacobian[j * 4 + l]!;
        }
      }
      bent[i * 4 + j] = sum;
    }
  }
  const inverse = invert4(bent);
  const full = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      full[i * size + j] = i < 4 && j < 4 ? inverse[i * 4 + j]! : i === j ? 10 / data.length : 0;
    }
  }
  return full;
}

/** Gauss–Jordan on a positive definite 4×4; a pivot lost to rounding is replaced by a small one. */
function invert4(matrix: Float64Array): Float64Array {
  const a = Float64Array.from(matrix);
  const inverse = new Float64Array(16);
  for (let i = 0; i < 4; i++) inverse[i * 5] = 1;
  for (let column = 0; column < 4; column++) {
    const pivot = Math.max(a[column * 5]!, 1e-12 * Math.max(1, matrix[column * 5]!));
    for (let j = 0; j < 4; j++) {
      a[column * 4 + j]! /= pivot;
      inverse[column * 4 + j]! /= pivot;
    }
    a[column * 5] = 1;
    for (let row = 0; row < 4; row++) {
      if (row === column) continue;
      const factor = a[row * 4 + column]!;
      for (let j = 0; j < 4; j++) {
        a[row * 4 + j]! -= factor * a[column * 4 + j]!;
        inverse[row * 4 + j]! -= factor * inverse[column * 4 + j]!;
      }
    }
  }
  return inverse;
}
