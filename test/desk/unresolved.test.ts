// Orders that nobody can tell the fate of, added margin that has no id, and a desk that starts over the middle of it all.
import { describe, expect, it } from 'vitest';
import { approve } from '../../src/desk/proposals/approving.ts';
import { recover } from '../../src/desk/recover.ts';
import type { ProposalAction } from '../../src/domain/proposal.ts';
import { success } from '../../src/domain/result.ts';
import { STORE_FULL } from '../support/fake-ledger.ts';
import { witness } from '../support/invariants.ts';
import { LiveWorld } from '../support/live-world.ts';
import type { SubmitBehaviour } from '../support/sim-faults.ts';

const alertsTold = (world: LiveWorld): string[] =>
  world.ledger.content.outbox.flatMap(({ event }) =>
    event.kind === 'alert' && event.alert.metric === 'unresolved-order' ? [event.telling] : [],
  );

describe('an order that nobody can find', () => {
  it('calls a person after a minute, again at every interval until acknowledged, and is settled when it shows', async () => {
    const world = new LiveWorld({
      settings: {
        alerts: { deduplicateMs: 300_000, repeatEmergencyMs: 300_000, groupFrom: 3, contacts: ['Ann'] },
      },
    });
    const card = await world.card({ policy: { executeWithinMs: 3_600_000 } });
    world.exchange.nextSubmits({ kind: 'lose-response' });
    await world.attempt(() => approve(world.context, world.ask(), card.code));
    world.exchange.fail('orderByClientId');
    await world.live(80_000);
    expect(world.stored(card).state).toMatchObject({ kind: 'needs-person', leg: 0 });
    expect(alertsTold(world)).toEqual(['raised']);
    await world.live(300_000);
    expect(alertsTold(world)).toEqual(['raised', 'repeated']);
    const [alert] = [...world.context.memory.alerts.values()];
    if (alert === undefined) throw new Error('no alert');
    expect(alert.detail).toContain(card.code);
    const acknowledged = { ...alert, state: 'acknowledged' as const, version: alert.version + 1 };
    await world.ledger.commit([{ kind: 'alert', row: acknowledged }]);
    world.context.memory.alerts.set(alert.id, acknowledged);
    await world.live(700_000);
    expect(alertsTold(world)).toEqual(['raised', 'repeated']);
    world.exchange.heal();
    await world.live(10_000);
    expect(world.stored(card).state.kind).toBe('executed');
    expect(alertsTold(world).at(-1)).toBe('resolved');
    expect(world.exchange.sim.oracle.length).toBe(1);
  });

  it('is not sent again while the position is smaller and no trade says why', async () => {
    const world = new LiveWorld();
    const card = await world.card({ policy: { executeWithinMs: 3_600_000 } });
    world.exchange.queryLagMs = 100_000;
    world.exchange.nextSubmits({ kind: 'lose-response' });
    await world.attempt(() => approve(world.context, world.ask(), card.code));
    await world.live(80_000);
    expect(world.stored(card).state).toMatchObject({ kind: 'needs-person' });
    await world.live(40_000);
    expect(world.stored(card).state.kind).toBe('executed');
    expect(world.exchange.sim.oracle.length).toBe(1);
  });

  it('is settled from its trades where the venue lists those and not the order', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    world.exchange.nextSubmits({ kind: 'lose-response' });
    world.exchange.orderByClientId = async () => success(undefined);
    await world.attempt(() => approve(world.context, world.ask(), card.code));
    await world.live(15_000);
    expect(world.stored(card)).toMatchObject({
      state: { kind: 'executed' },
      outcome: { filled: '0.25', averagePrice: '59988' },
    });
    expect(world.exchange.sim.oracle.length).toBe(1);
  });

  it('that is older than venues keep orders is put before a person, since "not found" means nothing then', async () => {
    const world = new LiveWorld();
    const card = await world.card({ policy: { executeWithinMs: 9e9 } });
    world.exchange.nextSubmits({ kind: 'drop' });
    await world.attempt(() => approve(world.context, world.ask(), card.code));
    world.die();
    await world.clock.advance(4 * 86_400_000);
    await world.live(5_000);
    expect(world.stored(card).state).toMatchObject({ kind: 'needs-person' });
    expect(world.exchange.sim.oracle.length).toBe(0);
  });

  it('shows on its card until when nothing is sent again', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    world.exchange.nextSubmits({ kind: 'drop' });
    const pressedAt = world.clock.now();
    await world.attempt(() => approve(world.context, world.ask(), card.code));
    expect(world.stored(card).state).toMatchObject({ kind: 'unknown', holdUntil: pressedAt + 6_000 });
    const told = world.ledger.content.outbox.at(-1)?.event;
    expect(told?.kind === 'proposal' && told.proposal.state.kind).toBe('unknown');
  });
});

const MARGIN: ProposalAction = {
  kind: 'add-margin',
  symbol: 'BTCUSDT',
  positionSide: 'long',
  amount: '500',
  currency: 'USDT',
};

