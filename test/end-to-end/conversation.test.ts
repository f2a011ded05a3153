// One desk, two platforms, the same conversation: what is asked on one shows on both, and a card decided on one becomes its outcome on both.
import { afterEach, describe, expect, it } from 'vitest';
import { type Face, propose, slackFace, telegramFace } from './faces.ts';
import { ANN, BOB, CHANNEL, EndToEnd, GROUP, KIM } from './rig.ts';

let rig: EndToEnd;
afterEach(() => rig.close());

const faces = (): { telegram: Face; slack: Face } => ({ telegram: telegramFace(rig), slack: slackFace(rig) });

/** Monospace fences, bold marks and the different ways to break lines do not count. */
const plain = (text: string): string =>
  text
    .replaceAll(/```|\*/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
const numbersOf = (text: string): string[] => plain(text).match(/\d[\d.,]*/g) ?? [];

describe('the same conversation on Telegram and Slack', () => {
  it('answers /status, /risk and /positions with the same figures on both', async () => {
    rig = await EndToEnd.start();
    for (const [line, first] of [
      ['/status', 'active'],
      ['/risk', 'within limits'],
      ['/positions', '3 open positions'],
    ] as const) {
      const asked = rig.telegram.say(BOB.telegram, GROUP, line);
      rig.slack.slash(BOB.slack, CHANNEL, '/cutman', line.slice(1));
      const onTelegram = await rig.telegram.waitFor(
        () =>
          rig.telegram
            .botMessages(GROUP)
            .find(({ id, text }) => id > asked.messageId && text.includes(first)),
        { for: line },
      );
      const onSlack = await rig.slack.waitForText(CHANNEL, first);
      expect(onTelegram.text, line).toContain('PAPER');
      const withoutTimes = (text: string) =>
        numbersOf(text.replaceAll(/prices .* old|\d\d:\d\d:\d\d|P\(liq\).*/g, ''));
      expect(withoutTimes(onTelegram.text), line).toEqual(withoutTimes(onSlack.rendered));
      expect(onTelegram.buttons.flat(), line).toEqual(onSlack.buttons.flat());
    }
    expect(await rig.executions(), 'asking moves no money').toEqual([]);
  });

  it.each([
    { asked: 'telegram', decided: 'slack', word: 'Slack' },
    { asked: 'slack', decided: 'telegram', word: 'Telegram' },
  ] as const)(
    'turns the card asked for in $asked and approved in $decided into its outcome on both, in place',
    async ({ asked, decided, word }) => {
      rig = await EndToEnd.start();
      const both = faces();
      const code = await propose(rig, both[asked], ANN);
      const before = { telegram: await both.telegram.card(code), slack: await both.slack.card(code) };
      expect(before.telegram.text).toContain('0.5000 → 0.2500');
      expect(numbersOf(before.telegram.text)).toEqual(numbersOf(before.slack.text));
      expect(await rig.held('BTCUSDT')).toBe('0.5');

      const told = await both[decided].ask(KIM, before[decided].id, 'Approve');

      expect(told).toContain(code);
      for (const face of [both.telegram, both.slack]) {
        const after = await face.card(code, ({ text }) => text.includes('DONE'));
        expect(after.id, `${face.name}: the same message`).toBe(before[face.name].id);
        expect(after.buttons, face.name).toEqual([]);
        expect(plain(after.text), face.name).toMatch(new RegExp(`Approved kim [\\d:]+, ${word}`));
        expect(plain(after.text), face.name).toMatch(/Executed 0\.2500 at \d\d,\d{3}/);
        expect(after.text, face.name).toContain('BTC long now 0.2500');
        expect(face.cards(code), `${face.name}: one card`).toHaveLength(1);
      }
      const steps = await rig.slack.waitFor(
        () => {
          const said = rig.slack.thread(CHANNEL, before.slack.id).map(({ rendered }) => rendered);
          return said.some((line) => line.includes('DONE')) ? said : undefined;
        },
        { for: 'the thread to tell the end' },
      );
      expect(steps.length, 'each step once').toBe(new Set(steps).size);
      for (const line of steps) expect(line.split('\n'), 'one line a step').toHaveLength(1);
      expect(await rig.held('BTCUSDT')).toBe('0.25');
      expect(await rig.executions()).toEqual([{ symbol: 'BTCUSDT', side: 'sell', quantity: '0.25' }]);
    },
  );

  it('sends the card to those who may approve in private too, and one press anywhere decides all of them', async () => {
    rig = await EndToEnd.start();
    const { telegram } = faces();
    const code = await propose(rig, telegram, KIM);
    const inPrivate = await rig.slack.waitForText(rig.slack.dm(ANN.slack), code);
    expect(rig.telegram.botMessages(BOB.telegram), 'a viewer is not asked').toEqual([]);

    rig.slack.press(ANN.slack, rig.slack.dm(ANN.slack), inPrivate.ts, 'Approve');

    for (const room of [GROUP, ANN.telegram, KIM.telegram]) {
      const message = await rig.telegram.waitForText(room, 'DONE');
      expect(plain(message.text)).toContain('Approved ann');
      expect(message.buttons).toEqual([]);
    }
    for (const room of [CHANNEL, rig.slack.dm(ANN.slack), rig.slack.dm(KIM.slack)]) {
      expect((await rig.slack.waitForText(room, 'DONE')).buttons).toEqual([]);
    }
    expect(await rig.held('BTCUSDT')).toBe('0.25');
  });

  it('speaks Korean to the one who chose it on any platform, and English to the others', async () => {
    rig = await EndToEnd.start();
    const { telegram } = faces();
    rig.telegram.say(ANN.telegram, ANN.telegram, '/lang ko');
    await rig.telegram.waitForText(ANN.telegram, /[가-힣]/);

    rig.slack.slash(ANN.slack, rig.slack.dm(ANN.slack), '/cutman', 'status');
    const status = await rig.slack.waitForText(rig.slack.dm(ANN.slack), /[가-힣]/);
    expect(status.rendered).toContain('10,000.00');

    const code = await propose(rig, telegram, KIM);
    const korean = await rig.telegram.waitForText(ANN.telegram, code);
    const english = await rig.telegram.waitForText(KIM.telegram, code);
    expect(korean.text).toMatch(/[가-힣]/);
    expect(english.text).toContain('reduce-only market');
    expect(english.text).not.toMatch(/[가-힣]/);
    expect((await telegram.card(code)).text).not.toMatch(/[가-힣]/);

    const approve = korean.buttons.flat()[0]!;
    expect(approve).toMatch(/[가-힣]/);
    rig.telegram.press(ANN.telegram, ANN.telegram, korean.id, approve);
    await telegram.card(code, ({ text }) => text.includes('DONE'));
    expect((await rig.telegram.waitForText(ANN.telegram, /0\.2500/)).text).toMatch(/[가-힣]/);
    expect(await rig.held('BTCUSDT')).toBe('0.25');
  });
});
