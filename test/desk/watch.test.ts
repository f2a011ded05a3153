// The watch from a calm market through a crash to its end: what is told, what is proposed, and when nothing may be concluded.
import { describe, expect, test } from 'vitest';
import { SimExchange } from '../support/sim-exchange.ts';
import { DeskRig, HOUR, MINUTE, SECOND } from './desk-rig.ts';

const distances = (rig: DeskRig): string[] =>
  rig.heardWords().filter((line) => line.includes('liquidation-distance'));

describe('a price that falls', () => {
  test('is told as warning, critical and emergency, proposed on, and told when it is over', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    expect(rig.heardWords()).toEqual([]);
    expect(rig.context.memory.accounts.get('main')?.assessment?.level).toBe('safe');

    const told: string[] = [];
    for (const price of [24_500, 22_300, 21_200]) {
      rig.mark('BTCUSDT', price);
      await rig.pass(30 * SECOND);
      const heard = rig.heard();
      for (const event of heard) {
        const alerts = event.kind === 'alert' ? [event.alert] : event.kind === 'alerts' ? event.alerts : [];
        for (const alert of alerts) {
          if (alert.metric === 'liquidation-distance') told.push(alert.level);
        }
      }
      for (const event of heard) {
        if (event.kind === 'proposal' && event.proposal.state.kind === 'proposed') {
          told.push(`card ${event.proposal.content.action.kind}`);
        }
      }
    }
    expect(told).toEqual(['warning', 'critical', 'emergency', 'card reduce']);
    const card = rig.cards.find((each) => each.state.kind === 'proposed');
    expect(card?.content.action).toMatchObject({
      kind: 'reduce',
      legs: [
        { symbol: 'BTCUSDT', side: 'sell', quantity: '0.25', positionBefore: '0.5', targetAfter: '0.25' },
      ],
    });
    const { effect } = card!.content;
    expect(effect.liquidationDistance.now).toBeLessThan(0.05);
    expect(effect.liquidationDistance.after).toBeGreaterThan(effect.liquidationDistance.now!);
    expect(effect.marginRatio.after).toBeLessThan(effect.marginRatio.now!);

    rig.mark('BTCUSDT', 60_000);
    await rig.pass();
    const over = rig.heard();
    expect(over.some((event) => event.kind === 'alerts' && event.telling === 'resolved')).toBe(true);
    const last = over.findLast((event) => event.kind === 'proposal');
    expect(last?.kind === 'proposal' && last.proposal.state).toMatchObject({
      kind: 'obsolete',
      why: 'not-needed',
    });
    expect(rig.context.memory.alerts.size).toBe(0);
  });

  test('is read a second time at once when liquidation is near, so that the card does not wait for the next pass', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 21_200);
    const before = rig.exchange.calls.filter((call) => call.method === 'positions').length;
    await rig.pass();
    expect(rig.exchange.calls.filter((call) => call.method === 'positions').length - before).toBe(2);
    expect(rig.cards).toHaveLength(1);
  });

  test('is proposed on only after two readings when it is critical', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 22_300);
    await rig.pass();
    expect(rig.cards).toHaveLength(0);
    await rig.pass();
    expect(rig.cards.map((card) => card.content.action)).toMatchObject([
      { kind: 'reduce', legs: [{ quantity: '0.15' }] },
    ]);
  });

  test('is not proposed on when one of the two readings was not to be trusted', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 22_300);
    await rig.pass();
    rig.exchange.fail('openOrders', undefined, 1);
    await rig.pass();
    expect(rig.cards).toHaveLength(0);
    await rig.pass();
    expect(rig.cards).toHaveLength(0);
    await rig.pass();
    expect(rig.cards).toHaveLength(1);
  });

  test('makes one message of many alerts', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    rig.mark('BTCUSDT', 21_200);
    await rig.pass();
    const first = rig.heardWords()[0];
    expect(first).toMatch(/^together raised /);
    expect(first).toContain('liquidation-distance');
    expect(first).toContain('drawdown');
  });

  test('at a standstill is proposed on by nobody', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    rig.context.memory.safeMode = 'the ledger was damaged';
    rig.mark('BTCUSDT', 21_200);
    await rig.passes(3);
    expect(rig.cards).toHaveLength(0);
    expect(rig.heardWords().join()).toContain('liquidation-distance');
  });
});

