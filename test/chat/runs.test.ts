// Long runs in chat: an answer at once, progress in place, Cancel by who may, one run a person, and the truth after a restart.
import { describe, expect, it } from 'vitest';
import { ChatWorld } from '../support/chat-world.ts';
import { settle } from '../support/fake-clock.ts';
import { FakePlatform } from '../support/fake-platform.ts';

const ROOM = { room: '1001', rest: false } as const;

/** A world whose runs last until they are released. */
function slowWorld(platform = new FakePlatform()): ChatWorld {
  const world = new ChatWorld([platform]);
  world.desk.holdsRuns = true;
  return world;
}

async function started(world: ChatWorld, line = '/montecarlo', from = 'kim'): Promise<void> {
  await world.type(line, { ...ROOM, from });
  await world.clock.advance(1_000);
}

const bar = (world: ChatWorld): string =>
  world.platform.last.message.reply.blocks
    .map((block) => (block.kind === 'progress' ? `${block.text} ${block.share}` : ''))
    .join('');

describe('a long run', () => {
  it('that is done at once answers without any progress', async () => {
    const world = new ChatWorld();
    await world.type('/montecarlo 30', { from: 'kim' });
    expect(world.platform.titles).toHaveLength(1);
    expect(world.platform.last.message.reply.title).toContain('30 d: 5 % chance to lose');
  });

  it('shows what it works on, then its answer in the same message', async () => {
    const world = slowWorld();
    await started(world);
    expect(world.platform.titles).toEqual(['🟦 PAPER · Monte Carlo: 10,000 paths of 30 d']);
    const { messageId } = world.platform.last;
    world.desk.release();
    await world.rest();
    expect(world.platform.last).toMatchObject({ messageId, edited: true });
    expect(world.platform.last.message.reply.title).toContain('5 % chance to lose');
    expect(world.platform.said).toHaveLength(2);
  });

  it('edits its progress as often as the platform allows, and only when there is something to tell', async () => {
    const platform = new FakePlatform();
    platform.progressEveryMs = () => 3_000;
    const world = slowWorld(platform);
    await started(world);
    const [run] = world.desk.runs;
    for (let step = 1; step <= 8; step += 1) {
      run?.onProgress?.(step / 10);
      await world.clock.advance(1_000);
    }
    expect(bar(world)).toMatch(/^\d0 % 0\.\d$/);
    expect(world.platform.said.length).toBeLessThanOrEqual(4);
    expect(world.platform.said.length).toBeGreaterThanOrEqual(3);
    const before = world.platform.said.length;
    await world.clock.advance(30_000);
    expect(world.platform.said.length).toBeLessThanOrEqual(before + 1);
    world.desk.release();
    await world.rest();
  });

  it('is silent while a room takes nothing, and brings its answer when it does again', async () => {
    const world = slowWorld();
    await started(world);
    world.platform.faults.set('1001', { kind: 'flood', retryAfterMs: 20_000 });
    world.desk.runs[0]?.onProgress?.(0.5);
    await world.clock.advance(5_000);
    world.platform.faults.clear();
    world.desk.release();
    await world.rest();
    expect(world.platform.said).toHaveLength(1);
    await world.clock.advance(20_000);
    await world.pump();
    expect(world.platform.last.edited).toBe(true);
    expect(world.platform.last.message.reply.title).toContain('5 % chance to lose');
  });

  it('never holds anybody up: others are answered while it lasts', async () => {
    const world = slowWorld();
    await started(world);
    await world.type('/status', { ...ROOM, from: 'ann' });
    await settle();
    expect(world.platform.last.message.reply.title).toContain('worst');
    world.desk.release();
    await world.rest();
  });

  it('asked for by Refresh goes on in the message it was pressed on', async () => {
    const world = new ChatWorld();
    await world.type('/stress luna', { from: 'kim' });
    const { messageId } = world.platform.last;
    world.desk.holdsRuns = true;
    await world.press('Refresh', { rest: false, from: 'kim' });
    await world.clock.advance(1_000);
    expect(world.platform.last).toMatchObject({ messageId, edited: true });
    expect(world.platform.last.message.reply.title).toContain('Stress test: LUNA 2022');
    world.desk.release();
    await world.rest();
    expect(world.platform.last).toMatchObject({ messageId, edited: true });
    expect(new Set(world.platform.said.map((each) => each.messageId)).size).toBe(1);
  });

  it('that fails by a bug tells its incident where the answer would stand', async () => {
    const world = slowWorld();
    world.desk.bugs.add('monteCarlo');
    await started(world);
    world.desk.release();
    await world.rest();
    expect(world.platform.last.edited).toBe(true);
    expect(world.platform.last.message.reply.title).toContain('Something went wrong in the bot');
    expect(world.incidents).toHaveLength(1);
  });

  it('where a line has one answer waits for the answer itself', async () => {
    const platform = new FakePlatform();
    platform.progressEveryMs = undefined;
    const world = slowWorld(platform);
    await started(world);
    await world.clock.advance(60_000);
    expect(world.platform.said).toEqual([]);
    world.desk.release();
    await world.rest();
    expect(world.platform.titles).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it('by the one who asked ends the work and says so in place', async () => {
    const world = slowWorld();
    await started(world, '/montecarlo 90');
    await world.clock.advance(3_000);
    await world.press('Cancel', { from: 'kim' });
    expect(world.desk.runs[0]?.signal?.aborted).toBe(true);
    expect(world.platform.last.message.reply.title).toBe('🟦 PAPER · /montecarlo 90 cancelled by kim');
    expect(world.platform.last.edited).toBe(true);
    expect(world.platform.toasts.at(-1)?.text).toContain('Cancelled: /montecarlo 90');
  });

  it('by another person takes a trader', async () => {
    const world = slowWorld();
    await started(world, '/montecarlo', 'ann');
    await world.press('Cancel', { from: 'bob', rest: false });
    await settle();
    expect(world.desk.runs[0]?.signal?.aborted).toBe(false);
    expect(world.platform.toasts.at(-1)?.text).toContain('This needs a trader');
    await world.press('Cancel', { from: 'lee' });
    expect(world.desk.runs[0]?.signal?.aborted).toBe(true);
    expect(world.platform.last.message.reply.title).toContain('/montecarlo cancelled by lee');
  });

  it('a viewer may cancel what he asked for himself, also by typing', async () => {
    const world = slowWorld();
    await started(world, '/stress all', 'bob');
    await world.type('/cancel', { from: 'bob' });
    expect(world.platform.titles).toContain('~ 🟦 PAPER · /stress all cancelled by bob');
  });

  it('twice, or of nothing, is told as that', async () => {
    const world = slowWorld();
    await started(world);
    const { button, said } = world.platform.button('Cancel');
    await world.press('Cancel', { from: 'kim' });
    await world.press('', { from: 'kim', buttonId: button.id, messageId: said.messageId, room: '1001' });
    expect(world.platform.toasts.at(-1)?.text).toContain('pressed already');
    await world.type('/cancel', { from: 'kim' });
    expect(world.platform.last.message.reply.title).toContain('no run of yours is under way');
    await world.type('/cancel C7K2', { from: 'kim' });
    expect(world.platform.last.message.reply.title).toContain('C7K2 is not under way');
  });

  it('leaves a button that asks again', async () => {
    const world = slowWorld();
    await started(world, '/montecarlo 90');
    await world.press('Cancel', { from: 'kim' });
    world.desk.release();
    await world.press('Ask again', { from: 'kim' });
    expect(world.platform.last.edited).toBe(true);
    expect(world.platform.last.message.reply.title).toContain('5 % chance to lose');
  });
});

describe('how many at once', () => {
  it('one a person: the next takes the place of the one before', async () => {
    const world = slowWorld();
    await started(world, '/montecarlo');
    await started(world, '/stress all');
    expect(world.desk.runs.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
    expect(world.platform.titles).toContain('~ 🟦 PAPER · /montecarlo ended: you asked for something else');
    world.desk.release();
    await world.rest();
    expect(world.platform.last.message.reply.title).toContain('worst of all');
  });

  it('two in all: the third is refused and told who is at it', async () => {
    const world = slowWorld();
    await started(world, '/montecarlo', 'kim');
    await started(world, '/stress all', 'ann');
    await started(world, '/montecarlo 7', 'lee');
    expect(world.platform.last.message.reply.title).toContain('kim /montecarlo, ann /stress all');
    expect(world.desk.runs).toHaveLength(2);
    world.desk.release();
    await world.rest();
    await world.type('/montecarlo 7', { from: 'lee' });
    expect(world.platform.last.message.reply.title).toContain('7 d: 5 % chance');
  });
});

describe('the end of the process', () => {
  it('in order ends the runs and says so', async () => {
    const world = slowWorld();
    await started(world, '/montecarlo 60');
    await world.chat.stop();
    expect(world.desk.runs[0]?.signal?.aborted).toBe(true);
    expect(world.platform.last.message.reply.title).toBe(
      '🟦 PAPER · /montecarlo 60 interrupted: the bot was stopped',
    );
    await world.restart();
    expect(world.platform.titles).toHaveLength(2);
  });

  it('in the middle is told after the restart, in the message of the run, which can be asked for again', async () => {
    const world = slowWorld();
    await started(world, '/montecarlo 60');
    const { messageId } = world.platform.last;
    await world.clock.advance(3_600_000);
    await world.restart();
    expect(world.platform.last).toMatchObject({ messageId, edited: true });
    expect(world.platform.last.message.reply.title).toContain('/montecarlo 60 interrupted');
    world.desk.release();
    await world.press('Ask again', { from: 'kim' });
    expect(world.platform.last).toMatchObject({ messageId, edited: true });
    expect(world.platform.last.message.reply.title).toContain('5 % chance to lose');
  });

  it('before anything was shown asks again by itself', async () => {
    const world = slowWorld();
    await world.type('/montecarlo 60', ROOM);
    await settle();
    world.desk.release();
    await world.restart();
    expect(world.platform.titles.at(-1)).toContain('5 % chance to lose');
  });
});
