// Commands that waited while the desk was away: older than the limit they are answered and not executed, and a kill is asked for again.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { propose, telegramFace } from './faces.ts';
import { ANN, CHANNEL, EndToEnd, GROUP, KIM } from './rig.ts';

/** Twice the limit of `chat.maxCommandAge`. */
const TWO_MINUTES_MS = 120_000;

let rig: EndToEnd;
/** A card that waited for an answer before the desk went away. */
let code: string;
beforeAll(async () => {
  rig = await EndToEnd.start();
  const telegram = telegramFace(rig);
  code = await propose(rig, telegram, KIM, '/cut btc 20');
  await rig.stopProduct();
  rig.skewMs = -TWO_MINUTES_MS;
  telegram.say(KIM, '/cut eth 50');
  telegram.say(KIM, `/approve ${code}`);
  telegram.say(KIM, '/balance');
  telegram.say(KIM, '/killswitch');
  rig.slack.mention(KIM.slack, CHANNEL, 'cut ada 50');
  rig.skewMs = -20_000;
  telegram.say(ANN, '/cut ada 10');
  rig.skewMs = 0;
  await rig.startProduct();
  await rig.settled();
});
afterAll(() => rig.close());

const tooOld = () => rig.telegram.botMessages(GROUP).filter(({ text }) => text.includes('TOO_OLD'));
const waiting = () =>
  rig.product.desk.desk
    .view()
    .proposals.filter(({ state }) => state.kind === 'proposed')
    .map(({ content: { action } }) => ('legs' in action ? action.legs[0]!.symbol : action.symbol));

it('the sender of an old command is told its age and the limit, and nothing else happens', async () => {
  expect(tooOld()).toHaveLength(3);
  for (const { text } of tooOld()) {
    expect(text.replaceAll('\n', ' ')).toContain(
      'The command waited 2 min while the bot was away, limit 60 s (TOO_OLD). It was not executed',
    );
  }
  expect(await rig.executions()).toEqual([]);
});

it('one that waited less is executed; a card is not approved by a word of two minutes ago', () => {
  expect(waiting().sort()).toEqual(['ADAUSDT', 'BTCUSDT']);
  expect(rig.card(code).approvals).toEqual([]);
});

it('an old mention on Slack, which comes again when the socket is back, is told the same', async () => {
  const told = await rig.slack.waitForText(CHANNEL, 'TOO_OLD');
  expect(told.rendered).toContain('waited 2 min');
  await rig.settled();
  expect(waiting()).toHaveLength(2);
});

it('an old question can be asked now with one press', async () => {
  const offer = tooOld().find(({ buttons }) => buttons.length > 0)!;
  rig.telegram.press(KIM.telegram, GROUP, offer.id, offer.buttons.flat()[0]!);
  await rig.telegram.waitForText(GROUP, /wallet/i);
});

it('an old kill is not dropped but asked about, and one press pulls it', async () => {
  const asked = await rig.telegram.waitForText(GROUP, 'You sent /killswitch 2 min ago');
  expect(rig.product.desk.desk.view().latch.state).toBe('clear');
  rig.telegram.press(KIM.telegram, GROUP, asked.id, asked.buttons.flat()[0]!);
  await rig.telegram.waitForText(GROUP, 'KILLED by kim');
  expect(rig.product.desk.desk.view().latch.state).toBe('latched');
});
