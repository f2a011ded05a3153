// Logarithm of the gamma function and its derivative, for Student-t likelihoods.
// Stirling's series after shifting the argument above 10: relative error about 1e-15 for x > 0.

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  let shift = 1;
  let at = x;
  while (at < 10) {
    shift *= at;
    at += 1;
  }
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square *
            (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360 - square / 156))))));
  return (at - 0.5) * Math.log(at) - at + 0.9189385332046727 + series - Math.log(shift);
}

/** d/dx ln Γ(x) for x > 0. */
export function digamma(x: number): number {
  let sum = 0;
  let at = x;
  while (at < 10) {
    sum -= 1 / at;
    at += 1;
  }
  const square = 1 / (at * at);
  return (
    sum +
    Math.log(at) -
    0.5 / at -
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132)))))
  );
}
