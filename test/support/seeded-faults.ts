// One call in so many goes wrong, in one of the ways that a real exchange fails: the same calls in the same ways for the same
// seed, whatever order they arrive in.
import { createHash } from 'node:crypto';
import type { FaultPlan } from './binance-server/binance-driver.ts';
import { type VenueFault, venueFaults } from './binance-server/venue-faults.ts';

/** Each with its share among the failures. */
const WAYS: readonly (readonly [name: string, share: number, fault: VenueFault])[] = [
  ['502, not taken', 2, venueFaults.html(502)],
  ['502, taken all the same', 2, venueFaults.html(502, true)],
  ['503 Unknown error, taken', 1, venueFaults.unknownError(true)],
  ['503 Unknown error, not taken', 1, venueFaults.unknownError(false)],
  ['-1007', 1, venueFaults.code('-1007', true)],
  ['reset before it is taken', 3, venueFaults.dropBefore],
  ['reset after it is taken', 3, venueFaults.dropAfter],
  ['taken late, after a reset', 2, venueFaults.late(3_500)],
  ['no answer', 3, venueFaults.hang],
  ['a slow answer', 2, venueFaults.delay(2_000)],
  ['a cut body', 1, venueFaults.truncated],
  ['429', 1, venueFaults.tooMany(1)],
];
const ALL = WAYS.reduce((sum, [, share]) => sum + share, 0);

export interface SeededFaults {
  readonly plan: FaultPlan;
  /** How often each way was taken. */
  readonly taken: ReadonlyMap<string, number>;
  /** All calls that were asked about. */
  readonly calls: () => number;
}

/** `rate` of the calls fail. What is signed, and when, does not count; the how-manieth of its kind a call is does. */
export function seededFaults(seed: number, rate: number): SeededFaults {
  const seen = new Map<string, number>();
  const taken = new Map<string, number>();
  let calls = 0;
  const plan: FaultPlan = (method, params) => {
    const { timestamp: _, signature: __, recvWindow: ___, ...rest } = params;
    const kind = `${method} ${JSON.stringify(rest)}`;
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    calls += 1;
    const digest = createHash('sha256').update(`${seed} ${kind} ${count}`).digest();
    if (digest.readUInt32BE(0) / 2 ** 32 >= rate) return undefined;
    let left = (digest.readUInt32BE(4) / 2 ** 32) * ALL;
    for (const [name, share, fault] of WAYS) {
      left -= share;
      if (left >= 0) continue;
      taken.set(name, (taken.get(name) ?? 0) + 1);
      return fault;
    }
    return undefined;
  };
  return { plan, taken, calls: () => calls };
}
