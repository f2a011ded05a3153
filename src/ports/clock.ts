// Time as a parameter: the desk never asks the machine. Market time in replay and synthetic runs, the system's otherwise.

export interface Clock {
  /** Milliseconds since the epoch. May be market time. */
  now(): number;
  /** Milliseconds that never go back, for durations and latencies. */
  monotonic(): number;
  /** Resolves once `now()` has moved on by this much; rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Lets whatever else waits for its turn go first; no time passes. Long work calls it so that people are answered meanwhile. */
  breathe(): Promise<void>;
}
