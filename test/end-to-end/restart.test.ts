// The product ends and starts again on its data folder: buttons keep working, what was decided stays decided, nothing is asked for twice.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Face, propose, slackFace, telegramFace } from './faces.ts';
import { ANN, CHANNEL, EndToEnd, GROUP, KIM } from './rig.ts';

let rig: EndToEnd;
let telegram: Face;
let slack: Face;

beforeEach(async () => {
  rig = await EndToEnd.start();
  telegram = telegramFace(rig);
  slack = slackFace(rig);
});
afterEach(() => rig.close());

it('a card of before a restart is decided by its old button, and changes in place on both platforms', async () => {
  const code = await propose(rig, telegram, KIM);
  const before = { telegram: await telegram.card(code), slack: await slack.card(code) };
  await rig.restart();
  await rig.settled();
  for (const face of [telegram, slack]) expect(await face.card(code)).toEqual(before[face.name]);

  await slack.ask(ANN, before.slack.id, 'Approve');

  for (const face of [telegram, slack]) {
    const after = await face.card(code, ({ text }) => text.includes('DONE'));
    expect(after.id, face.name).toBe(before[face.name].id);
    expect(face.cards(code), `${face.name}: one card`).toHaveLength(1);
  }
  expect(await rig.executions()).toEqual([{ symbol: 'BTCUSDT', side: 'sell', quantity: '0.25' }]);
});

it('a card decided before a restart answers its old buttons with what happened', async () => {
  const code = await propose(rig, slack, KIM);
  const before = { telegram: await telegram.card(code), slack: await slack.card(code) };
  await telegram.ask(KIM, before.telegram.id, 'Approve');
  await telegram.card(code, ({ text }) => text.includes('DONE'));
  await rig.restart();
  for (const face of [telegram, slack]) {
    expect(await face.ask(ANN, before[face.name].id, 'Approve'), face.name).toMatch(
      new RegExp(`${code}: already executed by kim [\\d:]+, filled 0\\.25\\d* @ \\d\\d,\\d{3}`),
    );
  }
  await rig.settled();
  expect(await rig.executions()).toHaveLength(1);
});

it('presses made while the product was away are worked on once when it is back', async () => {
  const code = await propose(rig, telegram, KIM);
  const { id } = await telegram.card(code);
  await rig.stopProduct();
  rig.telegram.press(KIM.telegram, GROUP, Number(id), 'Approve');
  rig.telegram.press(ANN.telegram, GROUP, Number(id), 'Approve');
  await rig.startProduct();
  await telegram.card(code, ({ text }) => text.includes('DONE'));
  await rig.settled();
  expect(await rig.executions()).toHaveLength(1);
  expect(rig.card(code).approvals).toHaveLength(1);
});

it('the kill switch outlives a restart, and its card goes on in the same message', async () => {
  telegram.say(KIM, '/killswitch');
  const killed = await rig.telegram.waitForText(GROUP, 'KILLED by kim');
  await rig.slack.waitForText(CHANNEL, 'KILLED by kim');
  await rig.restart();
  slack.say(ANN, '/cut btc 50');
  await rig.slack.waitFor(() => slack.told(ANN).join(' ').includes('LATCHED'), { for: 'a refusal' });
  const flatten = rig.telegram
    .message(GROUP, killed.id)
    .buttons.flat()
    .find((label) => label.startsWith('Flatten'));
  rig.telegram.press(KIM.telegram, GROUP, killed.id, flatten!);
  await rig.advance(10_000);
  const flat = await rig.telegram.waitForText(GROUP, /FLAT \d/);
  expect(flat.id).toBe(killed.id);
  await rig.slack.waitForText(CHANNEL, /FLAT \d/);
  for (const symbol of ['BTCUSDT', 'ETHUSDT', 'ADAUSDT']) expect(await rig.held(symbol), symbol).toBe('0');
});
