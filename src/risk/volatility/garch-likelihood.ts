// Log-likelihood of a GARCH(1,1) with constant mean and its gradient, in one pass over the data.
// Normal or Student-t (unit variance) shocks; one logarithm for sixteen steps, because products of variances are exact enough.
import { digamma } from '../statistics/log-gamma.ts';
import { unitStudentTConstant } from '../statistics/student-t-fit.ts';

/** What ε₀² and h₀ are: the mean of e² at the current mean (Fiorentini, Calzolari and Panattoni 1996), or a fixed number. */
export type Presample = 'mean-square' | number;

export interface GarchParameters {
  readonly mu: number;
  readonly omega: number;
  readonly alpha: number;
  readonly beta: number;
  /** Degrees of freedom of Student-t shocks; absent for normal ones. */
  readonly df?: number;
}

const HALF_LOG_TWO_PI = 0.9189385332046727;

/** Σ of logarithms by products: a factor at a time, folded before it can leave float64. */
function inRange(product: number): boolean {
  return product > 1e-140 && product < 1e140;
}

/**
 * Log-likelihood; fills `gradient` with the derivatives by mu, omega, alpha, beta and, for Student-t, df.
 * When `information` is given, also adds up the expected information of the first four (normal shocks), row-major 4×4.
 */
export function garchLikelihood(
  data: Float64Array,
  presample: Presample,
  parameters: GarchParameters,
  gradient: Float64Array,
  information?: Float64Array,
): number {
  const { mu, omega, alpha, beta, df } = parameters;
  const n = data.length;
  let sum = 0;
  let squares = 0;
  for (let t = 0; t < n; t++) {
    const e = data[t]! - mu;
    sum += e;
    squares += e * e;
  }
  const start = presample === 'mean-square' ? squares / n : presample;
  const startSlope = presample === 'mean-square' ? (-2 * sum) / n : 0;
  const tail = df === undefined ? 0 : df - 2;
  let e = 0;
  let h = start;
  let square = start;
  let squareByMu = startSlope;
  let hByMu = startSlope;
  let hByOmega = 0;
  let hByAlpha = 0;
  let hByBeta = 0;
  let gMu = 0;
  let gOmega = 0;
  let gAlpha = 0;
  let gBeta = 0;
  let gTail = 0;
  let quadratic = 0;
  let logs = 0;
  let product = 1;
  let tailLogs = 0;
  let tailProduct = 1;
  for (let t = 0; t < n; t++) {
    hByMu = alpha * squareByMu + beta * hByMu;
    hByOmega = 1 + beta * hByOmega;
    hByAlpha = square + beta * hByAlpha;
    hByBeta = h + beta * hByBeta;
    h = omega + alpha * square + beta * h;
    e = data[t]! - mu;
    square = e * e;
    squareByMu = -2 * e;
    const inverse = 1 / h;
    const q = square * inverse;
    let weight = 1;
    if (df === undefined) {
      quadratic += q;
    } else {
      weight = (df + 1) / (tail + q);
      tailProduct *= 1 + q / tail;
      gTail += weight * q;
      if ((t & 15) === 15 || !inRange(tailProduct)) {
        tailLogs += Math.log(tailProduct);
        tailProduct = 1;
      }
    }
    product *= h;
    if ((t & 15) === 15 || !inRange(product)) {
      logs += Math.log(product);
      product = 1;
    }
    const slope = 0.5 * (weight * q - 1) * inverse;
    gMu += slope * hByMu + weight * e * inverse;
    gOmega += slope * hByOmega;
    gAlpha += slope * hByAlpha;
    gBeta += slope * hByBeta;
    if (information !== undefined) {
      const half = 0.5 * inverse * inverse;
      addInformation(information, half, inverse, hByMu, hByOmega, hByAlpha, hByBeta);
    }
  }
  logs += Math.log(product);
  gradient[0] = gMu;
  gradient[1] = gOmega;
  gradient[2] = gAlpha;
  gradient[3] = gBeta;
  if (df === undefined) return -n * HALF_LOG_TWO_PI - 0.5 * (logs + quadratic);
  tailLogs += Math.log(tailProduct);
  const constantSlope = 0.5 * (digamma((df + 1) / 2) - digamma(df / 2) - 1 / tail);
  gradient[4] = n * constantSlope - 0.5 * tailLogs + (0.5 * gTail) / tail;
  return n * unitStudentTConstant(df) - 0.5 * logs - ((df + 1) / 2) * tailLogs;
}

function addInformation(
  into: Float64Array,
  half: number,
  inverse: number,
  a: number,
  b: number,
  c: number,
  d: number,
): void {
  into[0]! += half * a * a + inverse;
  into[1]! += half * a * b;
  into[2]! += half * a * c;
  into[3]! += half * a * d;
  into[5]! += half * b * b;
  into[6]! += half * b * c;
  into[7]! += half * b * d;
  into[10]! += half * c * c;
  into[11]! += half * c * d;
  into[15]! += half * d * d;
}

/** Conditional variances h₁..h_n, and one more: the variance expected for the period after the data. */
export function conditionalVariances(
  data: ArrayLike<number>,
  presample: Presample,
  { mu, omega, alpha, beta }: GarchParameters,
): Float64Array {
  const n = data.length;
  let start = 0;
  if (presample === 'mean-square') {
    for (let t = 0; t < n; t++) start += (data[t]! - mu) ** 2;
    start /= n;
  } else {
    start = presample;
  }
  const variances = new Float64Array(n + 1);
  let h = start;
  let square = start;
  for (let t = 0; t <= n; t++) {
    h = omega + alpha * square + beta * h;
    variances[t] = h;
    if (t < n) square = (data[t]! - mu) ** 2;
  }
  return variances;
}
