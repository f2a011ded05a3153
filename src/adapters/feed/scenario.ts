// A scripted move of the whole market on top of the random one: what demonstrations and drills run on.

/** One stretch of a script. Times are relative to the start of the feed. */
export interface ScenarioPhase {
  readonly afterMs: number;
  readonly durationMs: number;
  /** The reference move in this stretch, as a ratio: −0.2 is a fall of 20 %. Each symbol takes it times its beta, in logarithms. */
  readonly move: number;
}

export interface Scenario {
  readonly name: string;
  readonly phases: readonly ScenarioPhase[];
}

/** Calm, then a fall of `fall` (0.16 = 16 %) within `withinMs`, then a recovery of the share `recovery` of it over four times as long. */
export function crashScenario(
  options: {
    readonly calmMs?: number;
    readonly fall?: number;
    readonly withinMs?: number;
    readonly recovery?: number;
  } = {},
): Scenario {
  const { calmMs = 120_000, fall = 0.16, withinMs = 600_000, recovery = 0.4 } = options;
  return {
    name: 'crash',
    phases: [
      { afterMs: calmMs, durationMs: withinMs, move: -fall },
      { afterMs: calmMs + withinMs, durationMs: 4 * withinMs, move: (1 - fall) ** -recovery - 1 },
    ],
  };
}

/** The script as a function of time. */
export class ScenarioMove {
  readonly #phases: readonly { readonly from: number; readonly to: number; readonly log: number }[];

  constructor(scenario: Scenario | undefined, startAt: number) {
    this.#phases = (scenario?.phases ?? []).map(({ afterMs, durationMs, move }) => {
      if (!(move > -1))
        throw new RangeError(`a scenario cannot move prices by ${move}; give a ratio above -1`);
      if (!(durationMs > 0)) throw new RangeError('a scenario phase lasts longer than 0 ms');
      return { from: startAt + afterMs, to: startAt + afterMs + durationMs, log: Math.log1p(move) };
    });
  }

  /** The sum of log moves up to `at`, before beta. */
  logAt(at: number): number {
    let sum = 0;
    for (const { from, to, log } of this.#phases) {
      if (at >= to) sum += log;
      else if (at > from) sum += (log * (at - from)) / (to - from);
    }
    return sum;
  }

  /** Whether the market is moved at any time in [from, to). */
  moves(from: number, to: number): boolean {
    return this.#phases.some((phase) => phase.from < to && phase.to > from);
  }
}
