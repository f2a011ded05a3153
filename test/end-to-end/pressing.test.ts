// Buttons in the hands of people: whoever presses, how often and where, there is one execution at most and everybody is told the truth.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Face, propose, rejectWaiting, slackFace, telegramFace } from './faces.ts';
import { ANN, BOB, EndToEnd, GROUP, KIM, QUIET, STRANGER } from './rig.ts';

let rig: EndToEnd;
let telegram: Face;
let slack: Face;

/** Orders that the venue had filled before the test. */
let earlier: number;

beforeAll(async () => {
  rig = await EndToEnd.start();
  telegram = telegramFace(rig);
  slack = slackFace(rig);
});
beforeEach(async () => {
  earlier = (await rig.executions()).length;
});
afterEach(() => rejectWaiting(rig));
afterAll(() => rig.close());

const both = (): readonly Face[] => [telegram, slack];
/** What the venue filled in this test. */
const filled = async () => (await rig.executions()).slice(earlier);
/** The one order that the card stands for. */
const orderOf = (code: string) => {
  const { action } = rig.card(code).content;
  if (action.kind !== 'reduce') throw new Error(`${code} is no cut`);
  return action.legs.map(({ symbol, side, quantity }) => ({
    symbol,
    side,
    quantity: String(Number(quantity)),
  }));
};
const waits = async (code: string): Promise<void> => {
  for (const face of both()) expect((await face.card(code)).buttons, face.name).toContain('Approve');
  expect(await filled()).toEqual([]);
};

describe('a button pressed by somebody who may not', () => {
  it('does nothing for a stranger, and admins hear of it once a platform', async () => {
    const code = await propose(rig, telegram, KIM);
    for (const face of both()) {
      const { id } = await face.card(code);
      for (let press = 0; press < 4; press += 1) face.press(STRANGER, id, 'Approve');
    }
    await rig.settled();
    await waits(code);
    const told = (text: string) => text.includes('from a stranger');
    for (const platform of ['telegram', 'slack']) {
      await rig.telegram.waitForText(ANN.telegram, new RegExp(`from a stranger on ${platform}`, 'i'));
      await rig.slack.waitForText(rig.slack.dm(ANN.slack), new RegExp(`from a stranger on ${platform}`, 'i'));
    }
    await rig.settled();
    expect(rig.telegram.botMessages(ANN.telegram).filter(({ text }) => told(text))).toHaveLength(2);
    expect(
      rig.slack.botMessages(rig.slack.dm(ANN.slack)).filter(({ rendered }) => told(rendered)),
    ).toHaveLength(2);
    expect(rig.telegram.botMessages(KIM.telegram).filter(({ text }) => told(text))).toEqual([]);
    for (const face of both()) {
      expect(face.told(STRANGER).filter((words) => words !== '').length, face.name).toBeLessThanOrEqual(1);
      expect(face.told(STRANGER).join(' '), face.name).not.toContain(code);
    }
  });

  it('refuses a viewer and says what is needed', async () => {
    const code = await propose(rig, telegram, KIM);
    for (const face of both()) {
      const { id } = await face.card(code);
      for (const label of ['Approve', 'Reject']) {
        expect(await face.ask(BOB, id, label), `${face.name} ${label}`).toContain(
          'This needs a trader, you are a viewer',
        );
      }
    }
    await rig.settled();
    await waits(code);
  });
});

