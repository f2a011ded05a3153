// How heavy the tails of a return series are, as Student-t degrees of freedom by maximum likelihood
// with mean and variance held at the sample's own. Near-normal samples end at the upper limit.
import { logGamma } from './log-gamma.ts';
import { varyingMoments } from './moments.ts';
import { requireReturns } from './returns.ts';

/** The estimate lies between these; at the upper end the density is the normal one for any practical purpose. */
const LOWEST = 2.05;
const HIGHEST = 200;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Log-density of a Student-t scaled to unit variance, without the part that depends on x. */
export function unitStudentTConstant(df: number): number {
  return logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(Math.PI * (df - 2));
}

/** Degrees of freedom in [2.05, 200] from at least 30 returns; NO_VARIATION when they never change. */
export function fitDegreesOfFreedom(returns: ArrayLike<number>, path = 'returns'): number {
  requireReturns(returns, path, 30);
  const shape = varyingMoments(returns, path);
  const squares = new Float64Array(returns.length);
  for (let i = 0; i < squares.length; i++) {
    squares[i] = ((returns[i]! - shape.mean) / shape.standardDeviation) ** 2;
  }
  const likelihood = (logExcess: number) => {
    const df = 2 + Math.exp(logExcess);
    let sum = 0;
    for (let i = 0; i < squares.length; i++) sum += Math.log1p(squares[i]! / (df - 2));
    return squares.length * unitStudentTConstant(df) - ((df + 1) / 2) * sum;
  };
  let low = Math.log(LOWEST - 2);
  let high = Math.log(HIGHEST - 2);
  let a = high - GOLDEN * (high - low);
  let b = low + GOLDEN * (high - low);
  let atA = likelihood(a);
  let atB = likelihood(b);
  while (high - low > 1e-7) {
    if (atA >= atB) {
      high = b;
      b = a;
      atB = atA;
      a = high - GOLDEN * (high - low);
      atA = likelihood(a);
    } else {
      low = a;
      a = b;
      atA = atB;
      b = low + GOLDEN * (high - low);
      atB = likelihood(b);
    }
  }
  return 2 + Math.exp((low + high) / 2);
}
