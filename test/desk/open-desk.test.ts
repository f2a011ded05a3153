// The desk as people and compose hold it: a start, a crash of the market, an approval, a restart, a stop.
import { describe, expect, test } from 'vitest';
import { openDesk } from '../../src/desk/open-desk.ts';
import { failure } from '../../src/domain/result.ts';
import { settle } from '../support/fake-clock.ts';
import { fault } from '../support/sim-faults.ts';
import { DeskRig, MINUTE, SECOND } from './desk-rig.ts';

const words = (rig: DeskRig): string => rig.heardWords().join('\n');

describe('a start', () => {
  test('on an empty folder persists paper mode and says that it is there', async () => {
    const rig = new DeskRig().withBtcLong();
    const { desk } = await openDesk(rig.options());
    expect(rig.ledger.content.values.get('mode')).toBe('paper');
    expect(desk.view()).toMatchObject({ mode: 'paper', trading: { kind: 'active' }, level: 'safe' });
    expect(words(rig)).toBe('notice started');
  });

  test('in real mode without the criteria begins in paper and says what is missing', async () => {
    const rig = new DeskRig({ settings: { firstMode: 'real' } }).withBtcLong();
    const { desk } = await openDesk(rig.options());
    expect(desk.view().mode).toBe('paper');
    expect(words(rig)).toContain('notice real-refused');
  });

  test('afterwards the persisted mode rules, whatever the configuration says', async () => {
    const rig = new DeskRig({ settings: { firstMode: 'paper' } }).withBtcLong();
    await rig.ledger.commit([{ kind: 'value', name: 'mode', value: 'real' }]);
    const { desk } = await openDesk(rig.options());
    expect(desk.view().mode).toBe('real');
  });

  test('without accounts or without a readable ledger is SAFE', async () => {
    const rig = new DeskRig().withBtcLong();
    const closed = await openDesk({
      ...rig.options(),
      venues: { open: async () => failure(fault('AUTH_LOST')) },
    });
    expect(closed.desk.view().safeMode).toContain('cannot be opened');
    rig.ledger.failReads(fault('CORRUPT'));
    const blind = await openDesk(rig.options());
    expect(blind.desk.view().safeMode).toContain('cannot be read');
  });

  test('takes over the thresholds that people changed', async () => {
    const rig = new DeskRig().withBtcLong();
    rig.preferences = { version: 1, people: {}, thresholds: { 'margin-ratio.warning': 0.5 } };
    const { desk } = await openDesk(rig.options());
    expect(desk.view().thresholds['margin-ratio'].warning).toBe(0.5);
  });
});

test('a crash of the market ends with one approved and executed cut', async () => {
  const rig = new DeskRig().withBtcLong('20000');
  const running = await openDesk(rig.options());
  await running.check();
  await running.check();
  rig.mark('BTCUSDT', 21_200);
  await rig.clock.advance(5 * SECOND);
  await running.check();
  const view = running.desk.view();
  expect(view.level).toBe('emergency');
  const [card] = view.proposals;
  const press = await running.desk.approve(rig.ask('ann'), card!.code, card!.contentHash);
  expect(press.ok && press.value.missing).toBe(0);
  await rig.clock.advance(10 * SECOND);
  await settle();
  expect(rig.venue.signed('BTCUSDT').toFixed()).toBe('0.25');
  expect(running.desk.view().proposals[0]?.state.kind).toBe('executed');
  expect(rig.exchange.submitsSeen).toBe(1);
  const late = await running.desk.approve(rig.ask('kim'), card!.code);
  expect(late.ok).toBe(false);
});

test('a restart keeps alerts, cards, peak and what was told', async () => {
  const rig = new DeskRig().withBtcLong('20000');
  const first = await openDesk(rig.options());
  await first.check();
  await first.check();
  rig.mark('BTCUSDT', 21_200);
  await first.check();
  const before = first.desk.view();
  rig.heard();
  const second = await openDesk(rig.options());
  await second.check();
  const after = second.desk.view();
  expect(after.alerts.map((alert) => alert.id).sort()).toEqual(before.alerts.map((alert) => alert.id).sort());
  expect(after.proposals.map((card) => card.contentHash)).toEqual(
    before.proposals.map((card) => card.contentHash),
  );
  expect(after.accounts[0]?.assessment?.peakEquity).toBe(20_000);
  expect(rig.heardWords().filter((line) => line.startsWith('raised') || line.startsWith('together'))).toEqual(
    [],
  );
});

test('answers to reads: trades, profit and loss, report, journal, health, gate', async () => {
  const rig = new DeskRig().withBtcLong('20000');
  const { desk, check } = await openDesk(rig.options());
  await check();
  desk.note(rig.ask(), '/status', 'done');
  desk.loginFailure('telegram', 'h1');
  await settle();
  const answers = await Promise.all([
    desk.trades(5),
    desk.profitAndLoss('all'),
    desk.report(),
    desk.journal(10),
    desk.health(),
    desk.gate(),
  ]);
  expect(answers.every((answer) => answer.ok)).toBe(true);
  const [, , report, journal, health] = answers;
  expect(report.ok && report.value).toMatchObject({ date: '2026-11-21', equity: '20000' });
  expect(journal.ok && journal.value.map((line) => line.entry.type)).toEqual(
    expect.arrayContaining(['command', 'login-failure']),
  );
  expect(health.ok && health.value.every((line) => line.ok)).toBe(true);
  expect(await desk.proposal('ZZZZ')).toMatchObject({ ok: false });
});

test('a stop tells, closes the accounts and leaves positions as they are', async () => {
  const rig = new DeskRig().withBtcLong('20000');
  const running = await openDesk(rig.options());
  await running.check();
  await running.minute();
  const stopping = running.stop();
  await rig.clock.advance(MINUTE);
  await stopping;
  await running.settled();
  expect(words(rig)).toContain('notice stopping');
  expect(rig.exchange.closed).toBe(true);
  expect(rig.venue.signed('BTCUSDT').toFixed()).toBe('0.5');
});
