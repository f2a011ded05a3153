// A small quasi-Newton minimiser (projected BFGS with Armijo backtracking) for smooth functions of a handful of variables
// in a box. GARCH is its customer: it starts from a good curvature estimate and needs a few dozen evaluations.

/** Value at `point`; writes the gradient. A point outside the domain answers Infinity. */
export type SmoothFunction = (point: Float64Array, gradient: Float64Array) => number;

export interface Problem {
  readonly function: SmoothFunction;
  readonly start: Float64Array;
  /** Every variable stays within these. */
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** First estimate of the inverse Hessian, row-major; overwritten. */
  readonly inverse: Float64Array;
  /** Converged when the predicted gain of a full step is below this. */
  readonly tolerance: number;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly converged: boolean;
}

const MOST_ITERATIONS = 300;
const SUFFICIENT_DECREASE = 1e-4;
/** A step changes no variable by more than this. */
const LONGEST_STEP = 4;
/** After this many steps in a row without a gain beyond rounding the function is flat here. */
const FLAT_STEPS = 3;
const SHORTEST = 1e-12;
/** A step cut below this share of itself shows that the curvature estimate is of another region: it starts afresh. */
const STALE = 0.02;
/** When iterations run out on a ridge, a gain below this over their second half still counts as the minimum. */
const NEGLIGIBLE = 1e-3;

/** A local minimum in the box. A variable at its bound stays there while the gradient pushes it outward. */
export function minimise(problem: Problem): Minimum {
  const { low, high, inverse, tolerance } = problem;
  const n = problem.start.length;
  let point = Float64Array.from(problem.start);
  let gradient = new Float64Array(n);
  let value = problem.function(point, gradient);
  let trial = new Float64Array(n);
  let trialGradient = new Float64Array(n);
  const step = new Float64Array(n);
  const change = new Float64Array(n);
  const image = new Float64Array(n);
  const free = new Uint8Array(n);
  let fresh = false;
  let steepest = false;
  let flat = 0;
  let slope = 0;
  let halfway = Number.POSITIVE_INFINITY;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    if (iteration === MOST_ITERATIONS / 2) halfway = value;
    for (let i = 0; i < n; i++) {
      const held =
        (point[i]! <= low[i]! && gradient[i]! >= 0) || (point[i]! >= high[i]! && gradient[i]! <= 0);
      free[i] = held ? 0 : 1;
    }
    slope = direction(inverse, gradient, free, step);
    if (-slope < tolerance && slope <= 0) return { point, value, iterations: iteration, converged: true };
    let length = slope < 0 ? 1 : 0;
    let trialValue = Number.POSITIVE_INFINITY;
    while (length >= SHORTEST) {
      for (let i = 0; i < n; i++) {
        trial[i] = Math.min(high[i]!, Math.max(low[i]!, point[i]! + length * step[i]!));
      }
      trialValue = problem.function(trial, trialGradient);
      if (trialValue <= value + SUFFICIENT_DECREASE * length * slope) break;
      const parabola = (-slope * length) / (2 * ((trialValue - value) / length - slope));
      length *= Number.isFinite(parabola) ? Math.min(0.5, Math.max(0.1, parabola / length)) : 0.2;
    }
    if (length < SHORTEST) {
      if (fresh) return { point, value, iterations: iteration, converged: -slope < Math.sqrt(tolerance) };
      resetToIdentity(inverse, n);
      fresh = true;
      steepest = true;
      continue;
    }
    fresh = false;
    flat = value - trialValue > 1e-13 * (1 + Math.abs(value)) ? 0 : flat + 1;
    let curvature = 0;
    for (let i = 0; i < n; i++) {
      step[i] = trial[i]! - point[i]!;
      change[i] = trialGradient[i]! - gradient[i]!;
      curvature += step[i]! * change[i]!;
    }
    [point, trial] = [trial, point];
    [gradient, trialGradient] = [trialGradient, gradient];
    value = trialValue;
    if (flat === FLAT_STEPS) return { point, value, iterations: iteration, converged: true };
    if (length < STALE && !steepest) {
      resetToIdentity(inverse, n);
      steepest = true;
      continue;
    }
    if (!(curvature > 0)) continue;
    if (steepest) rescale(inverse, curvature, change);
    steepest = false;
    update(inverse, step, change, image, curvature);
  }
  return { point, value, iterations: MOST_ITERATIONS, converged: halfway - value < NEGLIGIBLE };
}

/** step = −inverse·gradient over the free variables, shortened to LONGEST_STEP; returns the slope along it. */
function direction(
  inverse: Float64Array,
  gradient: Float64Array,
  free: Uint8Array,
  step: Float64Array,
): number {
  const n = gradient.length;
  let slope = 0;
  let longest = LONGEST_STEP;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    if (free[i] === 1) for (let j = 0; j < n; j++) sum += free[j]! * inverse[i * n + j]! * gradient[j]!;
    step[i] = -sum;
    slope -= sum * gradient[i]!;
    longest = Math.max(longest, Math.abs(sum));
  }
  const factor = LONGEST_STEP / longest;
  for (let i = 0; i < n; i++) step[i]! *= factor;
  return slope * factor;
}

function resetToIdentity(inverse: Float64Array, n: number): void {
  inverse.fill(0);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
}

/** Gives an identity the size that the first step from it revealed (Nocedal and Wright 2006, eq. 6.20). */
function rescale(inverse: Float64Array, curvature: number, change: Float64Array): void {
  let square = 0;
  for (let i = 0; i < change.length; i++) square += change[i]! * change[i]!;
  for (let i = 0; i < inverse.length; i++) inverse[i]! *= curvature / square;
}

/** The BFGS update of the inverse Hessian. */
function update(
  inverse: Float64Array,
  step: Float64Array,
  change: Float64Array,
  image: Float64Array,
  curvature: number,
): void {
  const n = step.length;
  let twist = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += inverse[i * n + j]! * change[j]!;
    image[i] = sum;
    twist += sum * change[i]!;
  }
  const scale = (1 + twist / curvature) / curvature;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      inverse[i * n + j]! +=
        scale * step[i]! * step[j]! - (step[i]! * image[j]! + image[i]! * step[j]!) / curvature;
    }
  }
}
