// Recurring work every minute of UTC wall time. What is due for whom, and whether it is late, the work decides itself.
import { schedule } from 'node-cron';
import type { Log } from '../../ports/log.ts';
import type { Scheduler } from '../../ports/scheduler.ts';

const EVERY_MINUTE = '* * * * *';

export class CronScheduler implements Scheduler {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** A run that is still going when the next minute comes is not started twice; a throw is logged and the next minute comes anyway. */
  everyMinute(name: string, work: () => Promise<void>): () => void {
    const task = schedule(
      EVERY_MINUTE,
      async () => {
        try {
          await work();
        } catch (error) {
          this.#log.error({ name, error }, 'the work of this minute failed');
        }
      },
      { name, timezone: 'UTC', noOverlap: true, suppressMissedWarning: true, logger: quiet(this.#log, name) },
    );
    return () => {
      void task.destroy();
    };
  }
}

const quiet = (log: Log, name: string) => ({
  info: () => undefined,
  debug: () => undefined,
  warn: (message: string) => log.warn({ name }, message),
  error: (message: string | Error) => log.error({ name, error: message }, 'the scheduler failed'),
});
