// What the stores may forget, and when: old buttons every hour, what nobody asks for any more once a day.
import type { Fault } from '../domain/fault.ts';
import type { Result } from '../domain/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface UpkeepParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly chat: { tidy(): Promise<void> };
  readonly ledger: { tidy(): Promise<Result<void, Fault>> };
  readonly history: { thin(now: number): Promise<Result<number, Fault>> };
}

/**
 * Answers what is to be called with every stroke of the watch; it works when something is due. The first day's work
 * comes an hour after the start, so that a desk that is started anew each day does it too. A store that refuses is
 * asked again the next hour.
 */
export function makeUpkeep({ clock, log, chat, ledger, history }: UpkeepParts): () => Promise<void> {
  let hourAt = clock.now() + HOUR_MS;
  let dayAt = hourAt;
  return async () => {
    const now = clock.now();
    if (now < hourAt) return;
    hourAt = now + HOUR_MS;
    await chat.tidy();
    if (now < dayAt) return;
    const [tidied, thinned] = [await ledger.tidy(), await history.thin(now)];
    for (const done of [tidied, thinned]) {
      if (!done.ok) log.warn({ fault: done.error.code }, 'the stores could not be tidied');
    }
    if (tidied.ok && thinned.ok) dayAt = now + DAY_MS;
  };
}
