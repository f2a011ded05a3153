// Faults a test scripts for the next calls of a method: wrong statuses, lost requests, lost answers, cut bodies.
import type { Lifetime } from './lifetime.ts';

export type Fault =
  /** Answers this instead of the real answer; with `effect` the call takes effect all the same. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly effect?: boolean;
    }
  /** Cuts the connection: `before` the call has any effect or `after` it took effect, with the answer lost. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  /** Waits, then behaves. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Takes effect, promises the whole answer, sends its first `bytes` and cuts the connection. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** Takes no effect and never answers; the connection stays open until somebody closes it. */
  | { readonly kind: 'hang' };

export interface FaultRule<F = Fault> {
  /** Method name, or `*` for every method. */
  readonly method: string;
  readonly fault: F;
  /** How many calls it hits; 1 unless told, Infinity until removed. */
  readonly times?: number;
  /** How many fitting calls go through first: 2 lets the third be hit. */
  readonly after?: number;
  /** Hits only the calls whose parameters satisfy this. */
  readonly where?: (params: Readonly<Record<string, unknown>>) => boolean;
}

export interface ScriptedFault {
  /** How many calls it has hit so far. */
  readonly hits: number;
  remove(): void;
}

export class ScriptedFaults<F = Fault> {
  readonly #rules: { rule: FaultRule<F>; hits: number; passed: number }[] = [];
  /** Asked for each call that no rule fits: a fault by a plan of the test's own, such as one call in five. */
  otherwise: (method: string, params: Readonly<Record<string, unknown>>) => F | undefined = () => undefined;

  add(rule: FaultRule<F>): ScriptedFault {
    const entry = { rule, hits: 0, passed: 0 };
    this.#rules.push(entry);
    return {
      get hits() {
        return entry.hits;
      },
      remove: () => {
        const at = this.#rules.indexOf(entry);
        if (at >= 0) this.#rules.splice(at, 1);
      },
    };
  }

  clear(): void {
    this.#rules.splice(0);
    this.otherwise = () => undefined;
  }

  /** The first rule that fits the call, counted as used; undefined when the call goes through. */
  take(method: string, params: Readonly<Record<string, unknown>>): F | undefined {
    for (const entry of this.#rules) {
      const { rule } = entry;
      if (rule.method !== '*' && rule.method.toLowerCase() !== method.toLowerCase()) continue;
      if (entry.hits >= (rule.times ?? 1)) continue;
      if (rule.where !== undefined && !rule.where(params)) continue;
      entry.passed += 1;
      if (entry.passed <= (rule.after ?? 0)) continue;
      entry.hits += 1;
      return rule.fault;
    }
    return this.otherwise(method, params);
  }
}

export interface WireAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string goes out as it is, anything else as JSON. */
  readonly body: unknown;
}

/** What goes out on the wire: an answer, an answer cut short, or a cut connection. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: WireAnswer }
  | { readonly kind: 'truncate'; readonly answer: WireAnswer; readonly bytes: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'hang' };

/** Runs a call under a fault. `run` is what gives the call its effect. */
export async function runUnderFault(
  fault: Fault | undefined,
  lifetime: Lifetime,
  run: () => Promise<WireAnswer>,
): Promise<Outcome> {
  if (fault === undefined) return { kind: 'answer', answer: await run() };
  switch (fault.kind) {
    case 'answer':
      if (fault.effect === true) await run();
      return { kind: 'answer', answer: fault };
    case 'drop':
      if (fault.when === 'after') await run();
      return { kind: 'drop' };
    case 'delay':
      if (!(await lifetime.sleep(fault.ms))) return { kind: 'drop' };
      return { kind: 'answer', answer: await run() };
    case 'truncate':
      return { kind: 'truncate', answer: await run(), bytes: fault.bytes };
    case 'hang':
      return { kind: 'hang' };
    default:
      return fault satisfies never;
  }
}
