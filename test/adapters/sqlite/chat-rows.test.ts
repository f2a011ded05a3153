// The chat side's memory: nothing received twice, nothing sent out of turn, no button good twice.
import { afterEach, expect, test } from 'vitest';
import type { ButtonRow, Delivery } from '../../../src/ports/chat-store.ts';
import { openTestLedger, type TestLedger, value } from './open-test-ledger.ts';

const running: TestLedger[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.close();
});
const open = async (folder?: string): Promise<TestLedger['ledger']> => {
  const made = await openTestLedger(folder);
  running.push(made);
  return made.ledger;
};

const incoming = (id: string) => ({ id, platform: 'telegram', receivedAt: 5, payload: `{"id":"${id}"}` });
const delivery = (sequence: number, change: Partial<Delivery> = {}): Delivery => ({
  sequence,
  platform: 'telegram',
  room: '1001',
  topic: `t${sequence}`,
  lane: 'normal',
  state: 'due',
  attempts: 0,
  nextAttemptAt: 0,
  ...change,
});
const button = (id: string, change: Partial<ButtonRow> = {}): ButtonRow => ({
  id,
  platform: 'telegram',
  room: '1001',
  action: 'approve',
  command: '/approve C7K2',
  role: 'trader',
  createdAt: 100,
  singleUse: true,
  ...change,
});

test('an event that comes again is known, before and after it was finished', async () => {
  const chat = await open();
  expect(value(await chat.receive(incoming('telegram:1')))).toBe(true);
  expect(value(await chat.receive(incoming('telegram:1')))).toBe(false);
  value(await chat.finish('telegram:1'));
  expect(value(await chat.receive(incoming('telegram:1')))).toBe(false);
});

test('what was received and not finished comes back after a restart, oldest first', async () => {
  const made = await openTestLedger();
  for (const id of ['telegram:9', 'telegram:3', 'telegram:7']) value(await made.ledger.receive(incoming(id)));
  value(await made.ledger.receive({ ...incoming('slack:1'), platform: 'slack' }));
  value(await made.ledger.finish('telegram:3'));
  made.close();
  const again = await open(made.folder);
  expect(value(await again.unfinished('telegram'))).toEqual([incoming('telegram:9'), incoming('telegram:7')]);
});

test('planning again changes nothing, and the mark of what is planned never goes back', async () => {
  const chat = await open();
  expect(value(await chat.plannedUpTo())).toBe(0);
  value(await chat.plan(4, [delivery(4)]));
  value(await chat.settle(delivery(4, { state: 'delivered', attempts: 1 })));
  value(await chat.plan(4, [delivery(4)]));
  value(await chat.plan(2, []));
  expect(value(await chat.plannedUpTo())).toBe(4);
  expect(value(await chat.due('telegram', 1_000, 10))).toEqual([]);
});

test('emergencies go first, the rest in the order of their commits, none before its time', async () => {
  const chat = await open();
  value(await chat.plan(1, [delivery(1, { lane: 'low' })]));
  value(await chat.plan(2, [delivery(2), delivery(2, { room: '1002' })]));
  value(await chat.plan(3, [delivery(3, { lane: 'emergency' })]));
  value(await chat.plan(4, [delivery(4, { lane: 'emergency', nextAttemptAt: 600 })]));
  value(await chat.plan(5, [delivery(5, { platform: 'slack' })]));
  const due = value(await chat.due('telegram', 500, 10));
  expect(due.map((row) => [row.sequence, row.room])).toEqual([
    [3, '1001'],
    [2, '1001'],
    [2, '1002'],
    [1, '1001'],
  ]);
  expect(value(await chat.due('telegram', 600, 2)).map((row) => row.sequence)).toEqual([3, 4]);
});

test('what was delivered stays delivered, whatever a late attempt says', async () => {
  const chat = await open();
  value(await chat.plan(1, [delivery(1)]));
  value(await chat.settle(delivery(1, { state: 'delivered', attempts: 1 })));
  value(await chat.settle(delivery(1, { attempts: 2, nextAttemptAt: 9, lastFault: 'down' })));
  expect(value(await chat.due('telegram', 10, 10))).toEqual([]);
});

test('an attempt that failed waits for its next time and keeps why', async () => {
  const chat = await open();
  value(await chat.plan(1, [delivery(1)]));
  const later = delivery(1, { attempts: 1, nextAttemptAt: 35_000, lastFault: 'flood' });
  value(await chat.settle(later));
  expect(value(await chat.due('telegram', 34_999, 10))).toEqual([]);
  expect(value(await chat.due('telegram', 35_000, 10))).toEqual([later]);
});

test('the backlog counts what is due and what was given up, a platform each', async () => {
  const chat = await open();
  value(await chat.plan(1, [delivery(1), delivery(1, { platform: 'slack' })]));
  value(
    await chat.plan(2, [delivery(2, { state: 'failed' }), delivery(2, { room: '9', state: 'delivered' })]),
  );
  expect(value(await chat.backlog())).toEqual([
    { platform: 'slack', due: 1, failed: 0 },
    { platform: 'telegram', due: 1, failed: 1 },
  ]);
});

test('an older event never overwrites what a newer one shows', async () => {
  const chat = await open();
  const shows = (sequence: number, messageId: string) =>
    chat.settle(delivery(sequence, { topic: 'card', state: 'delivered' }), {
      platform: 'telegram',
      room: '1001',
      topic: 'card',
      messageId,
      sequence,
      fingerprint: `f${sequence}`,
    });
  value(await shows(2, 'm2'));
  value(await shows(1, 'm1'));
  expect(value(await chat.shown('telegram', '1001', 'card'))).toMatchObject({ messageId: 'm2', sequence: 2 });
  value(await shows(3, 'm2'));
  expect(value(await chat.shown('telegram', '1001', 'card'))?.fingerprint).toBe('f3');
  expect(value(await chat.shown('telegram', '1002', 'card'))).toBeUndefined();
});

test('a button is good once, and ten presses at once give one', async () => {
  const chat = await open();
  value(await chat.keepButtons([button('b1')]));
  const presses = await Promise.all(Array.from({ length: 10 }, () => chat.useButton('b1', 200)));
  expect(presses.map(value).filter(Boolean)).toHaveLength(1);
  expect(value(await chat.button('b1'))).toEqual(button('b1', { usedAt: 200 }));
});

test('a button that may be pressed again is, and an unknown one never', async () => {
  const chat = await open();
  value(await chat.keepButtons([button('details', { singleUse: false, onlyFor: '7', expiresAt: 900 })]));
  expect(value(await chat.useButton('details', 200))).toBe(true);
  expect(value(await chat.useButton('details', 300))).toBe(true);
  expect(value(await chat.useButton('forged', 300))).toBe(false);
  expect(value(await chat.button('forged'))).toBeUndefined();
});

test('buttons are bound to the message they stand on and forgotten by age', async () => {
  const chat = await open();
  value(await chat.keepButtons([button('old'), button('new', { createdAt: 500 })]));
  value(await chat.bindButtons(['old', 'new'], 'm9'));
  expect(value(await chat.button('old'))?.messageId).toBe('m9');
  value(await chat.forgetButtonsBefore(500));
  expect(value(await chat.button('old'))).toBeUndefined();
  expect(value(await chat.button('new'))?.messageId).toBe('m9');
});
