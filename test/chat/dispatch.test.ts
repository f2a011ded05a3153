// What becomes of a line that came in: once, in order, in time, answered with the mode in front; the kill before everything.
import { describe, expect, it } from 'vitest';
import { known } from '../../src/domain/reading.ts';
import { cannedView } from '../support/canned-desk.ts';
import { ChatWorld } from '../support/chat-world.ts';
import { declinedWith } from '../support/fake-desk.ts';
import { FakePlatform } from '../support/fake-platform.ts';

const last = (world: ChatWorld) => world.platform.last.message.reply;

describe('an answer', () => {
  it('carries the mode in front, whatever it says', async () => {
    const world = new ChatWorld();
    for (const line of ['/status', '/cut doge 50', '/statsu', '/help']) await world.type(line);
    expect(world.platform.titles.every((title) => title.startsWith('🟦 PAPER · '))).toBe(true);
    world.desk.current = { ...cannedView, mode: 'real' };
    await world.type('/status');
    expect(last(world).title).toMatch(/^🟥 REAL · /);
  });

  it.each([
    ['/cut btc 150', '150 % is more than the position. Give 1 to 100, e.g. /cut btc 50.'],
    ['/cut doge 50', 'No DOGE position. Open: BTC, ETH, ADA.'],
    ['/statsu', 'Did you mean /status?'],
    ['/killswtich', 'Did you mean /killswitch?'],
    ['/xyzzy', 'There is no /xyzzy.'],
    ['/cut btc １０', 'Only plain letters and digits (a-z, 0-9) are read in a command.'],
    ['/cut btc', 'percent is missing. Usage: /cut SYMBOL PERCENT, e.g. /cut btc 50'],
    ['/status @nowhere', 'There is no account @nowhere (ACCOUNT_UNKNOWN). Known: main.'],
    ['/approve ZZZZ', 'There is no card ZZZZ (PROPOSAL_UNKNOWN). See /status for what waits.'],
  ])('to %s is one plain line', async (line, words) => {
    const world = new ChatWorld();
    await world.type(line, { room: 'private-3' });
    expect(last(world).title).toBe(`🟦 PAPER · ${words}`);
  });

  it('stands in the journal, whoever only looked included, with what became of it', async () => {
    const world = new ChatWorld();
    for (const line of ['/status', '/cut btc 150', '/stress luna', '/nonsense']) await world.type(line);
    expect(world.desk.notes).toEqual([
      { by: 'kim', command: '/status', outcome: 'done' },
      { by: 'kim', command: '/cut btc 150', outcome: 'refused' },
      { by: 'kim', command: '/stress luna', outcome: 'done' },
    ]);
  });

  it('offers a harmless nearest command as a button, a dangerous one in words only', async () => {
    const world = new ChatWorld();
    await world.type('/statsu');
    expect(last(world).buttons.flat()).toMatchObject([{ label: 'status', command: '/status' }]);
    await world.type('/sto');
    expect(last(world)).toMatchObject({ title: '🟦 PAPER · Did you mean /stop?', buttons: [] });
    for (const line of ['/killswtich', '/aprove', '/cuts', '/reste', '/puase']) {
      await world.type(line, { from: 'ann' });
      expect(last(world).buttons.flat()).toEqual([]);
    }
  });

  it('is in the language of the asker', async () => {
    const world = new ChatWorld();
    await world.type('/status', { language: 'ko-KR' });
    expect(last(world).title).toBe('🟦 모의 · 정상 · 최고 단계 경고');
    await world.type('/lang en', { language: 'ko' });
    await world.type('/status', { language: 'ko' });
    expect(last(world).title).toContain('worst WARNING');
  });

  it('goes to the asker alone where it concerns only him', async () => {
    const world = new ChatWorld();
    await world.type('/whoami');
    expect(world.platform.last.onlyFor).toBe('3');
    await world.type('/status');
    expect(world.platform.last.onlyFor).toBeUndefined();
  });

  it('asks which one is meant where two accounts hold the symbol', async () => {
    const world = new ChatWorld();
    const [account] = cannedView.accounts;
    if (account === undefined) throw new Error('no account');
    world.desk.current = { ...cannedView, accounts: [account, { ...account, name: 'hedge' }] };
    await world.type('/cut btc 50');
    expect(world.desk.count('proposeCut')).toBe(0);
    await world.press('BTCUSDT long @hedge');
    expect(world.desk.asked.at(-1)).toMatchObject({
      what: 'proposeCut',
      details: [{ account: 'hedge', symbol: 'BTCUSDT', side: 'long', share: 0.5 }],
    });
  });

  it('to a refusal has its numbers and its name', async () => {
    const world = new ChatWorld();
    world.desk.declines.set(
      'proposeCut',
      declinedWith(
        { code: 'STALE_DATA', ageMs: 75_000, limitMs: 60_000 },
        { code: 'LATCHED', by: 'ann', at: 0 },
      ),
    );
    await world.type('/cut btc 50');
    expect(last(world).title).toContain('Prices are 75 s old, limit 60 s (STALE_DATA)');
    expect(JSON.stringify(last(world).blocks)).toContain('LATCHED');
  });

  it('to a bug is an incident; the log has it under the same name and the chat goes on', async () => {
    const world = new ChatWorld();
    world.desk.bugs.add('proposeCut');
    await world.type('/cut btc 50');
    const incident = /incident ([0-9a-f]{8})/.exec(last(world).title)?.[1];
    expect(incident).toBeDefined();
    expect(world.log.lines.some((line) => line.fields['incident'] === incident)).toBe(true);
    expect(world.incidents).toEqual([incident]);
    await world.type('/status');
    expect(last(world).title).toContain('active');
  });

  it('waits out a flood and then arrives', async () => {
    const world = new ChatWorld();
    world.platform.faults.set('1001', { kind: 'flood', retryAfterMs: 35_000 });
    await world.type('/status');
    expect(world.platform.said).toEqual([]);
    world.platform.faults.clear();
    await world.clock.advance(20_000);
    await world.pump();
    expect(world.platform.said).toEqual([]);
    await world.clock.advance(16_000);
    await world.pump();
    expect(world.platform.titles).toHaveLength(1);
  });
});

