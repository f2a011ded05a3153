// The chat in a pipe: one line after the other, its answer, what the desk pushes, and buttons by number; as text and as JSON.
import { describe, expect, it } from 'vitest';
import type { ChatPlatform, Incoming } from '../../../src/chat/core/platform.ts';
import {
  aButton,
  aCard,
  anAlert,
  answersTexts,
  aReply,
  outgoing,
  Rig,
  Screen,
  turns,
} from './terminal-rig.ts';

const echo = answersTexts((text) => aReply(`answer to ${text}`));
const json = (answer = echo) => new Rig({ json: true }).answers(answer);

describe('a piped chat as JSON', () => {
  it('prints one object a line: what came in, and the reply', async () => {
    const printed = await json().pipeJson('/status', '', '  /risk btc  ');
    expect(printed).toEqual([
      { in: '/status', reply: aReply('answer to /status') },
      { in: '/risk btc', reply: aReply('answer to /risk btc') },
    ]);
  });

  it('reads the next line only when the one before is answered and settled', async () => {
    const order: string[] = [];
    const rig = json(async (incoming, platform) => {
      const text = incoming.kind === 'text' ? incoming.text : '';
      order.push(`begin ${text}`);
      await turns();
      await platform.send('terminal', outgoing(aReply(text)), { replyTo: incoming.messageId });
      await turns();
      order.push(`end ${text}`);
    });
    await rig.pipe('/a', '/b');
    expect(order).toEqual(['begin /a', 'end /a', 'begin /b', 'end /b']);
  });

  it('tells pushes and edits apart from answers', async () => {
    const rig = json(async (incoming, platform) => {
      await platform.send('terminal', outgoing(anAlert('pushed')));
      const sent = await platform.send('terminal', outgoing(aCard('card')), { replyTo: incoming.messageId });
      if (sent.ok) await platform.edit('terminal', sent.value, outgoing(aCard('card DONE', false)));
    });
    const printed = await rig.pipeJson('/cut btc 50');
    expect(printed.map((each) => [Object.keys(each), JSON.stringify(each).includes('DONE')])).toEqual([
      [['push'], false],
      [['in', 'reply'], false],
      [['push'], true],
    ]);
  });

  it('carries labels and commands of buttons, pictures as base64, and nothing that cannot be pressed', async () => {
    const picture = { kind: 'image', png: new Uint8Array([1, 2, 3]), alt: 'equity' } as const;
    const rig = json(async (incoming, platform) => {
      const message = outgoing(aReply('x', { blocks: [picture], buttons: [[aButton('Risk', '/risk')]] }));
      await platform.send('terminal', message, { replyTo: incoming.messageId });
      await platform.send('terminal', { ...message, buttons: [] });
    });
    const [answer, push] = (await rig.pipeJson('/chart')) as [{ reply: object }, { push: object }];
    expect(answer.reply).toMatchObject({
      blocks: [{ kind: 'image', png: 'AQID', alt: 'equity' }],
      buttons: [[{ label: 'Risk', command: '/risk' }]],
    });
    expect(push.push).toMatchObject({ buttons: [] });
  });

  it('gives every line an id of this run, from the local person in the private room', async () => {
    const rig = json();
    await rig.pipe('/status', '/risk');
    expect(rig.accepted.map((each) => each.id)).toEqual(['terminal:r1:1', 'terminal:r1:2']);
    expect(rig.accepted[0]).toMatchObject({
      platform: 'terminal',
      room: { id: 'terminal', isPrivate: true },
      sender: { platformId: 'local' },
      sentAt: 1_000,
    });
  });

  it('passes over ids that an earlier run of the same name has used', async () => {
    const used = new Set(['terminal:r1:1', 'terminal:r1:2']);
    const rig = json();
    const accept = rig.accept.bind(rig);
    rig.accept = async (incoming: Incoming) => (used.has(incoming.id) ? 'duplicate' : accept(incoming));
    expect(await rig.pipeJson('/status')).toEqual([{ in: '/status', reply: aReply('answer to /status') }]);
    expect(rig.accepted.map((each) => each.id)).toEqual(['terminal:r1:3']);
  });

  it('says that a line was not stored', async () => {
    const rig = json();
    rig.taken = 'not-stored';
    expect(await rig.pipeJson('/cut btc 50')).toEqual([
      { in: '/cut btc 50', error: 'Not done: the message could not be stored. Try again.' },
    ]);
  });

  it('says in Korean what it has to say once the chat speaks Korean', async () => {
    const rig = json(async (incoming, platform) => {
      await platform.send('terminal', outgoing(aReply('상태'), 'ko'), { replyTo: incoming.messageId });
    });
    const printed = await rig.pipeJson('/status', '1');
    expect(printed[1]).toEqual({ in: '1', error: '누를 버튼이 없습니다.' });
  });
});

