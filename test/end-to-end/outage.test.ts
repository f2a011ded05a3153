// A platform that is down or floods: the other carries the EMERGENCY, nothing is lost or jumbled when it is back, and no flood wait
// stands before a kill.
import { afterEach, describe, expect, it } from 'vitest';
import { propose, slackFace, telegramFace } from './faces.ts';
import { ANN, CHANNEL, EndToEnd, GROUP, KIM } from './rig.ts';

let rig: EndToEnd;
afterEach(() => rig.close());

const SECOND = 1_000;
const CRASH = { afterMs: 30 * SECOND, withinMs: 60 * SECOND, fall: 0.145 };
const firstLine = (text: string): string => text.split('\n', 1)[0]!;
/** What a room shows now to everybody, first lines, oldest first; what Slack alone is told about Telegram is left out. */
const shown = (room: 'telegram' | 'slack'): string[] => {
  const texts =
    room === 'telegram'
      ? rig.telegram.botMessages(GROUP).map(({ text }) => text)
      : rig.slack
          .botMessages(CHANNEL)
          .filter(({ ephemeralTo }) => ephemeralTo === undefined)
          .map(({ rendered }) => rendered);
  return texts
    .filter((text) => !/Goes on below|cannot be reached|works again/.test(text))
    .map((text) => firstLine(text));
};
const sameNews = (): boolean => shown('telegram').sort().join() === shown('slack').sort().join();
const latched = (): boolean => rig.product.desk.desk.view().latch.state !== 'clear';

describe('Telegram is down while an EMERGENCY fires', () => {
  it('Slack carries it and decides it; Telegram has everything in order when it is back', async () => {
    rig = await EndToEnd.start({ settings: {}, crash: CRASH });
    // A post whose answer is lost on the way would be posted again: that is another fault than this one.
    await rig.telegram.waitForText(GROUP, 'WARNING');
    await rig.settled();
    rig.telegram.goDown();
    const before = rig.telegram.messages(GROUP).length;
    await rig.product.pacer.advance(110 * SECOND);
    await rig.slack.waitForText(CHANNEL, 'EMERGENCY');
    const card = await rig.slack.waitFor(
      () => rig.slack.botMessages(CHANNEL).findLast(({ buttons }) => buttons.flat().includes('Approve')),
      { for: 'a card' },
    );
    rig.slack.press(KIM.slack, CHANNEL, card.ts, 'Approve');
    await rig.slack.waitForText(CHANNEL, 'DONE');
    expect(rig.telegram.messages(GROUP)).toHaveLength(before);

    rig.telegram.comeBack();
    await rig.product.pacer.advance(70 * SECOND);
    await rig.telegram.waitForText(GROUP, 'DONE');
    await rig.settled();
    await rig.telegram.waitFor(() => sameNews(), { for: 'Telegram to show what Slack shows' });
    const isUrgent = (line: string) => line.includes('EMERGENCY');
    const [here, there] = [shown('telegram'), shown('slack')];
    expect(here.filter(isUrgent), 'what is urgent in its order').toEqual(there.filter(isUrgent));
    expect(
      here.filter((line) => !isUrgent(line)),
      'the rest in its order',
    ).toEqual(there.filter((line) => !isUrgent(line)));
    expect(new Set(here).size, 'nothing twice').toBe(here.length);
    expect(await rig.executions()).toHaveLength(1);
  });
});

describe('a flood wait', () => {
  it('does not hold up the kill, and the room hears of it when the wait is over', async () => {
    rig = await EndToEnd.start();
    rig.telegram.floodWait(GROUP, 35);
    rig.telegram.say(KIM.telegram, GROUP, '/status');
    await rig.settled();
    rig.telegram.say(KIM.telegram, GROUP, '/killswitch');
    await rig.telegram.waitFor(latched, { for: 'the latch', timeoutMs: SECOND });
    await rig.slack.waitForText(CHANNEL, 'KILLED by kim', { timeoutMs: SECOND });
    expect(shown('telegram').filter((line) => line.includes('KILLED'))).toEqual([]);

    rig.skewMs += 36 * SECOND;
    await rig.advance(36 * SECOND);
    await rig.telegram.waitForText(GROUP, 'KILLED by kim');
    await rig.settled();
    expect(shown('telegram').filter((line) => line.includes('KILLED'))).toHaveLength(1);
  });

  it('on one platform does not delay a card on the other', async () => {
    rig = await EndToEnd.start();
    rig.slack.rateLimit(CHANNEL, 30);
    rig.telegram.say(KIM.telegram, GROUP, '/cut btc 50');
    const card = await rig.telegram.waitForText(GROUP, 'asked by kim');
    rig.telegram.press(ANN.telegram, GROUP, card.id, 'Approve');
    await rig.telegram.waitForText(GROUP, 'DONE');
    rig.skewMs += 31 * SECOND;
    await rig.advance(31 * SECOND);
    await rig.slack.waitForText(CHANNEL, 'DONE');
    expect(shown('slack').filter((line) => line.includes('BTC cut'))).toHaveLength(1);
    expect(await rig.executions()).toHaveLength(1);
  });
});

describe('the kill switch', () => {
  it.each(['telegram', 'slack'] as const)('acts within a second from %s and shows on both', async (from) => {
    rig = await EndToEnd.start();
    const face = from === 'telegram' ? telegramFace(rig) : slackFace(rig);
    const code = await propose(rig, face, ANN);
    face.say(KIM, '/killswitch');
    await rig.telegram.waitFor(latched, { for: 'the latch', timeoutMs: SECOND });
    await rig.telegram.waitForText(GROUP, 'KILLED by kim');
    await rig.slack.waitForText(CHANNEL, 'KILLED by kim');
    await rig.settled();
    expect(rig.card(code).state).toMatchObject({ kind: 'obsolete', why: 'killed' });
    expect(await rig.executions(), 'positions stay until somebody flattens').toEqual([]);
  });

  it('works from Slack while Telegram is down, flattening everything', async () => {
    rig = await EndToEnd.start();
    rig.telegram.goDown();
    rig.slack.slash(KIM.slack, CHANNEL, '/cutman', 'killswitch flatten');
    await rig.slack.waitFor(latched, { for: 'the latch', timeoutMs: SECOND });
    await rig.product.pacer.advance(10 * SECOND);
    await rig.slack.waitForText(CHANNEL, /FLAT \d/);
    for (const symbol of ['BTCUSDT', 'ETHUSDT', 'ADAUSDT']) expect(await rig.held(symbol), symbol).toBe('0');
    rig.telegram.comeBack();
    await rig.product.pacer.advance(70 * SECOND);
    await rig.telegram.waitForText(GROUP, /FLAT \d/);
    await rig.settled();
    expect(shown('telegram').filter((line) => /FLAT \d/.test(line))).toHaveLength(1);
  });
});
