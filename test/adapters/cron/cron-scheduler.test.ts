// Every minute of UTC time once, whatever the work before did.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CronScheduler } from '../../../src/adapters/cron/cron-scheduler.ts';
import { SilentLog } from '../../support/silent-log.ts';

const stops: (() => void)[] = [];
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 5, 3, 22) });
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
});

function everyMinute(work: () => Promise<void>, log = new SilentLog()): { stop: () => void; log: SilentLog } {
  const stop = new CronScheduler(log).everyMinute('minute', work);
  stops.push(stop);
  return { stop, log };
}

test('the work runs at the full minute, once a minute, until it is stopped', async () => {
  const at: string[] = [];
  const { stop } = everyMinute(async () => {
    at.push(new Date().toISOString().slice(11, 19));
  });
  await vi.advanceTimersByTimeAsync(37_900);
  expect(at).toEqual([]);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(at).toEqual(['05:04:00', '05:05:00']);
  stop();
  await vi.advanceTimersByTimeAsync(180_000);
  expect(at).toHaveLength(2);
});

test('work that is still going is not started beside itself', async () => {
  let running = 0;
  let most = 0;
  everyMinute(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 150_000));
    running -= 1;
  });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(most).toBe(1);
});

test('work that fails is logged and runs again the next minute', async () => {
  let runs = 0;
  const { log } = everyMinute(async () => {
    runs += 1;
    throw new Error('not today');
  });
  await vi.advanceTimersByTimeAsync(180_000);
  expect(runs).toBe(3);
  expect(log.lines.filter((line) => line.level === 'error')).toHaveLength(3);
});