describe('a button pressed more than once', () => {
  it('tells the same person that it is approved already', async () => {
    const code = await propose(rig, telegram, KIM);
    const { id } = await slack.card(code);
    expect(await slack.ask(KIM, id, 'Approve')).toMatch(/APPROVED|executing|DONE/);
    await slack.card(code, ({ text }) => text.includes('DONE'));
    for (const label of ['Approve', 'Reject', 'Halve']) {
      expect(await slack.ask(KIM, id, label), label).toMatch(
        new RegExp(`${code}: already executed by kim [\\d:]+, filled [\\d.]+ @ \\d\\d,\\d{3}`),
      );
    }
    await rig.settled();
    expect(await filled()).toEqual(orderOf(code));
  });

  it('gives one execution to two people at once on two platforms, and tells the later one who was first', async () => {
    const code = await propose(rig, telegram, KIM);
    const [onTelegram, onSlack] = [await telegram.card(code), await slack.card(code)];
    const words = await Promise.all([
      telegram.ask(ANN, onTelegram.id, 'Approve'),
      slack.ask(KIM, onSlack.id, 'Approve'),
    ]);
    await rig.settled();
    expect(await filled()).toEqual(orderOf(code));
    const [approval] = rig.card(code).approvals;
    const late = words.filter((each) => each.includes('already'));
    expect(late).toHaveLength(1);
    expect(late[0]).toContain(`by ${approval!.by}`);
    expect(approval!.by).toBe(words[0]!.includes('already') ? 'kim' : 'ann');
    for (const face of both()) {
      const card = await face.card(code, ({ text }) => text.includes('DONE'));
      expect(card.text, face.name).toMatch(new RegExp(`Approved\\*?\\s+${approval!.by}`));
    }
  });

  it('decides once when one approves and the other rejects at the same time', async () => {
    const code = await propose(rig, slack, ANN);
    const [onTelegram, onSlack] = [await telegram.card(code), await slack.card(code)];
    const words = await Promise.all([
      telegram.ask(KIM, onTelegram.id, 'Reject'),
      slack.ask(ANN, onSlack.id, 'Approve'),
    ]);
    await rig.settled();
    const { state, approvals } = rig.card(code);
    expect(['executed', 'rejected']).toContain(state.kind);
    expect(approvals).toHaveLength(state.kind === 'executed' ? 1 : 0);
    expect(await filled()).toEqual(state.kind === 'executed' ? orderOf(code) : []);
    expect(words.filter((each) => each.includes(`${code}: already`))).toHaveLength(1);
  });

  it('stands ten presses at once from two people on two platforms', async () => {
    const code = await propose(rig, telegram, KIM);
    const [onTelegram, onSlack] = [await telegram.card(code), await slack.card(code)];
    const told = () => both().flatMap((face) => [face.told(ANN), face.told(KIM)]);
    const before = told().map((words) => words.length);
    for (let press = 0; press < 5; press += 1) {
      telegram.press(press % 2 === 0 ? ANN : KIM, onTelegram.id, 'Approve');
      slack.press(press % 2 === 0 ? KIM : ANN, onSlack.id, 'Approve');
    }
    await telegram.card(code, ({ text }) => text.includes('DONE'));
    await rig.settled();
    expect(await filled()).toEqual(orderOf(code));
    expect(rig.card(code).approvals).toHaveLength(1);
    const words = told().flatMap((all, index) => all.slice(before[index]));
    expect(words).toHaveLength(10);
    const { by } = rig.card(code).approvals[0]!;
    expect(words.filter((each) => each.includes('already'))).toHaveLength(9);
    for (const each of words.filter((word) => word.includes('already'))) expect(each).toContain(`by ${by}`);
  });
});

describe('a button pressed too late', () => {
  it('is told that the time is over, and the card says so on both platforms', async () => {
    const code = await propose(rig, telegram, KIM);
    const cards = { telegram: await telegram.card(code), slack: await slack.card(code) };
    await rig.advance(5 * 60_000 + 10_000);
    for (const face of both()) {
      const expired = await face.card(code, ({ text }) => text.includes('EXPIRED'));
      expect(expired.id, face.name).toBe(cards[face.name].id);
      expect(expired.buttons, face.name).toEqual([]);
      expect(await face.ask(KIM, cards[face.name].id, 'Approve'), face.name).toContain(
        `${code}: already expired`,
      );
    }
    await rig.settled();
    expect(await filled()).toEqual([]);
  });

  it('after the kill switch does nothing but say that it was pulled', async () => {
    const code = await propose(rig, telegram, KIM);
    const { id } = await slack.card(code);
    telegram.say(ANN, '/killswitch');
    await rig.telegram.waitForText(GROUP, 'KILLED');
    expect((await slack.card(code, ({ text }) => text.includes('VOID'))).buttons).toEqual([]);
    expect(await slack.ask(KIM, id, 'Approve')).toMatch(
      new RegExp(`${code}: already voided by the kill switch [\\d:]+`),
    );
    await rig.settled();
    expect(await filled()).toEqual([]);
  });
});

it('is refused between the end of its time and the next look of the watch', async () => {
  const slow = await EndToEnd.start({ settings: { ...QUIET, risk: { ...QUIET.risk, interval: '10m' } } });
  try {
    const face = telegramFace(slow);
    const code = await propose(slow, face, KIM);
    const { id } = await face.card(code);
    await slow.advance(5 * 60_000 + 1_000);
    expect((await face.card(code)).buttons, 'nobody looked yet').toContain('Approve');
    expect(await face.ask(KIM, id, 'Approve')).toContain(`The time to answer card ${code} ended`);
    await slow.settled();
    expect(await slow.executions()).toEqual([]);
    expect((await face.card(code, ({ text }) => text.includes('EXPIRED'))).buttons).toEqual([]);
  } finally {
    await slow.close();
  }
});
