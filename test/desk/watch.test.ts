// The watch from a calm market through a crash to its end: what is told, what is proposed, and when nothing may be concluded.
import { describe, expect, test } from 'vitest';
import { DeskRig, MINUTE, SECOND } from './desk-rig.ts';

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
