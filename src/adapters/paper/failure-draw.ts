// Which calls of the simulated venue fail: a seeded draw by the number of the call, so that a run repeats.

export type Draw = 'works' | 'fails-before' | 'fails-after';

/** `rate` is the share of calls that fail; half of those fail only after they took effect. */
export function drawFailure(seed: number, call: number, rate: number): Draw {
  if (rate <= 0) return 'works';
  let z = Math.imul((seed | 0) ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(call + 1, 0x9e3779b1);
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  const uniform = ((z ^ (z >>> 16)) >>> 0) / 4_294_967_296;
  if (uniform >= rate) return 'works';
  return uniform < rate / 2 ? 'fails-before' : 'fails-after';
}