describe('a piped chat as text', () => {
  it('echoes each line before its answer and leaves an empty line between', async () => {
    const rig = new Rig().answers(async (incoming, platform) => {
      await platform.send(
        'terminal',
        outgoing(aReply('the answer', { blocks: [{ kind: 'text', text: 'more' }] })),
        {
          replyTo: incoming.messageId,
        },
      );
      await platform.send('terminal', outgoing(anAlert('pushed')));
    });
    expect(await rig.pipe('/status', '/risk')).toBe(
      [
        '> /status\n\nthe answer\nmore\n\npushed\n[1] Ack\n',
        '> /risk\n\nthe answer\nmore\n\npushed\n[1] Ack\n',
      ].join('\n'),
    );
  });

  it('prints a changed card in full, and an unchanged one not again', async () => {
    const rig = new Rig().answers(async (incoming, platform) => {
      const sent = await platform.send('terminal', outgoing(aCard('card')), { replyTo: incoming.messageId });
      if (!sent.ok) return;
      await platform.edit('terminal', sent.value, outgoing(aCard('card')));
      await platform.edit('terminal', sent.value, outgoing(aCard('card DONE', false)));
    });
    expect(await rig.pipe('/cut btc 50')).toBe(
      '> /cut btc 50\n\ncard\n[1] Approve  [2] Reject\n\ncard DONE\n',
    );
  });
});

describe('a bare number in a pipe', () => {
  const withCard = (onPress: (platform: ChatPlatform, messageId: string) => Promise<void>) =>
    json(async (incoming, platform) => {
      if (incoming.kind === 'press') return onPress(platform, incoming.messageId);
      await platform.send('terminal', outgoing(aCard('card')), { replyTo: incoming.messageId });
    });

  it('presses that button of the newest message with buttons, by its opaque id', async () => {
    const rig = withCard(async () => undefined);
    await rig.pipe('/cut btc 50', '2');
    expect(rig.accepted[1]).toMatchObject({
      kind: 'press',
      id: 'terminal:r1:2',
      pressId: 'terminal:r1:2',
      buttonId: 'v1:Reject',
      messageId: 'r1:1',
    });
  });

  it('answers with the toast where nothing else answers', async () => {
    const rig = withCard(async (platform, messageId) => {
      await platform.answerPress('terminal:r1:2', 'APPROVED · C7K2');
      await platform.edit('terminal', messageId, outgoing(aCard('EXECUTING', false)));
    });
    const printed = await rig.pipeJson('/cut btc 50', '1');
    expect(printed.slice(1)).toEqual([
      { in: '1', reply: aReply('APPROVED · C7K2', { audience: 'person' }) },
      { push: aCard('EXECUTING', false) },
    ]);
  });

  it('answers with the message alone where a message repeats the toast', async () => {
    const rig = withCard(async (platform, messageId) => {
      await platform.answerPress('terminal:r1:2', 'Refused');
      await platform.send('terminal', outgoing(aReply('PAPER · Refused: price moved')), {
        replyTo: messageId,
      });
    });
    const printed = await rig.pipeJson('/cut btc 50', '1');
    expect(printed.slice(1)).toEqual([{ in: '1', reply: aReply('PAPER · Refused: price moved') }]);
  });

  it('answers with the pressed message itself where it was refreshed, changed or not', async () => {
    const rig = withCard(async (platform, messageId) => {
      await platform.answerPress('x', '');
      await platform.edit('terminal', messageId, outgoing(aCard('card')));
    });
    expect((await rig.pipeJson('/cut btc 50', '1')).slice(1)).toEqual([{ in: '1', reply: aCard('card') }]);
  });

  it('does not take the sign of work going on for an answer', async () => {
    const rig = withCard(async (platform, messageId) => {
      await platform.answerPress('x', '…');
      await platform.edit('terminal', messageId, outgoing(aCard('done', false)));
    });
    expect((await rig.pipeJson('/cut btc 50', '1')).slice(1)).toEqual([
      { in: '1', reply: aCard('done', false) },
    ]);
  });

  it('presses nothing older when the newest message has lost its buttons', async () => {
    const rig = json(async (incoming, platform) => {
      await platform.send('terminal', outgoing(anAlert('older')));
      const sent = await platform.send('terminal', outgoing(aCard('card')), { replyTo: incoming.messageId });
      if (sent.ok) await platform.edit('terminal', sent.value, outgoing(aCard('EXPIRED', false)));
    });
    const printed = await rig.pipeJson('/cut btc 50', '1');
    expect(printed.at(-1)).toEqual({ in: '1', error: 'The newest message has no buttons any more.' });
    expect(rig.accepted).toHaveLength(1);
  });

  it('says which numbers there are, or that there are none', async () => {
    expect(await json().pipeJson('1')).toEqual([{ in: '1', error: 'There is no button to press.' }]);
    const printed = await withCard(async () => undefined).pipeJson('/cut btc 50', '3', '0');
    expect(printed.slice(1)).toEqual([
      { in: '3', error: 'There is no button 3; give 1 to 2.' },
      { in: '0', error: 'There is no button 0; give 1 to 2.' },
    ]);
  });
});

