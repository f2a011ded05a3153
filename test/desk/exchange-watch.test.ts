// The exchange itself under watch: maintenance announced and unannounced, clocks that differ, and what may be done meanwhile.
import { describe, expect, test } from 'vitest';
import { checkAgain } from '../../src/desk/execution/check-again.ts';
import { healthOf } from '../../src/desk/health.ts';
import { buildReport } from '../../src/desk/report/report.ts';
import { deskState } from '../../src/desk/state/desk-state.ts';
import type { DeskSettings } from '../../src/desk/state/settings.ts';
import { viewOf } from '../../src/desk/state/view.ts';
import { parseCron } from '../../src/domain/cron.ts';
import type { MaintenanceWindow } from '../../src/domain/maintenance.ts';
import { legsOf } from '../../src/domain/proposal.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { review } from '../../src/domain/review.ts';
import type { HealthFact } from '../../src/ports/health.ts';
import { fault } from '../support/sim-faults.ts';
import { DeskRig, HOUR, MINUTE, SECOND, SETTINGS } from './desk-rig.ts';

const START = new DeskRig().clock.now();
const closing = (...windows: readonly MaintenanceWindow[]): Partial<DeskSettings> => ({
  venue: { ...SETTINGS.venue, maintenance: { ...SETTINGS.venue.maintenance, windows } },
});
/** Two hours from `inMs` after the start of the test. */
const dates = (inMs: number): MaintenanceWindow => ({
  kind: 'dates',
  from: START + inMs,
  until: START + inMs + 2 * HOUR,
});

/** The refusals of an order that opens (buys more of the long) or reduces it. */
function refusalsOf(rig: DeskRig, kind: 'opening' | 'reducing'): string[] {
  const { snapshot } = rig.context.memory.accounts.get('main')!;
  const opening = kind === 'opening';
  const verdict = review(
    {
      account: 'main',
      clientOrderId: 'x',
      symbol: 'BTCUSDT',
      side: opening ? 'buy' : 'sell',
      positionSide: 'long',
      type: 'market',
      quantity: Quantity.parse('0.01'),
      reduceOnly: !opening,
    },
    snapshot!,
    rig.context.settings.limits,
    deskState(rig.context, 'main'),
  );
  return verdict.kind === 'approved' ? [] : verdict.refusals.map(({ code }) => code);
}

async function facts(rig: DeskRig): Promise<Map<string, { ok: boolean; fact: HealthFact }>> {
  const health = await healthOf(rig.context);
  const lines = health.ok ? health.value.flatMap((each) => ('fact' in each ? [each] : [])) : [];
  return new Map(lines.map((line) => [line.fact.kind, line]));
}

