// Worker threads with real threads: answers, refusals, lost threads, and that an ended run stops computing at once.
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ThreadPool, type ThreadPoolOptions } from '../../../src/adapters/workers/thread-pool.ts';

const file = new URL('./odd-models.ts', import.meta.url);
let pool: ThreadPool;
afterEach(() => pool.close());

const open = (options: Partial<ThreadPoolOptions> = {}): ThreadPool => {
  pool = new ThreadPool({ file, size: 1, ...options });
  return pool;
};

/** Runs the model that never ends; answers once it is at it. */
async function spinning(options: { signal?: AbortSignal; withinMs?: number } = {}) {
  const heard: number[] = [];
  const begun = Promise.withResolvers<void>();
  const done = pool.run('spin', undefined, {
    ...options,
    onProgress(share) {
      heard.push(share);
      begun.resolve();
    },
  });
  done.catch(() => undefined);
  await Promise.race([begun.promise, done]);
  return { done, heard };
}

/** Processor time of this process and its threads, per time that went by. */
async function load(milliseconds: number): Promise<number> {
  const before = process.cpuUsage();
  const began = performance.now();
  await wait(milliseconds);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3 / (performance.now() - began);
}

describe('a worker pool', () => {
  it('answers what the model answers, typed arrays too', async () => {
    const values = Float64Array.of(1, 2.5);
    expect(await open().run('double', { values })).toEqual(Float64Array.of(2, 5));
    expect(values, 'the input stays with the one who asked').toEqual(Float64Array.of(1, 2.5));
  });

  it('carries the code of a refusal, and knows no model that is not there', async () => {
    open();
    await expect(pool.run('refuse', undefined)).rejects.toMatchObject({ code: 'SINGULAR' });
    await expect(pool.run('toString', undefined)).rejects.toThrow('there is no model "toString"');
  });

  it('tells how far the model is', async () => {
    open();
    const { heard } = await spinning();
    await expect.poll(() => heard.length).toBeGreaterThan(2);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
  });

  it('stops computing as soon as nobody waits any more, and goes on with what waits', async () => {
    open();
    const wish = new AbortController();
    const { done, heard } = await spinning({ signal: wish.signal });
    const next = pool.run('double', { values: Float64Array.of(4) });
    const busy = await load(200);
    wish.abort(new Error('cancelled'));
    await expect(done).rejects.toThrow('cancelled');
    expect(await next).toEqual(Float64Array.of(8));
    const count = heard.length;
    const after = await load(200);
    expect(heard).toHaveLength(count);
    expect(after).toBeLessThan(busy / 2);
  });

  it('ends a run that has no answer in time, also one that never got a thread', async () => {
    open();
    const first = await spinning({ withinMs: 1_000 });
    const second = pool.run('double', { values: Float64Array.of(1) }, { withinMs: 50 });
    await expect(second).rejects.toMatchObject({ code: 'TIMED_OUT' });
    expect(pool.threads, 'the thread belongs to the first').toBe(1);
    await expect(first.done).rejects.toMatchObject({ code: 'TIMED_OUT' });
    expect(pool.threads).toBe(0);
  });

  it('takes nothing up for a wish that was given up before', async () => {
    open();
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(pool.run('spin', undefined, { signal })).rejects.toThrow('too late');
    expect(pool.threads).toBe(0);
  });

  it('tries once more on a new thread when one is lost, then gives up', async () => {
    open();
    await expect(pool.run('die', undefined)).rejects.toThrow(
      'die was lost 2 times: the thread ended with code 3',
    );
    expect(await pool.run('double', { values: Float64Array.of(3) })).toEqual(Float64Array.of(6));
  });

  it('takes a thread that falls silent for dead', async () => {
    open({ silenceMs: 150 });
    await expect(pool.run('hang', undefined)).rejects.toThrow('said nothing for 150 ms');
    expect(pool.threads).toBe(0);
  });

  it('ends threads that have nothing to do, and everything when it is closed', async () => {
    open({ idleMs: 20 });
    await pool.run('double', { values: Float64Array.of(3) });
    expect(pool.threads).toBe(1);
    await expect.poll(() => pool.threads).toBe(0);
    const { done } = await spinning();
    await pool.close();
    await expect(done).rejects.toThrow('the worker pool is closed');
    await expect(pool.run('double', { values: [] })).rejects.toThrow('the worker pool is closed');
  });
});
