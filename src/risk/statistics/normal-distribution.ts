// The standard normal: density, distribution and quantile, plain functions so that models stay synchronous.
// Quantile: Wichura's algorithm AS 241 (PPND16, relative error 1e-16). Tail: Cody's rational erfc (1969).
import { ModelInputError } from '../model-input-error.ts';

const SQRT_TWO_PI = 2.5066282746310002;

/** Density of the standard normal. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / SQRT_TWO_PI;
}

/** Evaluates c[0] + c[1]·x + … . */
function polynomial(x: number, c: readonly number[]): number {
  let sum = 0;
  for (let i = c.length - 1; i >= 0; i--) sum = sum * x + c[i]!;
  return sum;
}

const A = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const B = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852546,
];
const C = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const D = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const E = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const F = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
];

/** The x with P(X ≤ x) = share for share strictly between 0 and 1; OUT_OF_RANGE otherwise. */
export function normalQuantile(share: number, path = 'share'): number {
  if (!(share > 0 && share < 1)) {
    throw new ModelInputError('OUT_OF_RANGE', path, `${path} is ${share}; give a number between 0 and 1`);
  }
  const q = share - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(r, A)) / polynomial(r, B);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? share : 1 - share));
  const size =
    r <= 5 ? polynomial(r - 1.6, C) / polynomial(r - 1.6, D) : polynomial(r - 5, E) / polynomial(r - 5, F);
  return q < 0 ? -size : size;
}

const P1 = [
  3209.3775891384694, 377.485237685302, 113.86415415105016, 3.1611237438705655, 0.18577770618460315,
];
const Q1 = [2844.236833439171, 1282.6165260773723, 244.02463793444417, 23.601290952344122, 1];
const P2 = [
  1230.3393547979972, 2051.0783778260716, 1712.0476126340707, 881.952221241769, 298.6351381974001,
  66.11919063714163, 8.883149794388377, 0.5641884969886701, 2.1531153547440383e-8,
];
const Q2 = [
  1230.3393548037495, 3439.3676741437216, 4362.619090143247, 3290.7992357334597, 1621.3895745666903,
  537.1811018620099, 117.6939508913125, 15.744926110709835, 1,
];
const P3 = [
  0.0006587491615298378, 0.016083785148742275, 0.12578172611122926, 0.36034489994980445, 0.30532663496123236,
  0.016315387137302097,
];
const Q3 = [
  0.0023352049762686918, 0.06051834131244132, 0.5279051029514285, 1.8729528499234673, 2.568520192289822, 1,
];

/** The complementary error function, relative error about 1e-15 in both tails. */
export function complementaryError(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.46875) {
    const square = size * size;
    return 1 - (x * polynomial(square, P1)) / polynomial(square, Q1);
  }
  let value: number;
  const rounded = Math.trunc(size * 16) / 16;
  const weight = Math.exp(-rounded * rounded) * Math.exp(-(size - rounded) * (size + rounded));
  if (size <= 4) {
    value = (weight * polynomial(size, P2)) / polynomial(size, Q2);
  } else {
    const inverse = 1 / (size * size);
    const tail = (inverse * polynomial(inverse, P3)) / polynomial(inverse, Q3);
    value = size > 27 ? 0 : (weight * (0.5641895835477563 - tail)) / size;
  }
  return x < 0 ? 2 - value : value;
}

/** P(X ≤ x) of the standard normal, accurate in the lower tail. */
export function normalDistribution(x: number): number {
  return 0.5 * complementaryError(-x * Math.SQRT1_2);
}