describe('announced maintenance', () => {
  test('refuses what opens from an hour before, never what reduces, and says so once', async () => {
    const rig = new DeskRig({ settings: closing(dates(90 * MINUTE)) }).withBtcLong('20000');
    await rig.pass(29 * MINUTE);
    await rig.pass();
    expect(refusalsOf(rig, 'opening')).toEqual([]);
    rig.heard();
    await rig.pass(55 * SECOND);
    await rig.passes(3);
    expect(rig.heardWords()).toEqual(['notice maintenance-soon']);
    expect(refusalsOf(rig, 'opening')).toEqual(['MAINTENANCE_NEAR']);
    expect(refusalsOf(rig, 'reducing')).toEqual([]);
    expect((await facts(rig)).get('closing')).toMatchObject({
      ok: true,
      fact: { from: START + 90 * MINUTE },
    });
  });

  test('is not told again after a restart', async () => {
    const rig = new DeskRig({ settings: closing(dates(HOUR)) }).withBtcLong('20000');
    await rig.pass();
    rig.heard();
    rig.context.memory.accounts.clear();
    await rig.passes(2);
    expect(rig.heardWords()).toEqual([]);
  });

  test('proposes to close every position ten minutes before, in one card that ends when the exchange closes', async () => {
    const rig = new DeskRig({ settings: closing(dates(12 * MINUTE)) }).withBtcLong('20000');
    rig.venue.list('ETHUSDT', '3000');
    rig.venue.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '2' });
    await rig.pass(2 * MINUTE);
    expect(rig.cards).toEqual([]);
    await rig.passes(5);
    const [card, ...others] = rig.cards;
    expect(others).toEqual([]);
    expect(card?.content.reason).toEqual({
      kind: 'maintenance',
      from: START + 12 * MINUTE,
      until: START + 12 * MINUTE + 2 * HOUR,
    });
    expect(legsOf(card!.content.action).map(({ symbol, targetAfter }) => [symbol, targetAfter])).toEqual([
      ['BTCUSDT', '0'],
      ['ETHUSDT', '0'],
    ]);
    expect(card!.content.executeBy).toBeLessThanOrEqual(START + 12 * MINUTE);
    await rig.passes(10, 2 * MINUTE);
    expect(rig.cards.map(({ state }) => state.kind)).toEqual(['expired']);
  });

  test('found out late proposes the same, for the time that is left', async () => {
    const rig = new DeskRig({ settings: closing(dates(4 * MINUTE)) }).withBtcLong('20000');
    await rig.passes(2);
    expect(rig.cards.map(({ content }) => [content.approveBy, content.executeBy])).toEqual([
      [START + 4 * MINUTE, START + 4 * MINUTE],
    ]);
  });

  test('leaves out of the card what the exchange would not take', async () => {
    const rig = new DeskRig({ settings: closing(dates(10 * MINUTE)) }).withBtcLong('20000');
    rig.venue.list('ETHUSDT', '3000', { halted: true });
    rig.venue.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '2' });
    await rig.passes(2);
    expect(rig.cards.flatMap(({ content }) => legsOf(content.action).map(({ symbol }) => symbol))).toEqual([
      'BTCUSDT',
    ]);
  });

  test('that comes round by cron is known as well, and only where it is about the account', async () => {
    // The test begins at 05:03 UTC on a Saturday.
    const cron = parseCron('30 5 * * 6');
    const window = { kind: 'cron', cron: cron.ok ? cron.value : never(), lastsMs: HOUR } as const;
    const ours = new DeskRig({ settings: closing(window) }).withBtcLong('20000');
    await ours.pass();
    expect(refusalsOf(ours, 'opening')).toEqual(['MAINTENANCE_NEAR']);
    const theirs = new DeskRig({ settings: closing({ ...window, accounts: ['other'] }) }).withBtcLong(
      '20000',
    );
    await theirs.pass();
    expect(refusalsOf(theirs, 'opening')).toEqual([]);
  });

  test('stands in the report of the day before, and in what /status is made from', async () => {
    const rig = new DeskRig({ settings: closing(dates(23 * HOUR), dates(25 * HOUR)) }).withBtcLong('20000');
    await rig.pass();
    const built = await buildReport(rig.context, '2026-11-21', false);
    expect(built.ok && built.value.report.maintenance).toEqual([
      { account: 'main', from: START + 23 * HOUR, until: START + 25 * HOUR },
    ]);
    expect(viewOf(rig.context).accounts[0]?.exchange).not.toHaveProperty('closing');
    const near = new DeskRig({ settings: closing(dates(HOUR)) }).withBtcLong('20000');
    await near.pass();
    expect(viewOf(near.context).accounts[0]?.exchange?.closing?.from).toBe(START + HOUR);
  });

  test('is over when its time is over', async () => {
    const rig = new DeskRig({ settings: closing(dates(-2 * HOUR + MINUTE)) }).withBtcLong('20000');
    await rig.pass(MINUTE);
    expect(refusalsOf(rig, 'opening')).toEqual([]);
  });
});

const never = (): never => {
  throw new Error('the cron line of the test is wrong');
};

