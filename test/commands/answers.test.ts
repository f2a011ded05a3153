// What each command asks of the desk and says in return.
import { describe, expect, it } from 'vitest';
import { cannedView } from '../support/canned-desk.ts';
import { ChatWorld } from '../support/chat-world.ts';
import { drawPlain } from '../support/draw-plain.ts';

async function answer(line: string, prepare: (world: ChatWorld) => void = () => undefined) {
  const world = new ChatWorld();
  prepare(world);
  await world.type(line, { from: 'ann', room: 'private-1' });
  return {
    world,
    reply: world.platform.last.message.reply,
    text: drawPlain(world.platform.last.message.reply),
  };
}

describe('looking', () => {
  it.each([
    ['/positions', ['3 open positions', 'BTC long: 44,744.8 → 43,120', '[BTC] [ADA] [ETH]']],
    ['/orders', ['0 open orders', 'No open orders.']],
    ['/balance', ['equity 10,412.50 USDT', 'open PnL', '−639.6 USDT', 'margin', '81.0 %']],
    ['/pnl week', ['7 days −197.0 USDT', 'realised', '-120.4', '-8.1', 'Trades'.toLowerCase()]],
    ['/trades', ['last 0 trades', 'No trades yet.']],
    ['/liq', ['BTC is nearest: 18.2 % to liquidation', 'ETH S']],
    ['/var', ['VaR 95 one day 322 USDT', 'CVaR 95 % 447 · 99 % 702', 'BTC', '80.7 %']],
    ['/alerts', ['1 alert not resolved', 'K3PT WARNING · drawdown 10.4 %']],
    ['/stress', ['5 crashes to try on your book', 'Covid 2020', '-50 %', '[All]']],
    ['/stress luna', ['LUNA 2022: ', 'ACCOUNT LOST', 'BTC falls 80 % in 7 d', '20x']],
    ['/stress FTX', ['FTX 2022: ']],
    ['/stress all', ['worst of all: ', 'Evergrande 2021', 'safe: leverage']],
    ['/stress c', ['scenario "c" is not understood']],
    [
      '/montecarlo',
      ['30 d: 5 % chance to lose', '10,000 paths, Student-t 5, 499 daily returns', 'trend down'],
    ],
    ['/mc 7 20000', ['7 d: 5 % chance to lose', '20,000 paths']],
    ['/montecarlo 99999', ['days 99999 is out of range. Give 1 to 1,825, e.g. /montecarlo 90.']],
    [
      '/whatif long btc 5000 x10',
      ['What if BTC long +0.115 · becomes EMERGENCY', '18.2 %', '12.1 %', 'P(liq) 24h'],
    ],
    ['/whatif close btc 50', ['What if BTC long −50 % · eases to WARNING', '[Cut 50 %]']],
    ['/whatif deposit 2k', ['What if 2,000.00 USDT come in', 'Nothing was traded.']],
    ['/whatif long', ['symbol is missing']],
    ['/whatif up btc 5', ['side "up" is not understood']],
    ['/whatif long btc', ['notional is missing']],
    [
      '/whatif long btc 5 x900',
      ['leverage x900 is out of range. Give 1 to 125, e.g. /whatif long btc 5000 x10.'],
    ],
    ['/whatif close doge', ['No DOGE position']],
    ['/threshold stale critical 30', ['"30" is not a time. Give 500ms, 90s or 5m.']],
    ['/mute 2d', ['all alerts muted until 23 Nov 14:03']],
    ['/thresholds', ['margin', '70%', '80%', '90%', 'leverage', '10x']],
    ['/report', ['Fri 20 Nov · desk report', 'VaR 95 said 322, lost 186: inside']],
    ['/journal', ['7 14:03:22 command · kim: /ack done']],
    ['/health', ['everything works', 'last risk check 2 s ago, every 5 s', 'telegram', 'up 60 min']],
    ['/debug', ['no stream message was kept']],
    ['/debug 20 trades', ['stream "trades" is not understood']],
    ['/version', ['cutman 1.2.3']],
    ['/whoami', ['ann · admin', 'Telegram', 'private-1 (private)']],
    ['/mode', ['mode paper', '✓ trades', '✗ drill', '1 line not met yet.']],
    ['/help', ['/killswitch halt at once', '/reset', 'More on one']],
    [
      '/help cut',
      ['/cut: propose a reduction', 'Usage: /cut SYMBOL PERCENT', 'e.g. /cut btc 50', 'for: trader'],
    ],
    ['/help price_moved', ['PRICE_MOVED', 'The mark price left the price on the card']],
    ['/help nothing', ['There is no command or refusal "nothing".']],
  ])('%s', async (line, parts) => {
    const { text } = await answer(line);
    for (const part of parts) expect(text).toContain(part);
  });

  it('shows a sentence about a key below the checklist, whole', async () => {
    const value =
      'the key of account main may withdraw money; switch that permission off at the exchange, or make a key without it';
    const { text } = await answer('/mode', ({ desk }) => {
      desk.gateLines = [{ name: 'keys', value, target: 'trade, no withdrawal', met: false }];
    });
    expect(text.replaceAll(/\s+/g, ' ')).toContain(`keys: ${value}`);
    for (const line of text.split('\n').filter((each) => each.includes('✗')))
      expect([...line].length).toBeLessThanOrEqual(40);
  });

  it('shows stream messages to the one who asked, with what was cut off of them', async () => {
    const { text, reply } = await answer('/debug 1', ({ desk, clock }) => {
      desk.heard = [
        { account: 'main', at: clock.now(), stream: 'prices', text: '[{"s":"BTC', length: 60_000 },
      ];
    });
    expect(text).toContain('the last 1 stream message');
    expect(text).toContain('main · price stream');
    expect(text).toContain('[{"s":"BTC… 60,000 characters in all');
    expect(reply.audience).toBe('person');
  });

  it('without a picture of the account claims nothing', async () => {
    for (const line of ['/status', '/risk', '/balance', '/var', '/liq']) {
      const { text } = await answer(line, (world) => {
        world.desk.current = {
          ...cannedView,
          accounts: [{ name: 'main', venue: 'paper' }],
          alerts: [],
          level: 'safe',
        };
      });
      expect(text).not.toMatch(/\d+(\.\d+)? %|0\.00 USDT/);
    }
  });

  it('shows nobody commands that he may not use', async () => {
    const world = new ChatWorld();
    await world.type('/help', { from: 'bob' });
    const text = drawPlain(world.platform.last.message.reply);
    expect(text).not.toContain('/cut');
    expect(text).toContain('/status');
  });
});