describe('what an emergency goes on with', () => {
  test('repeats every minute and calls one contact after the other until somebody acknowledges', async () => {
    const rig = new DeskRig({
      settings: {
        alerts: {
          deduplicateMs: 5 * MINUTE,
          repeatEmergencyMs: MINUTE,
          groupFrom: 99,
          contacts: ['Kim', 'Lee'],
        },
      },
    });
    rig.withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 21_200);
    await rig.passes(3, MINUTE);
    expect(distances(rig)).toEqual([
      'raised emergency liquidation-distance',
      'repeated emergency liquidation-distance Kim',
      'repeated emergency liquidation-distance Lee',
    ]);
  });

  test('a card that nobody answers goes to the next contact as a new card', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 21_200);
    await rig.pass();
    rig.heard();
    await rig.clock.advance(5 * MINUTE);
    await rig.pass();
    const cards = rig.heardWords().filter((line) => line.startsWith('card'));
    expect(cards).toEqual(['card expired reduce BTCUSDT 0.25', 'card proposed reduce BTCUSDT 0.25 Kim']);
    expect(rig.cards.map((card) => card.state)).toMatchObject([
      { kind: 'expired', escalatedTo: 'Kim' },
      { kind: 'proposed' },
    ]);
    await rig.clock.advance(MINUTE);
    await rig.pass();
    expect(rig.heardWords().filter((line) => line.startsWith('card'))).toEqual([
      'card proposed reduce BTCUSDT 0.25 Lee',
    ]);
  });

  test('a higher level supersedes the card of the lower one', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 22_300);
    await rig.passes(2);
    rig.mark('BTCUSDT', 21_200);
    await rig.pass();
    expect(rig.cards.map((card) => card.state)).toMatchObject([
      { kind: 'obsolete', why: 'superseded', by: rig.cards[1]!.code },
      { kind: 'proposed' },
    ]);
  });

  test('a rejected card is not asked again during the cool-down', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 21_200);
    await rig.pass();
    const card = rig.cards[0]!;
    const at = rig.clock.now();
    const row = { ...card, state: { kind: 'rejected', by: 'ann', at } as const, version: card.version + 1 };
    await rig.ledger.commit([{ kind: 'proposal', row }]);
    rig.context.memory.proposals.set(card.content.id, row);
    await rig.passes(6, MINUTE);
    expect(rig.cards).toHaveLength(1);
    await rig.passes(6, MINUTE);
    expect(rig.cards).toHaveLength(2);
  });

  test('a position that is gone ends its card and its alert', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 21_200);
    await rig.pass();
    rig.venue.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0' });
    await rig.pass();
    expect(rig.cards[0]?.state).toMatchObject({ kind: 'obsolete', why: 'position-gone' });
    expect([...rig.context.memory.alerts.values()].map((alert) => alert.metric)).not.toContain(
      'liquidation-distance',
    );
  });
});

describe('isolated margin', () => {
  const isolated = (): DeskRig => {
    const rig = new DeskRig();
    rig.venue.list('BTCUSDT', '60000');
    rig.venue.hold({
      symbol: 'BTCUSDT',
      side: 'long',
      quantity: '0.5',
      marginMode: 'isolated',
      isolatedMargin: '3000',
    });
    return rig;
  };

  test('an emergency offers added margin first and the cut beside it', async () => {
    const rig = isolated();
    await rig.pass();
    rig.mark('BTCUSDT', 56_500);
    await rig.pass();
    expect(rig.cards.map((card) => card.content.action)).toMatchObject([
      { kind: 'add-margin', amount: '600', currency: 'USDT' },
      { kind: 'reduce', legs: [{ quantity: '0.25' }] },
    ]);
    expect(rig.cards[0]?.content.effect.liquidationDistance.after).toBeGreaterThan(
      rig.cards[0]!.content.effect.liquidationDistance.now!,
    );
    await rig.passes(3);
    expect(rig.cards).toHaveLength(2);
  });
});

describe('what cannot be seen', () => {
  test('a positions read that fails is never taken for flat', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 22_300);
    await rig.pass();
    rig.heard();
    rig.exchange.fail('positions');
    await rig.pass();
    const memory = rig.context.memory.accounts.get('main')!;
    expect(memory.snapshot).toMatchObject({ complete: false });
    expect(memory.snapshot?.positions).toHaveLength(1);
    expect(rig.heardWords().filter((line) => line.includes('resolved'))).toEqual([]);
  });

  test('a partial picture ends no alert, however good it looks', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 22_300);
    await rig.pass();
    rig.heard();
    rig.exchange.fail('openOrders');
    rig.mark('BTCUSDT', 60_000);
    await rig.pass();
    expect(rig.heardWords()).toEqual([]);
    rig.exchange.heal();
    await rig.pass();
    expect(rig.heardWords().join()).toContain('resolved');
  });

  test('three failed checks in a row are an emergency; the first good one ends it', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.exchange.fail('balances');
    await rig.passes(2);
    expect(rig.heardWords()).toEqual([]);
    await rig.pass();
    expect(rig.heardWords()).toEqual(['raised emergency exchange', 'notice reducing']);
    expect(rig.context.memory.trading.kind).toBe('reducing');
    rig.exchange.heal();
    await rig.pass();
    expect(rig.heardWords()).toEqual(['resolved emergency exchange']);
    expect(rig.context.memory.trading.kind).toBe('active');
  });

  test('prices older than a minute are critical, and older than ten minutes leave only reductions', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.exchange.priceAgeMs = 61 * SECOND;
    await rig.pass();
    expect(rig.heardWords()).toEqual(['raised critical stale-data']);
    rig.exchange.priceAgeMs = 601 * SECOND;
    await rig.pass();
    expect(rig.heardWords()).toEqual(['escalated emergency stale-data', 'notice reducing']);
    expect(rig.context.memory.trading.kind).toBe('reducing');
  });

  test('an old picture proposes nothing', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.exchange.priceAgeMs = 61 * SECOND;
    rig.mark('BTCUSDT', 21_200);
    await rig.passes(3);
    expect(rig.cards).toHaveLength(0);
  });

  test('a slow exchange is a warning', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.exchange.delay('balances', 1_500);
    const running = rig.pass();
    await rig.clock.advance(2 * SECOND);
    await running;
    expect(rig.heardWords()).toContain('raised warning latency');
  });

  test('a store that cannot be written is told once it can, and nothing else is lost', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.ledger.failCommits();
    rig.mark('BTCUSDT', 21_200);
    await rig.passes(2);
    expect(rig.context.memory.storeFault).toBeDefined();
    expect([...rig.context.memory.alerts.values()].map((alert) => alert.metric)).toEqual(['store']);
    expect(rig.cards).toHaveLength(0);
    rig.ledger.heal();
    await rig.passes(2);
    const words = rig.heardWords().join('\n');
    expect(words).toContain('resolved emergency store');
    expect(words).toContain('liquidation-distance');
    expect(words).toContain('card proposed');
    expect(rig.context.memory.storeFault).toBeUndefined();
  });

  test('a pass that hangs is alarmed by the minute stroke and ends with the next finished one', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.exchange.delay('positions', HOUR);
    void rig.pass();
    await rig.clock.advance(MINUTE);
    const { checkWatchdog } = await import('../../src/desk/watchdog.ts');
    await checkWatchdog(rig.context);
    expect(rig.heardWords()).toContain('raised critical watchdog');
  });
});