describe('maintenance that the exchange tells itself', () => {
  test('in its status is told once with its words, blocks what opens, and its end is told', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass(31 * SECOND);
    rig.exchange.standing = { state: 'maintenance', detail: 'upgrading the engine' };
    rig.heard();
    await rig.passes(3, 31 * SECOND);
    expect(rig.heard().map((event) => (event.kind === 'notice' ? event.notice : event.kind))).toEqual([
      { code: 'maintenance-began', account: 'main', detail: 'upgrading the engine' },
    ]);
    expect(refusalsOf(rig, 'opening')).toEqual(['MAINTENANCE_NEAR']);
    expect(refusalsOf(rig, 'reducing')).toEqual([]);
    rig.exchange.standing = { state: 'ok' };
    await rig.passes(2, 31 * SECOND);
    expect(rig.heardWords()).toEqual(['notice maintenance-over']);
    expect(refusalsOf(rig, 'opening')).toEqual([]);
  });

  test('in its answers is told with the first of them, retried slowly, and compared anew when it is over', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    rig.heard();
    for (const method of ['balances', 'positions', 'openOrders', 'marks', 'status', 'serverTime'] as const)
      rig.exchange.fail(method, fault('MAINTENANCE'));
    await rig.pass();
    expect(rig.heardWords()).toEqual([
      'notice maintenance-began',
      'raised emergency exchange',
      'notice reducing',
      'card proposed reduce BTCUSDT 0.25',
    ]);
    const tries = (): number => rig.exchange.calls.filter(({ method }) => method === 'balances').length;
    const before = tries();
    await rig.passes(24);
    expect(tries() - before).toBeLessThanOrEqual(5);
    expect(tries() - before).toBeGreaterThanOrEqual(3);
    expect(refusalsOf(rig, 'reducing')).toContain('EXCHANGE_CLOSED');
    rig.exchange.heal();
    rig.exchange.calls.length = 0;
    rig.heard();
    await rig.passes(8);
    expect(rig.heardWords().filter((line) => !/stale-data|^card/.test(line))).toEqual([
      'notice maintenance-over',
      'resolved emergency exchange',
    ]);
    expect(rig.exchange.calls.some(({ method }) => method === 'fills')).toBe(true);
    expect(refusalsOf(rig, 'opening')).toEqual([]);
    expect(rig.context.memory.trading.kind).toBe('active');
  });

  test('keeps an approval waiting instead of ending it', async () => {
    const rig = new DeskRig().withBtcLong('4000');
    await rig.pass();
    rig.mark('BTCUSDT', 54_000);
    await rig.passes(2);
    const [card] = rig.cards;
    const [plan] = legsOf(card!.content.action);
    const memory = rig.context.memory.accounts.get('main')!;
    memory.outage = { since: rig.clock.now(), why: 'closed', failures: 3, code: 'MAINTENANCE' };
    memory.watch!.venue!.maintenance = { since: rig.clock.now(), detail: '' };
    const checked = await checkAgain(rig.context, card!, plan!, 0, [], 1);
    expect(checked).toMatchObject({ kind: 'wait', refusals: [{ code: 'EXCHANGE_CLOSED', account: 'main' }] });
  });
});

describe('what the exchange says for sure', () => {
  test.each(['AUTH_LOST', 'BANNED'] as const)(
    '%s is an emergency at once, not after three tries',
    async (code) => {
      const rig = new DeskRig().withBtcLong('20000');
      await rig.pass();
      rig.heard();
      rig.exchange.fail('balances', fault(code));
      await rig.pass();
      expect(rig.heardWords().filter((line) => !line.startsWith('card'))).toEqual([
        'raised emergency exchange',
        'notice reducing',
      ]);
    },
  );
});

