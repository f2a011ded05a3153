// Ids that count, so that a test can name them.
import type { Ids } from '../../src/ports/ids.ts';

export class FakeIds implements Ids {
  #count = 0;

  nonce(): string {
    this.#count += 1;
    return this.#count.toString(16).padStart(32, '0');
  }

  code(): string {
    this.#count += 1;
    return `C${this.#count.toString().padStart(3, '0')}`;
  }
}