describe('acting', () => {
  it.each([
    ['/cut btc 50', 'proposeCut', [{ account: 'main', symbol: 'BTCUSDT', side: 'long', share: 0.5 }]],
    ['/cut eth 12.5%', 'proposeCut', [{ account: 'main', symbol: 'ETHUSDT', side: 'short', share: 0.125 }]],
    ['/close ada', 'proposeCut', [{ account: 'main', symbol: 'ADAUSDT', side: 'long', share: 1 }]],
    ['/close all', 'proposeClose', [{ symbol: 'all' }]],
    ['/close all @main', 'proposeClose', [{ account: 'main', symbol: 'all' }]],
    ['/propose', 'proposeBestStep', []],
    ['/ack', 'acknowledge', [undefined]],
    ['/ack k3pt', 'acknowledge', ['K3PT']],
    ['/mute 1h', 'mute', [3_600_000, undefined]],
    ['/mute K3PT 30m', 'mute', [1_800_000, 'K3PT']],
    ['/threshold margin critical 85%', 'setThreshold', ['margin-ratio', 'critical', 0.85]],
    ['/mute 30m K3PT', 'mute', [1_800_000, 'K3PT']],
    ['/threshold margin critical 85', 'setThreshold', ['margin-ratio', 'critical', 0.85]],
    ['/threshold var warning 3', 'setThreshold', ['value-at-risk', 'warning', 0.03]],
    ['/threshold leverage warning 8', 'setThreshold', ['leverage', 'warning', 8]],
    ['/threshold liq warning 0.25', 'setThreshold', ['liquidation-distance', 'warning', 0.25]],
    ['/threshold liq warning 100%', 'setThreshold', ['liquidation-distance', 'warning', 1]],
    ['/threshold margin emergency 150%', 'setThreshold', ['margin-ratio', 'emergency', 1.5]],
    ['/threshold stale critical 90s', 'setThreshold', ['stale-data', 'critical', 90_000]],
    ['/threshold latency warning 500ms', 'setThreshold', ['latency', 'warning', 500]],
    ['/ack all', 'acknowledge', [undefined]],
    ['/pause', 'pause', []],
    ['/resume', 'resume', []],
    ['/keep', 'keepPositions', []],
    ['/reset 123456', 'reset', ['123456', false]],
  ])('%s asks the desk for %s', async (line, what, details) => {
    const { world } = await answer(line);
    expect(world.desk.asked.filter((each) => each.what === what)).toEqual([{ what, by: 'ann', details }]);
    expect(world.desk.notes.at(-1)?.outcome).toBe('done');
  });

  it('a bare /approve or /reject means the only card that waits, bound to what it says now', async () => {
    for (const what of ['approve', 'reject'] as const) {
      const { world, text } = await answer(`/${what}`, (each) => each.desk.hold());
      const asked = world.desk.asked.find((each) => each.what === what);
      const { contentHash } = world.desk.current.proposals[0]!;
      expect(asked?.details).toEqual(what === 'approve' ? ['C7K2', contentHash] : ['C7K2']);
      expect(text).toContain('C7K2');
    }
  });

  it('asks which of several cards a bare /approve means, and says when none waits', async () => {
    const two = await answer('/approve', ({ desk }) => {
      desk.hold();
      const [card] = desk.current.proposals;
      desk.current = { ...desk.current, proposals: [card!, { ...card!, code: 'D1QX' }] };
    });
    expect(two.text).toContain('Which of the 2 cards that wait?');
    expect(two.reply.buttons.flat().map(({ command }) => command)).toEqual([
      '/approve C7K2',
      '/approve D1QX',
    ]);
    const none = await answer('/reject');
    expect(none.text).toContain('No card waits for an answer.');
    for (const { world } of [two, none])
      expect(world.desk.asked.filter(({ what }) => what !== 'note')).toEqual([]);
  });

  it('does not approve a card that came after the line was sent', async () => {
    const { world, text, reply } = await answer('/approve', ({ desk, clock }) => {
      desk.hold();
      const [card] = desk.current.proposals;
      const content = { ...card!.content, createdAt: clock.now() + 1 };
      desk.current = { ...desk.current, proposals: [{ ...card!, content }] };
    });
    expect(world.desk.asked).toEqual([]);
    expect(text).toContain('This card came just now. Look at it first.');
    expect(reply.buttons.flat().map(({ command }) => command)).toEqual(['/approve C7K2']);
  });

  it.each(['/approve C7K2', '/reject C7K2', '/adjust C7K2 halve', '/adjust C7K2 smallest', '/details C7K2'])(
    '%s works on the card',
    async (line) => {
      const { text } = await answer(line, (world) => world.desk.hold());
      expect(text).toContain('C7K2');
    },
  );

  it('says what it did and writes it into the journal under the name of the asker', async () => {
    const { reply, world } = await answer('/mute 1h');
    expect(reply.title).toBe('🟦 PAPER · all alerts muted until 15:03:22');
    expect(world.desk.notes).toEqual([{ by: 'ann', command: '/mute 1h', outcome: 'done' }]);
  });

  it('changes nothing when the arguments are wrong', async () => {
    for (const line of [
      '/cut btc 150',
      '/cut btc',
      '/mute 14:00',
      '/threshold margin critical',
      '/mode sideways',
    ]) {
      const { world, reply } = await answer(line);
      expect(world.desk.asked).toEqual([]);
      expect(reply.tone).toBe('error');
    }
  });
});

