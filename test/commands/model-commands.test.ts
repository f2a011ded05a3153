// The commands that ask the models: which question each line becomes, and what is said when there is no answer.
import { describe, expect, it } from 'vitest';
import { unknown } from '../../src/domain/reading.ts';
import { success } from '../../src/domain/result.ts';
import type { ModelAsks } from '../../src/ports/model-asks.ts';
import { ChatWorld } from '../support/chat-world.ts';
import { drawPlain } from '../support/draw-plain.ts';
import { declinedWith } from '../support/fake-desk.ts';

const LINES = [
  ['/size btc 43120 41700', 'size', { symbol: 'BTCUSDT', entry: '43120', stop: '41700' }],
  [
    '/size BTC/USDT now 41700 x5 1%',
    'size',
    { symbol: 'BTCUSDT', stop: '41700', riskShare: 0.01, leverage: 5 },
  ],
  ['/kelly', 'kelly', {}],
  [
    '/kelly 55% 2% 1.5% @main',
    'kelly',
    { account: 'main', record: { winProbability: 0.55, averageWin: 0.02, averageLoss: 0.015 } },
  ],
  ['/leverage', 'leverage', {}],
  ['/leverage eth', 'leverage', { symbol: 'ETHUSDT' }],
  ['/regime', 'regime', {}],
  ['/regime ada 4H', 'regime', { symbol: 'ADAUSDT', timeframe: '4h' }],
  ['/correlation', 'correlation', {}],
  ['/correlation 60d', 'correlation', { window: 60 }],
  ['/budget', 'budget', {}],
  ['/budget inverse 3%', 'budget', { method: 'inverse-volatility', total: 0.03 }],
  ['/performance', 'performance', { period: 'all' }],
  ['/performance week', 'performance', { period: 'week' }],
  ['/allocate', 'allocation', { objective: 'max-sharpe' }],
  ['/allocate parity', 'allocation', { objective: 'risk-parity' }],
  ['/var', 'tail', { account: 'main' }],
] as const;

/** Desk without an answer to anything, for a reason. */
function withoutAnswers(world: ChatWorld): void {
  const none = async () => success(unknown('incomplete-data', 'positions: no answer'));
  world.desk.models = new Proxy({} as ModelAsks, { get: () => none });
}

async function type(line: string, prepare: (world: ChatWorld) => void = () => undefined) {
  const world = new ChatWorld();
  prepare(world);
  await world.type(line, { from: 'ann', room: 'private-1' });
  await world.rest();
  return { world, text: drawPlain(world.platform.last.message.reply) };
}

describe('a question to the models', () => {
  it.each(LINES)('%s', async (line, what, ask) => {
    const { world } = await type(line);
    expect(world.desk.asked).toMatchObject([{ what, details: [ask] }]);
  });

  it.each(LINES)('%s without an answer says so, and shows no figure', async (line) => {
    const { text } = await type(line, withoutAnswers);
    expect(text).toContain('UNKNOWN: not all is known (positions: no answer)');
    if (!line.startsWith('/var')) expect(text).not.toMatch(/\d %|\d x|USDT/);
  });

  it.each(LINES)('%s that is declined tells the sentence', async (line, what) => {
    const { text } = await type(line, (world) => {
      world.desk.declines.set(what, declinedWith({ code: 'RUN_FAILED', what, why: 'out of memory' }));
    });
    expect(text).toContain('RUN_FAILED');
  });

  it.each([
    ['/size', 'symbol is missing'],
    ['/size btc 43120', 'stop is missing'],
    ['/size btc 43120 0', 'stop 0 is not above 0. Usage: /size SYMBOL ENTRY STOP'],
    ['/size btc -5 41700', 'entry -5 is not above 0.'],
    ['/size btc 43120 41700 1% 2%', 'option "1% 2%" is not understood'],
    ['/size btc 43120 41700 0.01', 'option "0.01" is not understood'],
    ['/size btc 43120 41700 x0', 'option "x0" is not understood'],
    ['/size doge 1 2', 'No DOGE here. Listed: BTC'],
    ['/kelly 55%', 'average loss is missing'],
    ['/kelly 155% 2% 2%', 'probability "155%" is not understood'],
    ['/leverage doge', 'No DOGE here.'],
    ['/regime btc 2h', 'timeframe "2h" is not understood'],
    ['/regime doge', 'No DOGE here.'],
    ['/correlation 5', 'days 5 is out of range. Give 10 to 365, e.g. /correlation 60.'],
    ['/correlation 30.5d', 'days 30.5d is out of range. Give 10 to 365'],
    ['/correlation soon', 'days "soon" is not understood'],
    ['/budget fair', 'method "fair" is not understood'],
    ['/performance year', 'period "year" is not understood'],
    ['/allocate best', 'objective "best" is not understood'],
  ])('%s: %s', async (line, sentence) => {
    expect((await type(line)).text).toContain(sentence);
  });

  it('keeps the account of several in title, refresh and buttons', async () => {
    for (const [line] of LINES) {
      const { world, text } = await type(`${line.replace(' @main', '')} @main`, ({ desk }) => {
        const [account] = desk.current.accounts;
        desk.current = { ...desk.current, accounts: [account!, { name: 'hedge', venue: 'paper' }] };
      });
      expect(text, line).toMatch(/^🟦 PAPER · main · /);
      const { buttons } = world.platform.last.message.reply;
      const lines = buttons.flat().map(({ command }) => command);
      expect(
        lines.filter((each) => !each.includes('@main')),
        line,
      ).toEqual([]);
    }
  });

  it('gives every button a line that is a command', async () => {
    for (const [line] of LINES) {
      const { world } = await type(line);
      for (const { command } of world.platform.last.message.reply.buttons.flat()) {
        const pressed = await type(command);
        expect(pressed.text, command).not.toMatch(/is not understood|is missing|There is no|too much/);
      }
    }
  });
});
