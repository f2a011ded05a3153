// The recent fills of the simulated venue, oldest first; the desk keeps them for good.
import type { Fill } from '../../domain/order.ts';

export class FillLog {
  readonly #limit: number;
  #fills: Fill[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(fill: Fill): void {
    this.#fills.push(fill);
    if (this.#fills.length > this.#limit * 1.2) this.#fills = this.#fills.slice(-this.#limit);
  }

  all(): readonly Fill[] {
    return this.#fills;
  }

  since(at: number): readonly Fill[] {
    return this.#fills.filter((fill) => fill.at >= at);
  }
}