describe('the clock', () => {
  test('of this machine that is off is told once, and orders go on: they are signed with the time of the exchange', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    Object.assign(rig.exchange.signingWindow, { skewMs: 5_000 });
    rig.exchange.clockOffMs = [5_000];
    await rig.passes(3, 31 * SECOND);
    expect(rig.heardWords()).toEqual(['notice clock-off']);
    expect(refusalsOf(rig, 'opening')).toEqual([]);
    expect((await facts(rig)).get('clock')).toMatchObject({ ok: false, fact: { offMs: 5_000 } });
    Object.assign(rig.exchange.signingWindow, { skewMs: 0 });
    rig.exchange.clockOffMs = [0];
    await rig.passes(2, 31 * SECOND);
    expect(rig.heardWords()).toEqual(['notice clock-right']);
  });

  test('that one more comparison puts right stops nothing', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    rig.exchange.clockOffMs = [1_500, 0];
    await rig.pass();
    expect(refusalsOf(rig, 'opening')).toEqual([]);
    expect(rig.heardWords()).toEqual([]);
  });

  test('that two comparisons cannot agree on stops every order until they do', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    rig.exchange.clockOffMs = [-1_500, -1_600, 0];
    await rig.pass(31 * SECOND);
    expect(refusalsOf(rig, 'reducing')).toEqual(['CLOCK_OFF']);
    expect(rig.heard()).toMatchObject([{ notice: { code: 'clock-off', offMs: -1_600, blocks: true } }]);
    await rig.pass(31 * SECOND);
    expect(refusalsOf(rig, 'reducing')).toEqual([]);
    expect(rig.heardWords()).toEqual(['notice clock-right']);
  });
});

describe('the look at the exchange', () => {
  test('comes every half minute, however often the account is looked at', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(24);
    expect(rig.exchange.calls.filter(({ method }) => method === 'status')).toHaveLength(4);
  });

  test('holds up no check, and is not begun twice', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    rig.exchange.delay('status', 5 * MINUTE);
    await rig.passes(12, 10 * SECOND);
    expect(rig.context.memory.lastCheckAt).toBe(rig.clock.now() - 10 * SECOND);
    expect(rig.exchange.calls.filter(({ method }) => method === 'status')).toHaveLength(1);
  });

  test('that fails is journalled when it begins and when it ends, and shown', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass(31 * SECOND);
    rig.exchange.fail('status', fault('UNREACHABLE'));
    await rig.passes(3, 31 * SECOND);
    expect((await facts(rig)).get('outage')).toMatchObject({
      ok: false,
      fact: { why: 'simulated UNREACHABLE' },
    });
    rig.exchange.heal();
    await rig.passes(2, 31 * SECOND);
    const answers = rig.ledger.content.journal.flatMap(({ entry: { data } }) =>
      'answers' in data ? [data['answers']] : [],
    );
    expect(answers).toEqual([false, true]);
    expect((await facts(rig)).has('outage')).toBe(false);
  });

  test('shows speed, weight and every stream with its age', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.exchange.figures = {
      requests: { count: 500, failed: 3, p50Ms: 41, p99Ms: 380 },
      weight: { used: 240, limit: 2_400 },
      streams: [
        { name: 'prices', state: 'live', messages: 900, heardAt: rig.clock.now() - 90 * SECOND },
        { name: 'account', state: 'live', messages: 2, heardAt: rig.clock.now() - HOUR },
      ],
    };
    const health = await healthOf(rig.context);
    const shown = health.ok ? health.value : [];
    expect(shown).toContainEqual({
      ok: true,
      fact: { kind: 'requests', account: 'main', figures: { count: 500, failed: 3, p50Ms: 41, p99Ms: 380 } },
    });
    expect(shown).toContainEqual({
      ok: true,
      fact: { kind: 'weight', account: 'main', weight: { used: 240, limit: 2_400 } },
    });
    expect(shown.filter((each) => 'fact' in each && each.fact.kind === 'heard')).toMatchObject([
      { ok: false, fact: { stream: 'prices', ageMs: 90 * SECOND } },
      { ok: true, fact: { stream: 'account', ageMs: HOUR } },
    ]);
  });
});
