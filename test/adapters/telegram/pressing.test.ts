// A pressed button reaches the desk with the presser's own id and stops turning within a second.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeRig, outgoing, QUICK, type Rig } from './telegram-rig.ts';

let rig: Rig;
let card: number;
beforeEach(async () => {
  rig = await (await makeRig()).started();
  rig.server.group(-100, { members: [1, 2] });
  const sent = await rig.platform.send(
    '-100',
    outgoing('Card', [], {
      buttons: [[{ id: 'nonce', label: 'Approve', style: 'primary', command: '/approve C7K2' }]],
    }),
  );
  card = sent.ok ? Number(sent.value) : 0;
});
afterEach(() => rig.close());

const presses = (count: number) =>
  rig.server.waitFor(() => rig.intake.accepted.length >= count, { for: `${count} presses` });

test('a press carries who pressed, what, and on which message', async () => {
  const before = Date.now();
  const { queryId, updateId } = rig.server.press(2, -100, card, 'Approve');
  await presses(1);
  const { sentAt, ...press } = rig.intake.press(0);
  expect(press).toEqual({
    kind: 'press',
    id: `telegram:${updateId}`,
    platform: 'telegram',
    room: { id: '-100', isPrivate: false },
    sender: { platformId: '2' },
    messageId: String(card),
    buttonId: 'nonce',
    pressId: queryId,
  });
  expect(sentAt).toBeGreaterThanOrEqual(before);
});

test('the desk answers with a word, once', async () => {
  const { queryId } = rig.server.press(1, -100, card, 'Approve');
  await presses(1);
  await rig.platform.answerPress(queryId, 'x'.repeat(300));
  await rig.platform.answerPress(queryId, 'again');
  expect(rig.server.callbackAnswers).toEqual([
    { queryId, userId: 1, text: 'x'.repeat(200), showAlert: false },
  ]);
  expect(rig.server.calls('answerCallbackQuery')).toHaveLength(1);
});

test('the button stops turning within a second though the desk is silent, or slow to store', async () => {
  const original = rig.intake.accept.bind(rig.intake);
  rig.intake.accept = async (incoming) => {
    await rig.server.waitFor(() => rig.server.callbackAnswers.length > 0);
    return original(incoming);
  };
  const before = performance.now();
  const { queryId } = rig.server.press(1, -100, card, 'Approve');
  await rig.server.waitFor(() => rig.server.callbackAnswers.length > 0);
  expect(performance.now() - before).toBeLessThan(1_000);
  await presses(1);
  await rig.platform.answerPress(queryId, 'late');
  expect(rig.server.calls('answerCallbackQuery')).toHaveLength(1);
});

test('an answer that Telegram no longer takes is no fault', async () => {
  await rig.platform.answerPress('12345', 'too late');
  expect(rig.server.callbackAnswers).toEqual([]);
});

test('a press on a message that Telegram no longer shows arrives all the same', async () => {
  rig.server.press(1, -100, card, 'Approve', { inaccessible: true });
  await presses(1);
  expect(rig.intake.press(0)).toMatchObject({ messageId: String(card), buttonId: 'nonce' });
});

test('forged data arrives as it is, with the message it was pressed on, for the desk to refuse', async () => {
  rig.server.press(2, -100, card, { data: 'v1:guess' });
  rig.server.press(2, -100, card, { data: '/approve C7K2' });
  rig.server.press(2, 2, 77, { data: 'v1:nonce' });
  await presses(3);
  expect(
    rig.intake.accepted.map((_, at) => [rig.intake.press(at).buttonId, rig.intake.press(at).room.id]),
  ).toEqual([
    ['guess', '-100'],
    ['/approve C7K2', '-100'],
    ['nonce', '2'],
  ]);
});

test('a press that comes twice is one press and is answered once', async () => {
  const { updateId, queryId } = rig.server.press(1, -100, card, 'Approve');
  await presses(1);
  await rig.platform.answerPress(queryId, 'ok');
  rig.server.redeliver(updateId ?? 0);
  await rig.server.waitFor(() => rig.intake.duplicates === 1);
  expect(rig.intake.accepted).toHaveLength(1);
  expect(rig.server.calls('answerCallbackQuery')).toHaveLength(1);
});

test('a press that an earlier life of the desk has stored is left to that life to answer', async () => {
  const { updateId } = rig.server.press(1, -100, card, 'Approve');
  await presses(1);
  await rig.platform.answerPress(rig.intake.press(0).pressId, 'ok');
  await rig.platform.stop();
  const next = rig.open({ limits: { ...QUICK, pressAnswerMs: 20 } });
  await next.start(rig.intake);
  rig.server.redeliver(updateId ?? 0);
  await rig.server.waitFor(() => rig.intake.duplicates === 1);
  rig.server.press(2, -100, card, 'Approve');
  await rig.server.waitFor(() => rig.server.callbackAnswers.length === 2);
  expect(rig.server.calls('answerCallbackQuery')).toHaveLength(2);
});
