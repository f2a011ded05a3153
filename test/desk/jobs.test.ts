// Work behind an answer counts until it rests: a run in market time stands still only when nothing is left to do now.
import { describe, expect, it } from 'vitest';
import { MarketClock } from '../../src/adapters/system/market-clock.ts';
import { Jobs } from '../../src/desk/state/jobs.ts';
import { SilentLog } from '../support/silent-log.ts';

function world() {
  const clock = new MarketClock({ startAt: 0 });
  const jobs = new Jobs(clock, new SilentLog());
  const done: string[] = [];
  return { clock, jobs, done, advance: (at: number) => clock.advanceTo(at, () => jobs.settled()) };
}

describe('strands of one job', () => {
  it('rest each by itself, so that time goes on while all of them sleep', async () => {
    const { jobs, done, advance } = world();
    const strand = (name: string, first: number, second: number) => async () => {
      await jobs.sleep(first);
      await jobs.sleep(second);
      done.push(name);
    };
    jobs.start(
      'two accounts',
      () => jobs.together([strand('a', 10, 10), strand('b', 5, 30)]),
      () => undefined,
    );
    await advance(20);
    expect(done).toEqual(['a']);
    await advance(40);
    expect(done).toEqual(['a', 'b']);
    await jobs.settled();
  });

  it('are waited for while one of them works and another sleeps', async () => {
    const { jobs, done } = world();
    let finish: () => void = () => undefined;
    const works = new Promise<void>((resolve) => {
      finish = resolve;
    });
    jobs.start(
      'two accounts',
      () => jobs.together([() => jobs.sleep(1_000), () => works]),
      () => undefined,
    );
    void jobs.settled().then(() => done.push('settled'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual([]);
    finish();
    await jobs.settled();
    await Promise.resolve();
    expect(done).toEqual(['settled']);
  });

  it('leave nothing counted when one of them fails', async () => {
    const { jobs, done, advance } = world();
    const fails = async (): Promise<void> => {
      throw new Error('broken');
    };
    const job = (): Promise<void> => jobs.together([fails, () => jobs.sleep(10)]);
    jobs.start('two accounts', job, (error) => void done.push(String(error)));
    await advance(20);
    await jobs.settled();
    expect(done).toEqual(['Error: broken']);
  });

  it('of no account at all are done at once', async () => {
    const { jobs } = world();
    jobs.start(
      'none',
      () => jobs.together([]),
      () => undefined,
    );
    await jobs.settled();
  });
});