describe('what /whatif asks of the desk', () => {
  it.each([
    [
      '/whatif long btc 5000 x10',
      { kind: 'order', side: 'long', symbol: 'BTCUSDT', notional: '5000', leverage: 10 },
    ],
    ['/whatif sell eth 1.5k', undefined],
    ['/whatif sell eth 2k', { kind: 'order', side: 'short', symbol: 'ETHUSDT', notional: '2000' }],
    [
      '/whatif buy 1000PEPE 50 3x',
      { kind: 'order', side: 'long', symbol: '1000PEPEUSDT', notional: '50', leverage: 3 },
    ],
    ['/whatif close eth', { kind: 'close', side: 'short', symbol: 'ETHUSDT', share: 1 }],
    ['/whatif close btc 12.5%', { kind: 'close', side: 'long', symbol: 'BTCUSDT', share: 0.125 }],
    ['/whatif leverage ada x3', { kind: 'leverage', side: 'long', symbol: 'ADAUSDT', leverage: 3 }],
    ['/whatif deposit 1500.5', { kind: 'transfer', amount: '1500.5' }],
    ['/whatif withdraw 10', { kind: 'transfer', amount: '-10' }],
    ['/whatif long btc 0', undefined],
    ['/whatif long btc -5', undefined],
    ['/whatif close btc 150', undefined],
    ['/whatif leverage btc', undefined],
    ['/whatif deposit 5 btc', undefined],
  ])('%s', async (line, change) => {
    const { world } = await answer(line);
    const asked = world.desk.asked.filter(({ what }) => what === 'whatIf').map(({ details }) => details);
    expect(asked).toEqual(change === undefined ? [] : [[{ ...accountOf(change), change }]]);
  });

  it('Refresh asks exactly the same again', async () => {
    for (const line of ['/whatif close btc 12.5', '/whatif short eth 2000 x5', '/whatif withdraw 10']) {
      const { world } = await answer(line);
      await world.press('Refresh', { from: 'ann' });
      const asked = world.desk.asked.filter(({ what }) => what === 'whatIf');
      expect(asked).toHaveLength(2);
      expect(asked[1]).toEqual(asked[0]);
    }
  });
});

/** A position names its account; a new order goes to the account that the desk chooses. */
const accountOf = ({ kind }: { readonly kind: string }) =>
  kind === 'close' || kind === 'leverage' ? { account: 'main' } : {};
