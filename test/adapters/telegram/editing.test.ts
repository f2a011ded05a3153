// A card is one message that changes in place; where it cannot, the desk is told to send it anew.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Block } from '../../../src/chat/core/reply.ts';
import { DOT, makeRig, outgoing, type Rig, TOKEN, text } from './telegram-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig();
});
afterEach(async () => {
  expect(rig.log.lines.join('\n')).not.toContain(TOKEN);
  await rig.close();
});

const picture: Block = { kind: 'image', png: DOT, alt: 'Equity' };
const buttons = [
  [
    { id: 'abc', label: 'Approve', style: 'primary', command: '/approve C7K2' },
    { id: 'def', label: 'Reject', style: 'danger', command: '/reject C7K2' },
  ],
  [{ id: 'ghi', label: 'Details', style: 'plain', command: '/card C7K2' }],
] as const;

async function sent(...message: Parameters<typeof outgoing>) {
  const answer = await rig.platform.send('1', outgoing(...message));
  if (!answer.ok) throw new Error(`Not sent: ${JSON.stringify(answer.error)}`);
  return rig.server.message(1, Number(answer.value));
}

describe('an edit', () => {
  test('changes words and buttons in place', async () => {
    const { id } = await sent('Card', [], { buttons });
    const answer = await rig.platform.edit('1', String(id), outgoing('Done', [text('Approved')]));
    expect(answer.ok).toBe(true);
    const [message, ...others] = rig.server.botMessages(1);
    expect([message?.text, message?.buttons, others]).toEqual(['Done\nApproved', [], []]);
  });

  test('that changes nothing is a success', async () => {
    const { id } = await sent('Card', [], { buttons });
    expect((await rig.platform.edit('1', String(id), outgoing('Card', [], { buttons }))).ok).toBe(true);
  });

  test('of a message that is gone says so', async () => {
    const { id } = await sent('Card');
    expect(await rig.platform.remove('1', String(id))).toBe(true);
    expect(await rig.platform.remove('1', String(id))).toBe(false);
    const gone = { ok: false, error: { kind: 'message-gone' } };
    expect(await rig.platform.edit('1', String(id), outgoing('x'))).toEqual(gone);
    expect(await rig.platform.edit('1', 'none', outgoing('x'))).toEqual(gone);
  });

  test('with more words than one message holds asks to be sent anew', async () => {
    const { id } = await sent('Card');
    const answer = await rig.platform.edit('1', String(id), outgoing('x', [text('word '.repeat(2_000))]));
    expect(answer).toEqual({ ok: false, error: { kind: 'message-gone' } });
  });

  test('of a picture changes the picture, or the words under it', async () => {
    const { id } = await sent('Chart', [picture]);
    expect((await rig.platform.edit('1', String(id), outgoing('New', [picture]))).ok).toBe(true);
    expect(rig.server.message(1, id).text).toBe('New');
    for (let times = 0; times < 2; times += 1) {
      expect((await rig.platform.edit('1', String(id), outgoing('Newer'))).ok).toBe(true);
    }
    expect(rig.server.message(1, id).text).toBe('Newer');
    const long = await rig.platform.edit('1', String(id), outgoing('x', [text('y'.repeat(1_500))]));
    expect(long).toEqual({ ok: false, error: { kind: 'message-gone' } });
  });
});