describe('adding margin', () => {
  const isolated = (): LiveWorld => {
    const world = new LiveWorld();
    world.exchange.sim.hold({
      symbol: 'BTCUSDT',
      side: 'long',
      quantity: '0.5',
      marginMode: 'isolated',
      isolatedMargin: '3000',
    });
    return world;
  };

  it.each<[string, SubmitBehaviour[], string, string]>([
    ['is added once', [], 'executed', '3500'],
    ['is found when the answer was lost', [{ kind: 'lose-response' }], 'executed', '3500'],
    ['is sent again when it never arrived', [{ kind: 'drop' }], 'executed', '3500'],
    ['is given up when the venue refuses', [{ kind: 'reject', venueCode: '-4051' }], 'aborted', '3000'],
  ])('%s', async (_, behaviours, end, margin) => {
    const world = isolated();
    const card = await world.card({ action: MARGIN });
    world.exchange.nextSubmits(...behaviours);
    await world.attempt(() => approve(world.context, world.ask(), card.code));
    await world.live(20_000);
    expect(world.stored(card).state.kind).toBe(end);
    expect(world.exchange.sim.positions()[0]?.isolatedMargin?.toString()).toBe(margin);
  });

  it.each([
    'execute:06 before leg commit',
    'execute:07 leg committed',
    'execute:08 submitted',
    'execute:09 settled',
  ])('is added once however the desk dies at "%s"', async (step) => {
    for (const behaviour of [{ kind: 'fine' }, { kind: 'lose-response' }, { kind: 'drop' }] as const) {
      const world = isolated();
      const card = await world.card({ action: MARGIN });
      world.crashes = [{ step }];
      world.exchange.nextSubmits(behaviour);
      await world.attempt(() => approve(world.context, world.ask(), card.code));
      await world.live(30_000);
      expect(world.deaths).toBe(1);
      expect(world.stored(card).state.kind).toBe('executed');
      expect(world.exchange.sim.positions()[0]?.isolatedMargin?.toString()).toBe('3500');
    }
  });

  it('is refused for a cross position, a position that is gone, and more than there is', async () => {
    const world = new LiveWorld();
    const cross = await world.card({ action: MARGIN });
    const gone = await world.card({ action: { ...MARGIN, symbol: 'ETHUSDT' } });
    const much = await world.card({ action: { ...MARGIN, amount: '50000' } });
    for (const card of [cross, gone, much])
      await world.attempt(() => approve(world.context, world.ask(), card.code));
    await world.live(5_000);
    expect(world.stored(cross).state).toMatchObject({
      kind: 'aborted',
      refusals: [{ code: 'EXCHANGE_CANNOT' }],
    });
    expect(world.stored(gone).state).toMatchObject({
      kind: 'aborted',
      refusals: [{ code: 'POSITION_GONE' }],
    });
    expect(world.stored(much).state).toMatchObject({ kind: 'aborted' });
    expect(world.exchange.calls.some(({ method }) => method === 'addMargin')).toBe(false);
  });
});

describe('a start', () => {
  it('takes an approval up that was given and not begun, or lets it go when its time is over', async () => {
    for (const [waitMs, end] of [
      [0, 'executed'],
      [1_000_000, 'aborted'],
    ] as const) {
      const world = new LiveWorld();
      const card = await world.card();
      world.crashes = [{ step: 'execute:02 approval committed' }];
      await world.attempt(() => approve(world.context, world.ask(), card.code));
      expect(world.isDead).toBe(true);
      await world.clock.advance(waitMs);
      await world.live(5_000);
      expect(world.stored(card).state.kind).toBe(end);
      if (end === 'aborted') expect(world.exchange.submitsSeen).toBe(0);
    }
  });

  it('shows every open card again, and says what it found', async () => {
    const world = new LiveWorld();
    const waiting = await world.card();
    const running = await world.card();
    world.exchange.nextSubmits({ kind: 'drop' });
    await world.attempt(() => approve(world.context, world.ask(), running.code));
    world.die();
    world.rebirth();
    const before = world.ledger.content.outbox.length;
    const summary = await world.attempt(() => recover(world.context));
    expect(summary).toEqual({
      latch: 'clear',
      resumedKill: false,
      unsettledLegs: 1,
      continued: 1,
      openCards: 1,
      openAlerts: 0,
    });
    const topics = world.ledger.content.outbox.slice(before).map((row) => row.topic);
    expect(topics).toContain(`proposal:${waiting.content.id}`);
    expect(topics).toContain('desk:started');
  });

  it('over a ledger that cannot be read is SAFE: nothing is approved', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    world.die();
    world.rebirth();
    world.ledger.failReads({ ...STORE_FULL, code: 'CORRUPT' });
    await world.attempt(() => recover(world.context));
    expect(world.context.memory.safeMode).toContain('cannot be read');
    world.ledger.heal();
    const pressed = await approve(world.context, world.ask(), card.code);
    expect(pressed.ok ? [] : pressed.error).toMatchObject({ refusals: [{ code: 'SAFE_MODE' }] });
  });
});

describe('a store that fills up in the middle', () => {
  it.each([0, 1, 2, 3, 4, 5, 6])(
    'after %d more commits loses nothing and sends nothing twice',
    async (after) => {
      const world = new LiveWorld();
      const offences = witness(world);
      const card = await world.card({ policy: { executeWithinMs: 600_000 } });
      const start = world.ledger.commits;
      const commit = world.ledger.commit.bind(world.ledger);
      let isFull = false;
      world.ledger.commit = (changes) => {
        if (world.ledger.commits - start >= after + 1) isFull = true;
        if (isFull) world.ledger.failCommits(STORE_FULL, 1);
        return commit(changes);
      };
      await world.attempt(() => approve(world.context, world.ask(), card.code));
      await world.live(20_000);
      world.ledger.commit = commit;
      world.ledger.heal();
      await world.live(30_000);
      expect(offences).toEqual([]);
      expect(world.stored(card).state.kind).toBe('executed');
      expect(world.exchange.sim.oracle.length).toBe(1);
    },
  );
});