describe('the peak', () => {
  const peak = (rig: DeskRig) => rig.context.memory.accounts.get('main')?.peak?.equity;

  test('rises only to what two trusted readings in a row agree on', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    expect(peak(rig)).toBe('20000');
    rig.mark('BTCUSDT', 90_000);
    await rig.pass();
    rig.mark('BTCUSDT', 62_000);
    await rig.pass();
    expect(peak(rig)).toBe('21000');
  });

  test('does not rise on a partial or an old picture', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    rig.mark('BTCUSDT', 90_000);
    rig.exchange.fail('openOrders');
    await rig.passes(2);
    rig.exchange.heal();
    rig.exchange.priceAgeMs = 61 * SECOND;
    await rig.passes(2);
    expect(peak(rig)).toBe('20000');
  });

  test('is read back after a restart', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    rig.context.memory.accounts.clear();
    rig.mark('BTCUSDT', 50_000);
    await rig.pass();
    expect(peak(rig)).toBe('20000');
    expect(rig.context.memory.accounts.get('main')?.equityAtDayStart).toBe('20000');
  });
});

test('a pass that was under way when the mode changed leaves no trace in the new book', async () => {
  const rig = new DeskRig().withBtcLong('20000');
  await rig.passes(2);
  rig.exchange.delay('positions', SECOND);
  const running = rig.pass();
  const other = new DeskRig().withBtcLong('500', '0.01');
  rig.context.memory.mode = 'real';
  rig.context.accounts = other.context.accounts;
  rig.context.memory.accounts.clear();
  await rig.clock.advance(10 * SECOND);
  await running;
  expect(rig.context.memory.accounts.get('main')?.snapshot).toBeUndefined();
  await rig.passes(2);
  expect(rig.context.memory.accounts.get('main')?.peak?.equity).toBe('500');
  expect(rig.ledger.content.values.get('peak/paper/main')).toContain('20000');
  expect(rig.heardWords()).toEqual([]);
});

test('a throw in one account is told once with an incident, and the other account is watched on', async () => {
  const rig = new DeskRig().withBtcLong('20000');
  const [main] = rig.context.accounts;
  const broken = Object.create(rig.exchange, {
    balances: {
      value: () => {
        throw new TypeError('cannot read properties of undefined');
      },
    },
  });
  rig.context.accounts = [{ ...main!, name: 'broken', exchange: broken }, main!];
  await rig.passes(3);
  expect(rig.heardWords()).toEqual(['notice bug']);
  expect(rig.context.memory.accounts.get('main')?.assessment?.level).toBe('safe');
  expect(rig.context.memory.lastCheckAt).toBeUndefined();
});

test('two accounts are watched side by side, and a slow one holds up no other', async () => {
  const rig = new DeskRig().withBtcLong('20000');
  const [main] = rig.context.accounts;
  const other = new DeskRig().withBtcLong('20000');
  const slow = new SimExchange(rig.clock, other.venue, { account: 'slow' });
  slow.delay('positions', MINUTE);
  rig.context.accounts = [main!, { ...main!, name: 'slow', exchange: slow }];
  const first = rig.pass();
  await rig.clock.advance(5 * SECOND);
  rig.mark('BTCUSDT', 21_200);
  const second = rig.pass();
  await rig.clock.advance(5 * SECOND);
  expect(rig.cards).toHaveLength(1);
  await rig.clock.advance(MINUTE);
  await Promise.all([first, second]);
  expect(rig.context.memory.accounts.get('slow')?.snapshot?.complete).toBe(true);
});
