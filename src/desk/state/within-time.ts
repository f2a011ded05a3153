// A call that may never answer, bounded by the clock: what comes too late counts as the stated answer.
import type { Clock } from '../../ports/clock.ts';

/** The call's answer, or `late` once the time is over. The call itself is not stopped; its late answer is dropped. */
export async function withinTime<T>(
  clock: Clock,
  milliseconds: number,
  call: Promise<T>,
  late: T,
): Promise<T> {
  const over = new AbortController();
  const limit = clock.sleep(milliseconds, over.signal).then(
    () => late,
    () => late,
  );
  try {
    return await Promise.race([call, limit]);
  } finally {
    over.abort();
  }
}