describe('what came in', () => {
  it('twice is worked on once', async () => {
    const world = new ChatWorld();
    expect(await world.type('/cut btc 50', { id: 'telegram:77' })).toBe('accepted');
    expect(await world.type('/cut btc 50', { id: 'telegram:77' })).toBe('duplicate');
    expect(world.desk.count('proposeCut')).toBe(1);
  });

  it('and cannot be stored is left to come again', async () => {
    const world = new ChatWorld();
    world.store.full = true;
    expect(await world.type('/cut btc 50')).toBe('not-stored');
    expect(world.desk.count('proposeCut')).toBe(0);
  });

  it('before the process ended is taken up at the next start, once', async () => {
    const world = new ChatWorld();
    await world.store.receive({
      id: 'telegram:9',
      platform: 'telegram',
      receivedAt: world.clock.now(),
      payload: JSON.stringify({
        kind: 'text',
        id: 'telegram:9',
        platform: 'telegram',
        room: { id: '1001', isPrivate: false },
        sender: { platformId: '3' },
        sentAt: world.clock.now(),
        messageId: '5',
        text: '/cut btc 50',
      }),
    });
    await world.restart();
    await world.restart();
    expect(world.desk.count('proposeCut')).toBe(1);
  });

  it('too late is told and not executed', async () => {
    const world = new ChatWorld();
    await world.type('/cut btc 50', { sentAt: world.clock.now() - 61_000 });
    expect(world.desk.count('proposeCut')).toBe(0);
    expect(last(world).title).toContain('TOO_OLD');
  });

  it('too late and was a kill asks again, and one press pulls it', async () => {
    const world = new ChatWorld();
    await world.type('/killswitch flatten', { sentAt: world.clock.now() - 180_000 });
    expect(world.desk.count('kill')).toBe(0);
    expect(last(world).title).toContain('You sent /killswitch 3 min ago');
    await world.press('Kill now');
    expect(world.desk.asked.at(-1)?.details[1]).toBe('flatten');
  });

  it('with a code is removed, and the code is written down nowhere', async () => {
    const world = new ChatWorld();
    await world.type('/reset 123456 --force', { from: 'ann', messageId: 'secret-message' });
    expect(world.platform.removed).toEqual(['secret-message']);
    expect(world.desk.asked.at(-1)).toMatchObject({ what: 'reset', details: ['123456', true] });
    const kept = JSON.stringify([...world.store.inbox.values(), world.desk.notes, world.log.lines]);
    expect(kept).not.toContain('123456');
  });
});

describe('truth', () => {
  it('stands in /status: outage, store and age are said, unknown is never a number', async () => {
    const world = new ChatWorld();
    const [account] = cannedView.accounts;
    const { assessment, ...rest } = account ?? { name: 'main', venue: 'paper' };
    if (assessment === undefined) throw new Error('no assessment');
    world.desk.current = {
      ...cannedView,
      storeFault: 'no space left',
      accounts: [
        {
          ...rest,
          outage: { since: world.clock.now() - 24_000, why: 'timeout', failures: 3 },
          assessment: {
            ...assessment,
            positions: assessment.positions.map((each) => ({
              ...each,
              distance: { kind: 'unknown', reason: 'no-brackets' } as const,
            })),
          },
        },
      ],
    };
    await world.clock.advance(70_000);
    await world.type('/status');
    const text = JSON.stringify(last(world).blocks);
    expect(text).toContain('State cannot be written: no space left');
    expect(text).toContain('main has not answered since');
    expect(text).toContain('STALE 71 s');
    expect(text).toContain('UNKNOWN: no leverage table');
    expect(text).not.toContain('0.0 %');
  });

  it('labels a figure that the venue sees differently', async () => {
    const world = new ChatWorld();
    await world.type('/risk');
    const text = JSON.stringify(last(world).blocks);
    expect(text).toContain('11.2 % MODEL≠VENUE 10.7');
    expect(text).toContain('3.1 % STALE 42 s');
    expect(known(0.112)).toBeDefined();
  });
});

describe('several platforms', () => {
  it('answer where they were asked', async () => {
    const world = new ChatWorld([new FakePlatform('telegram', ['1001']), new FakePlatform('slack', ['C1'])]);
    await world.type('/version', { platform: 'slack', room: 'C1' });
    expect(world.platforms[0]?.said).toEqual([]);
    expect(world.platforms[1]?.said).toHaveLength(1);
  });
});
