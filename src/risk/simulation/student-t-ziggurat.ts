// Student-t shocks as fast as normal ones: a 256-layer ziggurat (Marsaglia and Tsang 2000) built for the t density of
// the degrees of freedom asked for. Scaled to unit variance. Checked against the exact distribution in the tests.
import { requireBetween } from '../model-input-error.ts';
import type { RandomStream } from '../random.ts';

const LAYERS = 256;
const HALF = 2 ** 23;
const SIMPSON = 256;

/** Fills arrays with unit-variance Student-t variates. Built once a run, shared by its paths. */
export class StudentTZiggurat {
  readonly #df: number;
  readonly #unit: number;
  readonly #tail: number;
  readonly #inner = new Int32Array(LAYERS);
  readonly #scale = new Float64Array(LAYERS);
  readonly #height = new Float64Array(LAYERS + 1);

  /** `df` above 2 (there is no unit variance at or below). */
  constructor(df: number) {
    this.#df = requireBetween(df, 'df', 2.001, 1e9);
    this.#unit = Math.sqrt((df - 2) / df);
    const edges = this.#edges();
    this.#tail = edges[1]!;
    for (let i = 0; i < LAYERS; i++) {
      this.#inner[i] = Math.floor((edges[i + 1]! / edges[i]!) * HALF);
      this.#scale[i] = edges[i]! / HALF;
      this.#height[i] = this.#density(edges[i]!);
    }
    this.#height[LAYERS] = 1;
  }

  /** Writes one shock into every entry. */
  fill(stream: RandomStream, out: Float64Array): void {
    const inner = this.#inner;
    const scale = this.#scale;
    const unit = this.#unit;
    for (let i = 0; i < out.length; i++) {
      const bits = stream.word();
      const layer = bits & 255;
      const mantissa = bits >> 8;
      const value = (mantissa + 0.5) * scale[layer]!;
      out[i] =
        unit * ((mantissa ^ (mantissa >> 31)) < inner[layer]! ? value : this.#edge(stream, layer, value));
    }
  }

  /** Without its constant: 1 at 0. */
  #density(x: number): number {
    return Math.exp(-((this.#df + 1) / 2) * Math.log1p((x * x) / this.#df));
  }

  #inverse(height: number): number {
    return Math.sqrt(this.#df * Math.expm1((-2 / (this.#df + 1)) * Math.log(height)));
  }

  /** ∫ density beyond r, by Simpson's rule in w with x = r / w², which makes the integrand smooth down to 0. */
  #beyond(r: number): number {
    let sum = 0;
    for (let i = 1; i <= SIMPSON; i++) {
      const w = i / SIMPSON;
      const weight = i === SIMPSON ? 1 : i % 2 === 1 ? 4 : 2;
      sum += weight * this.#density(r / (w * w)) * ((2 * r) / (w * w * w));
    }
    return sum / (3 * SIMPSON);
  }

  /** Right ends of the layers: the base one (tail folded in), then from the tail's start up to 0 at the top. */
  #edges(): Float64Array {
    const edges = new Float64Array(LAYERS + 1);
    let low = 0.5;
    let high = 1;
    while (this.#climb(high, edges) > 0) high *= 2;
    for (let step = 0; step < 100 && high - low > 1e-14 * high; step++) {
      const middle = (low + high) / 2;
      if (this.#climb(middle, edges) > 0) low = middle;
      else high = middle;
    }
    this.#climb(high, edges);
    edges[LAYERS] = 0;
    return edges;
  }

  /** Stacks layers of equal area on a tail from r; above 0 when they overshoot the density's top, below when short of it. */
  #climb(r: number, edges: Float64Array): number {
    const base = this.#density(r);
    const area = r * base + this.#beyond(r);
    edges[0] = area / base;
    edges[1] = r;
    let height = base;
    for (let i = 2; i <= LAYERS; i++) {
      height += area / edges[i - 1]!;
      if (i === LAYERS) return height - 1;
      if (height >= 1) return 1;
      edges[i] = this.#inverse(height);
    }
    return 0;
  }

  /** The rare cases: the tail, by rejection from a power law, and the wedges under the curve. */
  #edge(stream: RandomStream, layer: number, value: number): number {
    if (layer === 0) {
      if (Math.abs(value) < this.#tail) return value;
      // b = 1 / (1 + x²/ν) has density b^(ν/2 − 1)·(1 − b)^(−1/2): a power law, thinned by the second factor.
      const logStart = -Math.log1p((this.#tail * this.#tail) / this.#df);
      for (;;) {
        const logB = logStart + (2 / this.#df) * Math.log(stream.uniform());
        const accept = Math.sqrt(Math.expm1(logStart) / Math.expm1(logB));
        if (stream.uniform() >= accept) continue;
        const x = Math.sqrt(this.#df * Math.expm1(-logB));
        return value < 0 ? -x : x;
      }
    }
    const low = this.#height[layer]!;
    const high = this.#height[layer + 1]!;
    if (low + stream.uniform() * (high - low) < this.#density(value)) return value;
    const bits = stream.word();
    const next = bits & 255;
    const mantissa = bits >> 8;
    const again = (mantissa + 0.5) * this.#scale[next]!;
    return (mantissa ^ (mantissa >> 31)) < this.#inner[next]! ? again : this.#edge(stream, next, again);
  }
}
