// Presses that nobody's button made: invented data, buttons carried to another message or chat, the same press delivered again.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Face, propose, slackFace, telegramFace } from './faces.ts';
import { ANN, CHANNEL, EndToEnd, GROUP, KIM, QUIET } from './rig.ts';

let rig: EndToEnd;
let telegram: Face;
let slack: Face;
let code: string;

/** Forged buttons count against whoever presses them for ten minutes; only one test wants them counted. */
const TRIES_ARE_FORGOTTEN_MS = 11 * 60_000;
/** How much Kim was told before the test. */
let before: { readonly telegram: number; readonly slack: number };

beforeAll(async () => {
  rig = await EndToEnd.start({
    settings: { ...QUIET, risk: { ...QUIET.risk, interval: '5m' }, approval: { ttl: '20h' } },
  });
  telegram = telegramFace(rig);
  slack = slackFace(rig);
  code = await propose(rig, telegram, ANN);
});
beforeEach(async () => {
  await rig.advance(TRIES_ARE_FORGOTTEN_MS);
  before = { telegram: telegram.told(KIM).length, slack: slack.told(KIM).length };
});
afterAll(() => rig.close());

const NOT_VALID = 'This button is not valid here any more';
const untouched = async (): Promise<void> => {
  await rig.settled();
  expect(rig.card(code).state.kind).toBe('proposed');
  expect(await rig.executions()).toEqual([]);
};
/** The data behind a button on Telegram and its value on Slack, as a curious client reads them. */
const dataOnTelegram = (room: number, id: number, label: string): string => {
  const button = rig.telegram
    .message(room, id)
    .keyboard.flat()
    .find(({ text }) => text === label);
  return button!.callback_data!;
};
const valueOnSlack = (room: string, ts: string, label: string): string => {
  const [found] = JSON.stringify(rig.slack.message(room, ts).blocks)
    .split('"type":"button"')
    .filter((part) => part.includes(`"text":"${label}"`));
  return /"value":"([^"]+)"/.exec(found!)![1]!;
};

describe('forged data', () => {
  it.each([
    ['a command in clear', () => `/approve ${code}`],
    ['a command in our own form', () => `v1:/approve ${code}`],
    ['an id that nobody drew', () => `v1:${'0123456789abcdef'.repeat(2)}`],
    ['nothing that could be an id', () => 'v1:__proto__'],
  ])('is refused: %s', async (_name, data) => {
    for (const face of [telegram, slack]) {
      const { id } = await face.card(code);
      face.forge(KIM, id, data());
      expect(await face.next(KIM, before[face.name]), face.name).toContain(NOT_VALID);
    }
    await untouched();
  });
});

describe('a button carried elsewhere', () => {
  it('is refused in another chat, for the person it was shown to as well', async () => {
    const { id } = await telegram.card(code);
    const data = dataOnTelegram(GROUP, Number(id), 'Approve');
    const own = await rig.telegram.waitForText(KIM.telegram, code);
    rig.telegram.press(KIM.telegram, KIM.telegram, own.id, { data });
    expect(await telegram.next(KIM, before.telegram)).toContain(NOT_VALID);

    const onSlack = await slack.card(code);
    const value = valueOnSlack(CHANNEL, onSlack.id, 'Approve');
    const dm = rig.slack.dm(KIM.slack);
    const { ts } = await rig.slack.waitForText(dm, code);
    rig.slack.press(KIM.slack, dm, ts, { label: 'Approve', value });
    const refused = await rig.slack.waitForText(dm, NOT_VALID);
    expect(refused.ephemeralTo).toBe(KIM.slack);
    await untouched();
  });

  it('is refused on another message of the same chat and on the other platform', async () => {
    const { id } = await telegram.card(code);
    const data = dataOnTelegram(GROUP, Number(id), 'Approve');
    const other = await rig.telegram.ask(ANN.telegram, GROUP, '/status');
    rig.telegram.press(KIM.telegram, GROUP, other.id, { data });
    expect(await telegram.next(KIM, before.telegram)).toContain(NOT_VALID);
    slack.forge(KIM, (await slack.card(code)).id, data);
    expect(await slack.next(KIM, before.slack)).toContain(NOT_VALID);
    await untouched();
  });

  it('stays behind when its message is forwarded', async () => {
    const { id } = await telegram.card(code);
    rig.telegram.forward(KIM.telegram, GROUP, Number(id), ANN.telegram);
    await untouched();
  });

  it('works on a message that Telegram is too old to show: what is stored decides, not what is seen', async () => {
    const { id } = await telegram.card(code);
    rig.telegram.press(KIM.telegram, GROUP, Number(id), 'Approve', { inaccessible: true });
    await telegram.card(code, ({ text }) => text.includes('DONE'));
    expect(await rig.executions()).toHaveLength(1);
  });
});

describe('the same press delivered again', () => {
  beforeEach(async () => {
    code = await propose(rig, telegram, ANN);
  });

  it('is one press, before the decision and after it', async () => {
    const executed = (await rig.executions()).length;
    const { id } = await telegram.card(code);
    const pressed = rig.telegram.press(KIM.telegram, GROUP, Number(id), 'Halve');
    await rig.settled();
    const cards = rig.product.desk.desk.view().proposals.length;
    const halved = rig.product.desk.desk.view().proposals.find(({ state }) => state.kind === 'proposed')!;
    const { id: ts } = await slack.card(halved.code);
    const delivery = rig.slack.press(KIM.slack, CHANNEL, ts, 'Approve');
    await slack.card(halved.code, ({ text }) => text.includes('DONE'));
    await rig.settled();
    const told = [telegram.told(KIM).length, slack.told(KIM).length];

    for (let again = 1; again <= 3; again += 1) {
      rig.telegram.redeliver(pressed.updateId!);
      const attempt = await rig.slack.redeliver(delivery, again);
      expect(attempt.outcome.kind).toBe('acknowledged');
    }
    await rig.settled();
    expect(rig.product.desk.desk.view().proposals, 'no further card').toHaveLength(cards);
    expect([telegram.told(KIM).length, slack.told(KIM).length], 'nothing is said twice').toEqual(told);
    expect(await rig.executions()).toHaveLength(executed + 1);
  });

  it('is one press across a restart', async () => {
    const executed = (await rig.executions()).length;
    const { id } = await telegram.card(code);
    const pressed = rig.telegram.press(KIM.telegram, GROUP, Number(id), 'Approve');
    await telegram.card(code, ({ text }) => text.includes('DONE'));
    const held = await rig.held('BTCUSDT');
    await rig.restart();
    rig.telegram.redeliver(pressed.updateId!);
    await rig.settled();
    expect(await rig.executions()).toHaveLength(executed + 1);
    expect(await rig.held('BTCUSDT')).toBe(held);
  });
});

it('locks whoever keeps trying out of everything but the kill switch', async () => {
  code = await propose(rig, telegram, ANN);
  const { id } = await telegram.card(code);
  for (let trial = 0; trial < 5; trial += 1) {
    telegram.forge(KIM, id, `v1:${String(trial).repeat(32)}`);
    await telegram.next(KIM, before.telegram + trial);
  }
  expect(await slack.ask(KIM, (await slack.card(code)).id, 'Approve')).toContain('LOCKED_OUT');
  expect(rig.card(code).state.kind).toBe('proposed');
  slack.say(KIM, '/killswitch');
  await rig.telegram.waitForText(GROUP, 'KILLED by kim');
});
