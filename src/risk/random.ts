// Seeded random numbers for every simulation: xoshiro128** words, normals by a 256-layer ziggurat.
// A stream is a function of (seed, stream index) alone, so splitting work over threads never changes a result.
import { requireInteger, requirePositive } from './model-input-error.ts';

const LAYERS = 256;
/** Start of the tail and area of one layer for 256 layers of the normal density (Marsaglia and Tsang 2000). */
const TAIL = 3.6541528853610088;
const AREA = 4.92867323399e-3;
const HALF = 2 ** 23;

interface Ziggurat {
  /** Mantissas below this are inside the layer above: accepted without looking at the density. */
  readonly inner: Int32Array;
  readonly scale: Float64Array;
  readonly density: Float64Array;
}

function buildZiggurat(): Ziggurat {
  const density = (x: number) => Math.exp(-0.5 * x * x);
  const edge = new Float64Array(LAYERS + 1);
  edge[0] = AREA / density(TAIL);
  edge[1] = TAIL;
  for (let i = 2; i < LAYERS; i++) {
    const below = edge[i - 1]!;
    edge[i] = Math.sqrt(-2 * Math.log(AREA / below + density(below)));
  }
  const inner = new Int32Array(LAYERS);
  const scale = new Float64Array(LAYERS);
  const heights = new Float64Array(LAYERS + 1);
  for (let i = 0; i < LAYERS; i++) {
    inner[i] = Math.floor((edge[i + 1]! / edge[i]!) * HALF);
    scale[i] = edge[i]! / HALF;
    heights[i] = density(edge[i]!);
  }
  heights[LAYERS] = 1;
  return { inner, scale, density: heights };
}

/** One avalanche step (murmur3 finaliser) over a running 32-bit state. */
function mix(word: number): number {
  let z = word | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return z ^ (z >>> 16);
}

/** One independent sequence. Not thread-safe, not copyable; ask the source for another index instead. */
export class RandomStream {
  readonly #state = new Int32Array(4);
  readonly #inner: Int32Array;
  readonly #scale: Float64Array;
  readonly #density: Float64Array;

  constructor(seed: number, index: number, table: Ziggurat) {
    const low = seed | 0;
    const high = Math.floor(seed / 2 ** 32) | 0;
    const indexLow = index | 0;
    const indexHigh = Math.floor(index / 2 ** 32) | 0;
    let state = mix(low ^ 0x9e3779b9);
    state = mix((state + high) ^ 0x7f4a7c15);
    state = mix((state + indexLow) ^ 0x3c6ef372);
    const word = (salt: number) => {
      state = mix((state + Math.imul(indexLow ^ salt, 0x9e3779b1) + Math.imul(low, salt) + indexHigh) | 0);
      return mix(state ^ Math.imul(high + salt, 0x27d4eb2f));
    };
    this.#state[0] = word(0x165667b1);
    this.#state[1] = word(0x2545f491);
    this.#state[2] = word(0x6c8e9cf5);
    this.#state[3] = word(0x1b873593) | 1;
    this.#inner = table.inner;
    this.#scale = table.scale;
    this.#density = table.density;
  }

  /** The next 32 random bits as a signed integer. */
  word(): number {
    const state = this.#state;
    const a = state[0]!;
    const b = state[1]!;
    const m = Math.imul(b, 5);
    const c = state[2]! ^ a;
    const d = state[3]! ^ b;
    state[0] = a ^ d;
    state[1] = b ^ c;
    state[2] = c ^ (b << 9);
    state[3] = (d << 11) | (d >>> 21);
    return Math.imul((m << 7) | (m >>> 25), 9);
  }

  /** Uniform strictly between 0 and 1, 52 bits, symmetric about 1/2. */
  uniform(): number {
    const high = this.word() >>> 6;
    const low = this.word() >>> 6;
    return (high * 67108864 + low + 0.5) / 4503599627370496;
  }

  /** Uniform whole number in [0, count). */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Standard normal. */
  normal(): number {
    const bits = this.word();
    const layer = bits & 255;
    const mantissa = bits >> 8;
    const value = (mantissa + 0.5) * this.#scale[layer]!;
    if ((mantissa ^ (mantissa >> 31)) < this.#inner[layer]!) return value;
    return this.#edge(layer, value);
  }

  /** Fills the first `count` entries with standard normals; the same values as `count` calls of normal(). */
  fillNormals(out: Float64Array, count = out.length): void {
    const inner = this.#inner;
    const scale = this.#scale;
    const state = this.#state;
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    for (let i = 0; i < count; i++) {
      const m = Math.imul(b, 5);
      const bits = Math.imul((m << 7) | (m >>> 25), 9);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
      const layer = bits & 255;
      const mantissa = bits >> 8;
      const value = (mantissa + 0.5) * scale[layer]!;
      out[i] = value;
      if ((mantissa ^ (mantissa >> 31)) >= inner[layer]!) {
        state[0] = a;
        state[1] = b;
        state[2] = c;
        state[3] = d;
        out[i] = this.#edge(layer, value);
        a = state[0]!;
        b = state[1]!;
        c = state[2]!;
        d = state[3]!;
      }
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
  }

  /** Chi-square with `df` > 0 degrees of freedom (Marsaglia and Tsang 2000 for the gamma). */
  chiSquare(df: number): number {
    const shape = df / 2;
    if (shape < 1) return this.chiSquare(df + 2) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = this.uniform();
      const square = x * x;
      if (u < 1 - 0.0331 * square * square) return 2 * d * v;
      if (Math.log(u) < 0.5 * square + d * (1 - v + Math.log(v))) return 2 * d * v;
    }
  }

  /** Student-t with `df` > 0 degrees of freedom, not rescaled (variance df/(df−2) where it exists). */
  studentT(df: number): number {
    requirePositive(df, 'df');
    return this.normal() / Math.sqrt(this.chiSquare(df) / df);
  }

  /** The rare half of the ziggurat: beyond the last layer's edge, or in the wedge under the curve. */
  #edge(layer: number, value: number): number {
    if (layer === 0) {
      for (;;) {
        const beyond = -Math.log(this.uniform()) / TAIL;
        const height = -Math.log(this.uniform());
        if (2 * height > beyond * beyond) return value < 0 ? -(TAIL + beyond) : TAIL + beyond;
      }
    }
    const low = this.#density[layer]!;
    const high = this.#density[layer + 1]!;
    if (low + this.uniform() * (high - low) < Math.exp(-0.5 * value * value)) return value;
    return this.normal();
  }
}

/**
 * All streams of one seed. `seed` and stream indices are whole numbers from 0 to 2^53 − 1.
 * Give each unit of work (a path, a block of paths) its own index and the result is the same on any number of threads.
 */
export class RandomSource {
  readonly seed: number;
  readonly #table: Ziggurat;

  constructor(seed: number) {
    this.seed = requireInteger(seed, 'seed');
    this.#table = buildZiggurat();
  }

  stream(index: number): RandomStream {
    return new RandomStream(this.seed, requireInteger(index, 'stream'), this.#table);
  }
}
