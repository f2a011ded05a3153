// Scripts in a pipe move market time: by so much, or until something that was asked for is shown.
import { describe, expect, it } from 'vitest';
import { readDirective } from '../../../src/adapters/terminal/directive.ts';
import { wordsOf } from '../../../src/chat/core/speech.ts';
import { aButton, aCard, anAlert, answersTexts, aReply, outgoing, Rig } from './terminal-rig.ts';

const scripted = (...shown: ReturnType<typeof outgoing>[]) => {
  const rig = new Rig({ json: true }).answers(answersTexts((text) => aReply(text)));
  for (const message of shown) rig.script.push(() => rig.platform.send('terminal', message));
  return rig;
};
const resolved = aReply('resolved', { tone: 'good', topic: 'alert:a1', silent: true });
const table = { kind: 'table', columns: [], rows: [] } as const;
const alerts = aReply('3 alerts', { tone: 'warning', blocks: [table], buttons: [[aButton('Ack', '/ack')]] });
const alertsResolved = aReply('resolved · 3 alerts', { tone: 'good', blocks: [table] });
const report = aReply('desk report');

describe('a directive', () => {
  it.each([
    ['#wait 10m', { kind: 'wait', milliseconds: 600_000 }],
    ['#wait 30s', { kind: 'wait', milliseconds: 30_000 }],
    ['#wait 1.5h', { kind: 'wait', milliseconds: 5_400_000 }],
    ['#WAIT 2d', { kind: 'wait', milliseconds: 172_800_000 }],
    ['#until alert', { kind: 'until', what: 'alert', atMost: 2_592_000_000, bound: '30d' }],
    ['#until card at most 3h', { kind: 'until', what: 'card', atMost: 10_800_000, bound: '3h' }],
    ['# wait for the crash', { kind: 'comment' }],
    ['#', { kind: 'comment' }],
    ['#note', { kind: 'comment' }],
    ['#wait', { kind: 'not-understood' }],
    ['#wait long', { kind: 'not-understood' }],
    ['#until', { kind: 'not-understood' }],
    ['#until rain', { kind: 'not-understood' }],
    ['#until card 3h', { kind: 'not-understood' }],
    ['#until card at most', { kind: 'not-understood' }],
  ])('%s is read', (line, directive) => {
    expect(readDirective(line)).toEqual(directive);
  });

  it('moves market time, and what is no directive of ours is a comment', async () => {
    const rig = scripted();
    expect(await rig.pipeJson('# a comment', '#wait 10m', '#wait x')).toEqual([
      {
        in: '#wait x',
        error:
          'Not understood: #wait x. Directives: #wait 10m, #until alert|card|outcome|resolved|push [at most 30d].',
      },
    ]);
    expect(rig.advanced).toEqual([600_000]);
    expect(rig.accepted).toEqual([]);
  });

  it('is echoed in text, so that a transcript shows the time that passes', async () => {
    const rig = new Rig();
    expect(await rig.pipe('# comment', '#wait 10m')).toBe('> #wait 10m\n');
  });

  it('that fails costs its own line only', async () => {
    const rig = scripted();
    rig.script.push(async () => {
      throw new Error('no');
    });
    const printed = await rig.pipeJson('#until alert', '/status');
    expect(printed[0]).toEqual({ in: '#until alert', error: 'Failed: #until alert. The log says why.' });
    expect(printed[1]).toMatchObject({ in: '/status' });
    expect(rig.log.lines).toHaveLength(1);
  });
});

describe('#until', () => {
  it.each([
    ['alert', [report, resolved, anAlert('a')]],
    ['alert', [aCard('card'), alerts]],
    ['resolved', [anAlert('a'), aReply('chat back', { tone: 'good' }), resolved]],
    ['resolved', [alerts, alertsResolved]],
    ['card', [anAlert('a'), aCard('card')]],
    ['outcome', [anAlert('a'), aCard('card'), aCard('BTC cut · DONE · C7K2', false)]],
    ['push', [report]],
  ])('%s stops at the message that is one, and not before', async (what, shown) => {
    const rig = scripted(...shown.map((each) => outgoing(each)), outgoing(aReply('too far')));
    const printed = await rig.pipeJson(`#until ${what} at most 2d`);
    expect(printed).toEqual(shown.map((push) => ({ push })));
    expect(rig.bounds).toEqual([172_800_000]);
  });

  it.each(['en', 'ko'] as const)(
    'outcome does not take a card on its way for its end (%s)',
    async (language) => {
      const say = wordsOf(language).proposal.states;
      const titles = [say.approved, say.executing(2, 12), say.unknown('14:03:34'), say.done];
      const rig = scripted(
        ...titles.map((title) => outgoing(aCard(`BTC · ${title} · C7K2`, false), language)),
        outgoing(report, language),
      );
      expect(await rig.pipeJson('#until outcome')).toHaveLength(titles.length);
    },
  );

  it('says when it did not come', async () => {
    const rig = scripted(outgoing(report));
    const printed = await rig.pipeJson('#until alert at most 3h');
    expect(printed.at(-1)).toEqual({ in: '#until alert at most 3h', error: 'No alert within 3h.' });
  });

  it('counts alerts from now on only', async () => {
    const rig = scripted(outgoing(anAlert('second')), outgoing(anAlert('third')));
    await rig.platform.send('terminal', outgoing(anAlert('first')));
    const printed = await rig.pipeJson('#until alert', '#until alert');
    expect(printed).toHaveLength(3);
  });

  it('counts a card and an outcome that the line before brought', async () => {
    const rig = scripted().answers(async (incoming, platform) => {
      const sent = await platform.send('terminal', outgoing(aCard('card')), { replyTo: incoming.messageId });
      if (sent.ok) await platform.edit('terminal', sent.value, outgoing(aCard('DONE', false)));
    });
    const printed = await rig.pipeJson('/cut btc 50', '#until card', '/cut btc 50', '#until outcome');
    expect(printed).toHaveLength(4);
    expect(printed.filter((each) => 'error' in each)).toEqual([]);
  });

  it('does not count an outcome twice', async () => {
    const rig = scripted(outgoing(aCard('DONE', false)));
    const printed = await rig.pipeJson('#until outcome', '#until outcome');
    expect(printed.at(-1)).toMatchObject({ error: 'No outcome within 30d.' });
  });

  it('does not take a waiting card that changed for a new one', async () => {
    const rig = scripted();
    rig.script.push(() => rig.platform.edit('terminal', 'r1:1', outgoing(aCard('1 of 2 approved'))));
    await rig.platform.send('terminal', outgoing(aCard('card')));
    const printed = await rig.pipeJson('#wait 1s', '#until card');
    expect(printed.at(-1)).toMatchObject({ error: 'No card within 30d.' });
  });

  it('does not take an alert that somebody acknowledged for a new one', async () => {
    const rig = scripted();
    rig.script.push(
      () => rig.platform.edit('terminal', 'r1:1', outgoing({ ...anAlert('acked'), buttons: [] })),
      () => rig.platform.send('terminal', outgoing(anAlert('next'))),
    );
    await rig.platform.send('terminal', outgoing(anAlert('first')));
    expect(await rig.pipeJson('#until alert')).toHaveLength(3);
  });
});
