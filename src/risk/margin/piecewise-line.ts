// Walks a piecewise-linear function to the first place where it is no longer above zero, exactly.
// Maintenance margin is linear between tiers, so whole accounts are such functions of a price move or of a cut.

/** Where a piece ends, and how the line changes there. */
export interface Kink {
  readonly at: number;
  readonly slope: number;
  readonly intercept: number;
}

/** A running sum that does not lose the small terms (Neumaier). */
class ExactSum {
  #sum: number;
  #lost = 0;

  constructor(start: number) {
    this.#sum = start;
  }

  add(term: number): void {
    const next = this.#sum + term;
    this.#lost += Math.abs(this.#sum) >= Math.abs(term) ? this.#sum - next + term : term - next + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

/**
 * The smallest x in [0, end] with `intercept + slope·x ≤ 0`, where each kink passed (in rising order of `at`) adds to
 * slope and intercept; null when there is none. Kinks need not be sorted; those beyond `end` are not reached.
 */
export function firstNonPositive(
  line: { readonly slope: number; readonly intercept: number },
  kinks: readonly Kink[],
  end: number,
): number | null {
  const slope = new ExactSum(line.slope);
  const intercept = new ExactSum(line.intercept);
  const reached = kinks.filter((kink) => kink.at <= end).sort((a, b) => a.at - b.at);
  let low = 0;
  for (let i = 0; ; i++) {
    const high = reached[i]?.at ?? end;
    if (intercept.value + slope.value * low <= 0) return low;
    if (intercept.value + slope.value * high <= 0) {
      return Math.min(high, Math.max(low, -intercept.value / slope.value));
    }
    const kink = reached[i];
    if (kink === undefined) return null;
    slope.add(kink.slope);
    intercept.add(kink.intercept);
    low = high;
  }
}
