// Market time moves only when told and wakes sleepers in order; the machine's time moves by itself; seeds repeat.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { RandomIds, SeededIds } from '../../../src/adapters/system/ids.ts';
import { MarketClock } from '../../../src/adapters/system/market-clock.ts';
import { NodeDigest } from '../../../src/adapters/system/node-digest.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const market = (speed?: number) =>
  new MarketClock({ startAt: START, ...(speed === undefined ? {} : { speed }) });

afterEach(() => {
  vi.useRealTimers();
});

describe('market time', () => {
  test('starts where it is told and stands still by itself', async () => {
    const clock = market();
    await new Promise((resolve) => setImmediate(resolve));
    expect([clock.now(), clock.monotonic()]).toEqual([START, 0]);
  });

  test('sleepers wake in the order of their time, and each sees its own time', async () => {
    const clock = market();
    const woken: [string, number][] = [];
    const sleeper = async (name: string, milliseconds: number) => {
      await clock.sleep(milliseconds);
      woken.push([name, clock.now() - START]);
    };
    const all = [sleeper('late', 300), sleeper('early', 100), sleeper('same', 100), sleeper('middle', 200)];
    expect(clock.nextWakeAt()).toBe(START + 100);
    await clock.advanceTo(START + 250);
    expect(woken).toEqual([
      ['early', 100],
      ['same', 100],
      ['middle', 200],
    ]);
    expect(clock.now()).toBe(START + 250);
    await clock.advanceTo(START + 400);
    await Promise.all(all);
    expect(woken.at(-1)).toEqual(['late', 300]);
  });

  test('one who lies down again on the way is woken again on the way', async () => {
    const clock = market();
    const seen: number[] = [];
    const loop = (async () => {
      for (let round = 0; round < 5; round += 1) {
        await clock.sleep(1_000);
        seen.push(clock.now() - START);
      }
    })();
    await clock.advanceTo(START + 10_000);
    await loop;
    expect(seen).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
  });

  test('what was woken is awaited before time moves on, when the run says how', async () => {
    const clock = market();
    const order: string[] = [];
    void clock.sleep(10).then(() => order.push(`woken at ${clock.now() - START}`));
    void clock.sleep(20).then(() => order.push(`woken at ${clock.now() - START}`));
    await clock.advanceTo(START + 30, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`settled at ${clock.now() - START}`);
    });
    expect(order).toEqual(['settled at 0', 'woken at 10', 'settled at 10', 'woken at 20', 'settled at 20']);
  });

  test('time never goes back, and overlapping advances stand in line', async () => {
    const clock = market();
    await Promise.all([clock.advanceTo(START + 500), clock.advanceTo(START + 100)]);
    expect(clock.now()).toBe(START + 500);
  });

  test('an aborted sleeper rejects with the reason and is gone', async () => {
    const clock = market();
    const stop = new AbortController();
    const sleeping = clock.sleep(100, stop.signal);
    stop.abort('enough');
    await expect(sleeping).rejects.toBe('enough');
    expect(clock.nextWakeAt()).toBeUndefined();
    await expect(clock.sleep(1, stop.signal)).rejects.toBe('enough');
  });

  test('the speed says how long market time takes', () => {
    expect(market(60).realMs(60_000)).toBe(1_000);
    expect(() => market(0)).toThrow(RangeError);
    expect(() => new MarketClock({ startAt: Number.NaN })).toThrow(RangeError);
  });
});

describe("the machine's time", () => {
  test('a sleep lasts as long as asked on the timer, not less', async () => {
    const clock = new SystemClock();
    const before = clock.monotonic();
    await clock.sleep(20);
    expect(clock.monotonic() - before).toBeGreaterThanOrEqual(19.5);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
  });

  test('set back by an hour it goes on forwards, slower, until it is right again', () => {
    let [wall, steady] = [START, 0];
    const clock = new SystemClock({ wall: () => wall, steady: () => steady });
    const pass = (milliseconds: number): number => {
      wall += milliseconds;
      steady += milliseconds;
      return clock.now();
    };
    expect(pass(10_000)).toBe(START + 10_000);
    wall -= HOUR;
    expect(clock.now()).toBe(START + 10_000);
    expect(pass(60_000)).toBe(START + 40_000);
    for (let seconds = 0; seconds < 2 * 3_600; seconds += 1) {
      const before = clock.now();
      expect(pass(1_000)).toBeGreaterThan(before);
    }
    expect(clock.now()).toBe(wall);
    expect(pass(60_000)).toBe(wall);
  });

  test('set forward, or asleep with the machine for two hours, it jumps with the wall clock', () => {
    let wall = START;
    const clock = new SystemClock({ wall: () => wall, steady: () => 0 });
    wall += 2 * HOUR;
    expect(clock.now()).toBe(START + 2 * HOUR);
  });

  test('a sleep longer than a timer can be does not end at once', async () => {
    vi.useFakeTimers();
    const clock = new SystemClock();
    let woken = false;
    void clock.sleep(60 * 86_400_000).then(() => {
      woken = true;
    });
    await vi.advanceTimersByTimeAsync(59 * 86_400_000);
    expect(woken).toBe(false);
    await vi.advanceTimersByTimeAsync(86_400_001);
    expect(woken).toBe(true);
  });

  test('an aborted sleep rejects at once', async () => {
    const stop = new AbortController();
    const sleeping = new SystemClock().sleep(60_000, stop.signal);
    stop.abort(new Error('stopping'));
    await expect(sleeping).rejects.toThrow('stopping');
  });
});

describe('ids', () => {
  test('codes are four characters that cannot be misread, nonces 128 bits of hexadecimal', () => {
    for (const ids of [new RandomIds(), new SeededIds(7)]) {
      for (let count = 0; count < 500; count += 1) {
        expect(ids.code()).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ2-9]{4}$/);
        expect(ids.nonce()).toMatch(/^[0-9a-f]{32}$/);
      }
    }
  });

  test('the same seed repeats to the letter, another seed does not', () => {
    const draw = (seed: string | number) => {
      const ids = new SeededIds(seed);
      return Array.from({ length: 50 }, () => `${ids.nonce()} ${ids.code()}`);
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(new Set(draw(1)).size).toBe(50);
  });

  test('seeded codes use every letter about equally often', () => {
    const ids = new SeededIds('spread');
    const counts = new Map<string, number>();
    for (let round = 0; round < 7_000; round += 1) {
      for (const letter of ids.code()) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(28);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});

test('the digest is SHA-256 of UTF-8 text', () => {
  expect(new NodeDigest().sha256('abc')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(new NodeDigest().sha256('서울')).toHaveLength(64);
});
