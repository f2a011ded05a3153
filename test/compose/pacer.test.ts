import { describe, expect, it } from 'vitest';
import { MarketClock } from '../../src/adapters/system/market-clock.ts';
import { Pacer, type PacerParts } from '../../src/compose/pacer.ts';
import { SilentLog } from '../support/silent-log.ts';

const START = Date.UTC(2026, 10, 21, 8, 58, 30);

function rig(changes: Partial<PacerParts> = {}) {
  const clock = new MarketClock({ startAt: START });
  const seen = {
    checks: [] as number[],
    minutes: [] as number[],
    pumps: 0,
    waits: [] as number[],
    bugs: [] as unknown[],
  };
  const parts: PacerParts = {
    clock,
    desk: {
      check: async () => void seen.checks.push(clock.now() - START),
      minute: async () => void seen.minutes.push(clock.now() - START),
      settled: async () => undefined,
    },
    intervalMs: 5_000,
    pump: async () => {
      seen.pumps += 1;
    },
    log: new SilentLog(),
    speed: 0,
    realSleep: async (milliseconds) => void seen.waits.push(milliseconds),
    realNow: () => 0,
    onBug: (error) => void seen.bugs.push(error),
    ...changes,
  };
  return { clock, seen, pacer: new Pacer(parts) };
}

describe('the pacer in market time', () => {
  it('checks once every interval and stops at the end of the run', async () => {
    const { pacer, seen, clock } = rig({ until: START + 20_000 });
    await pacer.run();
    expect(seen.checks).toEqual([5_000, 10_000, 15_000, 20_000]);
    expect(clock.now()).toBe(START + 20_000);
  });

  it('does the work of each minute at the first step past it', async () => {
    const { pacer, seen } = rig();
    await pacer.advance(3 * 60_000);
    expect(seen.minutes).toEqual([30_000, 90_000, 150_000]);
  });

  it('stands still at a condition, at the check that made it true', async () => {
    const { pacer, seen, clock } = rig();
    await pacer.advanceUntil(() => seen.checks.length === 3, 3_600_000);
    expect(clock.now() - START).toBe(15_000);
  });

  it('waits between steps as the speed says, and not at all when it is 0', async () => {
    const slow = rig({ until: START + 10_000, speed: 10 });
    await slow.pacer.run();
    expect(slow.seen.waits.every((wait) => wait === 250)).toBe(true);
    expect(slow.seen.waits).toHaveLength(4);
    const fast = rig({ until: START + 10_000, speed: 0 });
    await fast.pacer.run();
    expect(fast.seen.waits.every((wait) => wait === 0)).toBe(true);
  });

  it('does not run on by itself while lines are being worked on', async () => {
    let looks = 0;
    const busy = (): boolean => {
      looks += 1;
      return looks <= 3;
    };
    const { pacer, seen } = rig({ until: START + 5_000, speed: 0, busy });
    await pacer.run();
    expect(seen.waits).toEqual([20, 20, 20, 0]);
    expect(seen.checks).toEqual([5_000]);
  });

  it('wakes those who sleep on the clock on the way', async () => {
    const { pacer, clock } = rig();
    const woke: number[] = [];
    void clock.sleep(2_000).then(() => woke.push(clock.now() - START));
    await pacer.advance(10_000);
    expect(woke).toEqual([2_000]);
  });

  it('goes on after a check that threw, and says so', async () => {
    const { pacer, seen } = rig({
      desk: {
        check: () => Promise.reject(new Error('boom')),
        minute: async () => undefined,
        settled: async () => undefined,
      },
    });
    await pacer.advance(10_000);
    expect(seen.bugs.length).toBeGreaterThanOrEqual(2);
  });

  it('stops at once when told', async () => {
    const { pacer, seen } = rig({ realSleep: async () => pacer.stop() });
    await pacer.run();
    expect(seen.checks.length).toBeLessThanOrEqual(1);
  });
});
