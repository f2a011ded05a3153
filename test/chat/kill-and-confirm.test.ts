// Toward safety is one word and waits for nobody; away from it is two, by the same person, in time.
import { describe, expect, it } from 'vitest';
import { cannedView } from '../support/canned-desk.ts';
import { ChatWorld } from '../support/chat-world.ts';

const last = (world: ChatWorld) => world.platform.last.message.reply;

describe('the kill switch', () => {
  it('acts although the store is full', async () => {
    const world = new ChatWorld();
    world.store.full = true;
    expect(await world.type('/killswitch', { id: 'telegram:1' })).toBe('accepted');
    await world.type('/killswitch', { id: 'telegram:1' });
    expect(world.desk.count('kill')).toBe(1);
  });

  it('does not wait for a command that hangs, nor for a chat that hangs', async () => {
    const world = new ChatWorld();
    let release: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const ordinary = world.desk.proposeCut.bind(world.desk);
    world.desk.proposeCut = async (...given) => {
      await hanging;
      return ordinary(...given);
    };
    world.platform.hanging = hanging;
    await world.type('/cut btc 50', { rest: false });
    await world.type('/status', { rest: false });
    await world.type('/killswitch', { rest: false });
    await world.clock.advance(0);
    expect(world.desk.count('kill')).toBe(1);
    release();
    await world.rest();
  });

  it.each([
    ['/killswitch', { kind: 'all' }, 'halt', false],
    ['/killswitch flatten', { kind: 'all' }, 'flatten', false],
    ['/killswitch @main', { kind: 'account', account: 'main' }, 'halt', false],
    ['/killswitch btc flatten', { kind: 'symbol', symbol: 'BTCUSDT' }, 'flatten', false],
    ['/killswitch drill', { kind: 'all' }, 'flatten', true],
    ['/killswitch flaten', { kind: 'all' }, 'halt', false],
  ])('%s', async (line, scope, goal, drill) => {
    const world = new ChatWorld();
    await world.type(line);
    const [asked] = world.desk.asked.filter((each) => each.what === 'kill');
    expect(asked?.details).toEqual([scope, goal, line, drill]);
  });

  it('asks what was meant by a word that it does not know, with one press to halt everything', async () => {
    const world = new ChatWorld();
    await world.type('/killswitch plaese');
    expect(world.desk.count('kill')).toBe(0);
    await world.press('Halt everything');
    expect(world.desk.count('kill')).toBe(1);
  });

  it('only looks when asked for its state', async () => {
    const world = new ChatWorld();
    await world.type('/killswitch status');
    expect(world.desk.count('kill')).toBe(0);
  });

  it('shows what flattening costs, and the button flattens once', async () => {
    const world = new ChatWorld();
    await world.type('/killswitch');
    const label = world.platform.button('Flatten').button.label;
    expect(label).toMatch(/^Flatten ≈ [\d.]+ USDT$/);
    await Promise.all([world.press('Flatten', { rest: false }), world.press('Flatten', { rest: false })]);
    await world.rest();
    expect(world.desk.asked.filter((each) => each.details[1] === 'flatten')).toHaveLength(1);
  });
});

describe('away from safety', () => {
  it('asks before it acts: mode needs a Confirm by the same person, once', async () => {
    const world = new ChatWorld();
    world.desk.gateLines = world.desk.gateLines.map((line) => ({ ...line, met: true }));
    await world.type('/mode real 123456', { from: 'ann' });
    expect(world.desk.count('switchMode')).toBe(0);
    await world.press('Confirm', { from: 'kim' });
    expect(world.desk.count('switchMode')).toBe(0);
    await world.press('Confirm', { from: 'ann' });
    await world.press('Confirm', { from: 'ann' });
    expect(world.desk.asked.filter((each) => each.what === 'switchMode')).toMatchObject([
      { by: 'ann', details: ['real', '123456'] },
    ]);
  });

  it('shows the checklist instead of asking while a line is not met', async () => {
    const world = new ChatWorld();
    await world.type('/mode real 123456', { from: 'ann' });
    expect(last(world).title).toContain('GATE_CLOSED');
    expect(JSON.stringify(last(world).blocks)).toContain('✗ drill');
    expect(last(world).buttons).toEqual([]);
  });

  it('forgets the question after a minute, after a Cancel and after a restart', async () => {
    const world = new ChatWorld();
    world.desk.current = { ...cannedView, mode: 'real' };
    await world.type('/mode paper', { from: 'ann' });
    await world.clock.advance(61_000);
    await world.press('Confirm', { from: 'ann' });
    await world.type('/mode paper', { from: 'ann' });
    await world.press('Cancel', { from: 'ann' });
    await world.type('/mode paper', { from: 'ann' });
    await world.restart();
    await world.press('Confirm', { from: 'ann' });
    expect(world.desk.count('switchMode')).toBe(0);
  });

  it('lists the real positions that would be left before paper', async () => {
    const world = new ChatWorld();
    world.desk.current = { ...cannedView, mode: 'real' };
    await world.type('/mode paper', { from: 'ann' });
    expect(JSON.stringify(last(world).blocks)).toContain('3 real positions stay open');
  });
});
