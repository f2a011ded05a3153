// Seeded draws that are a function of (seed, keys) alone, so that any moment of the simulated market can be asked for in any order.

/** One avalanche step (murmur3 finaliser). */
function mix(word: number): number {
  let z = word | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return z ^ (z >>> 16);
}

/** A stable number for a name, such as a symbol (FNV-1a). */
export function keyOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** The sfc32 sequence that belongs to a seed and a list of keys. */
export class NoiseStream {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spare: number | undefined;

  constructor(seed: number, ...keys: readonly number[]) {
    let state = mix((seed | 0) ^ 0x9e3779b9);
    state = mix((state + Math.floor(seed / 2 ** 32)) ^ 0x7f4a7c15);
    for (const key of keys) state = mix((Math.imul(state, 0x9e3779b1) + (key | 0)) ^ 0x3c6ef372);
    this.#a = mix(state ^ 0x165667b1);
    this.#b = mix(state ^ 0x2545f491);
    this.#c = mix(state ^ 0x6c8e9cf5);
    for (let i = 0; i < 8; i += 1) this.#word();
  }

  #word(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }

  /** Strictly between 0 and 1. */
  uniform(): number {
    return ((this.#word() >>> 0) + 0.5) / 4_294_967_296;
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    const spare = this.#spare;
    if (spare !== undefined) {
      this.#spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Student-t with `df` > 2 degrees of freedom, scaled to variance 1 (Bailey 1994). */
  studentT(df: number): number {
    const radius = Math.sqrt(df * (this.uniform() ** (-2 / df) - 1));
    return radius * Math.cos(2 * Math.PI * this.uniform()) * Math.sqrt((df - 2) / df);
  }
}