describe('the ends of a pipe', () => {
  it('ends once, after what is left is answered, without the last line feed too', async () => {
    const rig = json();
    await rig.platform.start(rig);
    rig.input.end('/status');
    await rig.ended;
    expect(rig.output.text).toContain('answer to /status');
    await rig.platform.stop();
    await turns();
    expect(rig.ends).toBe(1);
  });

  it('tells what the desk pushes before the first line is read', async () => {
    const rig = json();
    await rig.platform.send('terminal', outgoing(aReply('desk started')));
    const printed = await rig.pipeJson('/status');
    expect(Object.keys(printed[0] ?? {})).toEqual(['push']);
  });

  it('does not say that the input ended when it is stopped from outside', async () => {
    const rig = json();
    await rig.platform.start(rig);
    await turns();
    await rig.platform.stop();
    await turns();
    expect(rig.ends).toBe(0);
  });

  it('ends quietly when nobody reads the output any more', async () => {
    class Broken extends Screen {
      override _write(_chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      }
    }
    const rig = new Rig({ json: true }, new Broken()).answers(echo);
    await rig.platform.start(rig);
    rig.input.write('/status\n/risk\n');
    await rig.ended;
    await turns();
    expect(rig.ends).toBe(1);
    expect(rig.platform.health().ok).toBe(false);
    expect(await rig.platform.send('terminal', outgoing(aReply('x')))).toMatchObject({
      ok: false,
      error: { kind: 'room-gone' },
    });
  });

  it('waits for a slow reader before it reads on', async () => {
    const held: (() => void)[] = [];
    class Slow extends Screen {
      constructor() {
        super({ highWaterMark: 1 });
      }
      override _write(chunk: Buffer, encoding: string, done: (error?: Error | null) => void): void {
        held.push(() => super._write(chunk, encoding, done));
      }
    }
    const rig = new Rig({ json: true }, new Slow()).answers(echo);
    await rig.platform.start(rig);
    rig.input.end('/a\n/b\n');
    await turns(30);
    expect(rig.accepted).toHaveLength(1);
    while (rig.ends === 0) {
      held.shift()?.();
      await turns(2);
    }
    expect(rig.output.text.split('\n')).toHaveLength(3);
  });
});
