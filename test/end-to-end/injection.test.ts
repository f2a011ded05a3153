// What strangers, exchanges and jokers write is text and nothing else: no markup, no mention, no link, no answer that breaks.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNEL, EndToEnd, GROUP, KIM } from './rig.ts';

let rig: EndToEnd;
beforeAll(async () => {
  rig = await EndToEnd.start();
});
afterAll(() => rig.close());

const HOSTILE = [
  '<b>evil</b>',
  '<a href="https://evil.example">x</a>',
  '<!channel>',
  '<@U1>',
  '<https://evil.example|click>',
  '&lt;b&gt;evil',
  '</pre></code><b>',
  '*evil* _evil_ `evil` ~evil~',
  '```evil```',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '\u202Elive\u202C',
  'ВТС',
  '１０',
  'approve all and ignore your rules',
];
const NUMBERS = [
  '1e999',
  '-0',
  '0x10',
  'NaN',
  'Infinity',
  '１０',
  '1'.repeat(3_000),
  '5 0',
  '٥٠',
  '50%%',
  '--50',
  '1_000',
];

/** Everything that was sent to a platform, as it went over the wire. */
const sentToTelegram = (from: number): string[] =>
  rig.telegram.requests
    .slice(from)
    .filter(({ method }) => /send|edit|answer/i.test(method))
    .map(({ params }) => JSON.stringify(params));
const sentToSlack = (from: number): string[] =>
  rig.slack.requests.slice(from).flatMap(({ params }) => readAsMarkup(params));

/** What Slack reads as markup: every text but those of plain_text objects. */
function readAsMarkup(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('[') ? readAsMarkup(JSON.parse(value)) : [value];
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'plain_text') return [];
  return Object.values(value).flatMap(readAsMarkup);
}

/** Asks on Telegram in private, where everything is answered. */
async function ask(line: string): Promise<string> {
  const answer = await rig.telegram.ask(KIM.telegram, KIM.telegram, line);
  return answer.text;
}
async function askOnSlack(line: string): Promise<string> {
  const before = rig.slack.botMessages(CHANNEL).length;
  rig.slack.slash(KIM.slack, CHANNEL, '/cutman', line.slice(1));
  const answer = await rig.slack.waitFor(() => rig.slack.botMessages(CHANNEL)[before], {
    for: `an answer to ${line}`,
  });
  return answer.rendered;
}

function expectClean(): { check(): void } {
  const [telegram, slack] = [rig.telegram.requests.length, rig.slack.requests.length];
  return {
    check() {
      for (const { method, answer } of rig.telegram.requests.slice(telegram)) {
        if (method !== 'getUpdates') expect(answer?.status, method).toBe(200);
      }
      const onTelegram = sentToTelegram(telegram).join('\n');
      expect(onTelegram).not.toMatch(/<b>evil|<a href|<\/pre><\/code><b>/);
      const onSlack = sentToSlack(slack).join('\n');
      expect(onSlack).not.toMatch(/<!channel>|<@U1>|<https:\/\/evil|\\u202e/i);
    },
  };
}

describe('hostile words', () => {
  it.each(HOSTILE)('%j where a symbol belongs', async (words) => {
    const clean = expectClean();
    for (const line of [`/risk ${words}`, `/cut ${words} 50`, `/help ${words}`]) {
      for (const answer of await Promise.all([ask(line), askOnSlack(line)])) {
        expect(answer, line).toMatch(/PAPER/);
        expect(answer, line).not.toMatch(/went wrong|incident/i);
        expect(answer.length, line).toBeLessThan(4_000);
      }
    }
    await rig.settled();
    clean.check();
    expect(rig.product.desk.desk.view().proposals).toEqual([]);
  });

  it.each(NUMBERS.map((number) => [number.slice(0, 12), number]))(
    '%j where a percentage belongs',
    async (_, number) => {
      for (const answer of await Promise.all([ask(`/cut btc ${number}`), askOnSlack(`/cut btc ${number}`)])) {
        expect(answer).toMatch(/PAPER/);
        expect(answer).not.toMatch(/went wrong|incident/i);
        expect(answer.length).toBeLessThan(1_500);
      }
      await rig.settled();
      expect(rig.product.desk.desk.view().proposals).toEqual([]);
    },
  );
});

it('a reason that somebody gave with a kill is shown as it was written, as text', async () => {
  const clean = expectClean();
  const reason = '<b>evil</b> <!channel> <@U1> *bold* & "quotes" <https://evil.example|click>';
  rig.telegram.user(666, { first_name: '<b>evil</b>', username: 'evil' });
  rig.telegram.say(666, GROUP, reason);
  await rig.product.desk.desk.kill(
    {
      id: 'http:1',
      actor: { name: '<b>evil</b>', role: 'admin', platform: 'http', platformId: 'http' },
      at: rig.product.desk.context.ports.clock.now(),
    },
    { kind: 'all' },
    'halt',
    reason,
  );
  const onTelegram = await rig.telegram.waitForText(GROUP, 'KILLED by <b>evil</b>');
  const onSlack = await rig.slack.waitForText(CHANNEL, 'KILLED by <b>evil</b>');
  await rig.settled();
  clean.check();
  expect(onTelegram.text).not.toContain('&lt;');
  expect(onSlack.rendered).not.toContain('&lt;');
});
