// Nonces and short codes: from the machine's randomness, or from a seed where a run must repeat.
import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Ids } from '../../ports/ids.ts';

/** No vowels (so no words), no 0/O, no 1/I: what a person reads out is what the other one types. */
const CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ23456789';
const CODE_LENGTH = 4;

export class RandomIds implements Ids {
  nonce(): string {
    return randomBytes(16).toString('hex');
  }

  code(): string {
    let code = '';
    for (let place = 0; place < CODE_LENGTH; place += 1) code += CODE_LETTERS[randomInt(CODE_LETTERS.length)];
    return code;
  }
}

/** The same seed gives the same ids in the same order. A second run on the same data folder needs another seed. */
export class SeededIds implements Ids {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: number | string) {
    this.#seed = String(seed);
  }

  nonce(): string {
    return this.#draw().toString('hex', 0, 16);
  }

  code(): string {
    const number = this.#draw().readUInt32BE(0) % CODE_LETTERS.length ** CODE_LENGTH;
    let code = '';
    for (let place = 0, rest = number; place < CODE_LENGTH; place += 1) {
      code += CODE_LETTERS[rest % CODE_LETTERS.length];
      rest = Math.floor(rest / CODE_LETTERS.length);
    }
    return code;
  }

  #draw(): Buffer {
    this.#drawn += 1;
    return createHash('sha256').update(`${this.#seed}/${this.#drawn}`).digest();
  }
}
