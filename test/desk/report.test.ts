// The day's report: its figures, that it is sent once, and what happens when the desk was away at its hour.
import { describe, expect, test } from 'vitest';
import { minuteStroke } from '../../src/desk/minute.ts';
import { askedReport } from '../../src/desk/report/asked-report.ts';
import { backtest, type DayRecord, withRecord } from '../../src/desk/report/day-record.ts';
import { latestTrades, profitAndLoss } from '../../src/desk/report/profit-and-loss.ts';
import { buildReport } from '../../src/desk/report/report.ts';
import { tradeFigures } from '../../src/desk/report/round-trips.ts';
import type { DailyReport } from '../../src/domain/report.ts';
import type { FillRow } from '../../src/ports/history.ts';
import { DAY, DeskRig, HOUR, MINUTE } from './desk-rig.ts';

/** The rig's clock starts on 21 November 2026, 05:03:22 UTC. */
const rigAt = async (hour: number, minute = 0): Promise<DeskRig> => {
  const rig = new DeskRig().withBtcLong('20000');
  await rig.clock.advance(Date.UTC(2026, 10, 21, hour, minute) - rig.clock.now());
  return rig;
};

const startedDaysAgo = (rig: DeskRig, days: number) =>
  rig.ledger.commit([{ kind: 'value', name: 'first-start', value: String(rig.clock.now() - days * DAY) }]);

const reports = (rig: DeskRig): DailyReport[] =>
  rig.heard().flatMap((event) => (event.kind === 'report' ? [event.report] : []));

const row = (changes: Partial<FillRow>): FillRow => ({
  account: 'main',
  id: `${Math.abs(changes.at ?? 0)}-${changes.clientOrderId ?? ''}-${changes.realizedPnl ?? ''}`,
  symbol: 'BTCUSDT',
  side: 'sell',
  positionSide: 'long',
  quantity: '0.1',
  price: '60000',
  fee: '3',
  realizedPnl: '0',
  currency: 'USDT',
  at: 0,
  clientOrderId: 'a',
  ...changes,
});

describe('the report of yesterday', () => {
  test('is sent at its hour and not again', async () => {
    const rig = await rigAt(8, 59);
    await startedDaysAgo(rig, 3);
    await minuteStroke(rig.context);
    expect(reports(rig)).toEqual([]);
    await rig.clock.advance(MINUTE);
    for (let each = 0; each < 5; each += 1) {
      await minuteStroke(rig.context);
      await rig.clock.advance(MINUTE);
    }
    expect(reports(rig)).toMatchObject([{ date: '2026-11-20', late: false }]);
  });

  test('is sent once more only on the next day, also by a desk that forgot everything but its ledger', async () => {
    const rig = await rigAt(9);
    await startedDaysAgo(rig, 3);
    await minuteStroke(rig.context);
    rig.context.memory.accounts.clear();
    await minuteStroke(rig.context);
    await rig.clock.advance(DAY);
    await minuteStroke(rig.context);
    expect(reports(rig).map(({ date }) => date)).toEqual(['2026-11-20', '2026-11-21']);
  });

  test('that was missed is sent late, once', async () => {
    const rig = await rigAt(15, 30);
    await startedDaysAgo(rig, 3);
    await minuteStroke(rig.context);
    await minuteStroke(rig.context);
    expect(reports(rig)).toMatchObject([{ date: '2026-11-20', late: true }]);
  });

  test('is not sent by a desk that was not there yesterday', async () => {
    const rig = await rigAt(10);
    await minuteStroke(rig.context);
    await minuteStroke(rig.context);
    expect(reports(rig)).toEqual([]);
  });

  test('follows the hour of the configured zone', async () => {
    const rig = new DeskRig({ settings: { report: { timezone: '+9', hour: 9, minute: 0 } } }).withBtcLong();
    await startedDaysAgo(rig, 3);
    await minuteStroke(rig.context);
    expect(reports(rig)).toMatchObject([{ date: '2026-11-20', timezone: '+9' }]);
  });

  test('waits for a history that cannot be read', async () => {
    const rig = await rigAt(9);
    await startedDaysAgo(rig, 3);
    const { equity } = rig.history;
    rig.history.equity = async () =>
      ({
        ok: false as const,
        error: { code: 'STORE_FAILED', message: 'x', retryable: true, outcome: 'none' },
      }) as never;
    await minuteStroke(rig.context);
    expect(reports(rig)).toEqual([]);
    rig.history.equity = equity;
    await minuteStroke(rig.context);
    expect(reports(rig)).toHaveLength(1);
  });
});

describe('the figures', () => {
  const point = (at: number, equity: string, valueAtRisk: number | null, drawdown: number) => ({
    account: 'main',
    at,
    equity,
    unrealizedPnl: '-66.2',
    marginRatio: 0.1,
    valueAtRisk,
    drawdown,
  });
  const day = Date.UTC(2026, 10, 20);

  test('tell the change, what the value at risk said and what was lost', async () => {
    const rig = await rigAt(9);
    await rig.history.addEquity('paper', [
      point(day - MINUTE, '10000', 0.03, 0.01),
      point(day + 6 * HOUR, '9600', 0.03, 0.05),
      point(day + 23 * HOUR, '9814', 0.03, 0.02),
      point(day + 25 * HOUR, '5000', 0.03, 0.5),
    ]);
    await rig.history.addFills('paper', [
      row({ at: day + HOUR, realizedPnl: '-120.4', clientOrderId: 'a' }),
      row({ at: day + 2 * HOUR, realizedPnl: '50', clientOrderId: 'b' }),
      row({ at: day + 3 * HOUR, realizedPnl: '-2.3', cause: 'funding', fee: '0', clientOrderId: 'c' }),
      row({ at: day - HOUR, realizedPnl: '999', clientOrderId: 'd' }),
    ]);
    const built = await buildReport(rig.context, '2026-11-20', false);
    expect(built.ok && built.value.report).toMatchObject({
      equity: '9814',
      equityBefore: '10000',
      change: -0.0186,
      realizedPnl: '-70.4',
      fees: '6',
      funding: '-2.3',
      unrealizedPnl: '-66.2',
      valueAtRisk: { said: '300', lost: '186', breaches: 0, days: 1 },
      drawdown: 0.02,
      maxDrawdown: { value: 0.05, at: day + 6 * HOUR },
      trades: { count: 2, won: 1 },
      journalHead: 'mac',
    });
  });

  test('count a fill at midnight for the day that begins, and for that day alone', async () => {
    const rig = await rigAt(9);
    await rig.history.addFills('paper', [
      row({ at: day, realizedPnl: '7' }),
      row({ at: day + DAY, realizedPnl: '11' }),
    ]);
    const realized = async (date: string) => {
      const built = await buildReport(rig.context, date, false);
      return built.ok ? built.value.report.realizedPnl : undefined;
    };
    expect(await realized('2026-11-19')).toBe('0');
    expect(await realized('2026-11-20')).toBe('7');
    expect(await realized('2026-11-21')).toBe('11');
  });

  test('say nothing where nothing is known', async () => {
    const rig = await rigAt(9);
    const built = await buildReport(rig.context, '2026-11-20', true);
    expect(built.ok && built.value.report).toMatchObject({
      late: true,
      equityBefore: null,
      change: null,
      valueAtRisk: { said: null, lost: null, breaches: 0, days: 0 },
      drawdown: null,
      proposals: { approved: 0, undecidedWouldHaveSaved: null },
      nextFunding: null,
    });
  });

  test('count alerts with the median time to acknowledge, and the fate of the cards', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    rig.mark('BTCUSDT', 21_200);
    await rig.pass(MINUTE);
    const { acknowledge } = await import('../../src/desk/alerts/acknowledge.ts');
    await acknowledge(rig.context, rig.ask());
    const built = await buildReport(rig.context, '2026-11-21', false);
    const { alerts } = built.ok ? built.value.report : { alerts: undefined };
    expect(alerts?.count).toBeGreaterThan(2);
    expect(alerts?.medianAcknowledgeMs).toBe(MINUTE);
  });

  test('a card that nobody answered is scored an hour later: what the cut would have saved', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    rig.mark('BTCUSDT', 21_200);
    await rig.pass();
    await rig.clock.advance(6 * MINUTE);
    rig.mark('BTCUSDT', 21_000);
    await rig.pass();
    expect(rig.cards[0]?.state.kind).toBe('expired');
    await minuteStroke(rig.context);
    await rig.clock.advance(HOUR);
    rig.mark('BTCUSDT', 20_600);
    await rig.pass();
    await minuteStroke(rig.context);
    await minuteStroke(rig.context);
    const built = await buildReport(rig.context, '2026-11-21', false);
    const saved = built.ok ? Number(built.value.report.proposals.undecidedWouldHaveSaved) : Number.NaN;
    const cost = 0.25 * 21_200 * (0.0005 + 0.0001);
    expect(saved).toBeCloseTo(0.25 * (21_200 - 20_600) - cost, 4);
  });

  test('uptime counts the minutes that were there, blind ones apart', async () => {
    const rig = await rigAt(0);
    await startedDaysAgo(rig, 3);
    for (let minute = 0; minute < 60; minute += 1) {
      if (minute === 30) rig.exchange.fail('positions');
      await rig.pass(0);
      if (minute < 45) await minuteStroke(rig.context);
      await rig.clock.advance(MINUTE);
    }
    const built = await buildReport(rig.context, '2026-11-21', false);
    expect(built.ok && built.value.report).toMatchObject({ uptime: 0.75, dataGapMs: 15 * MINUTE });
  });
});

describe('the hundred days', () => {
  const record = (date: string, said: string | null, lost: string | null): DayRecord => ({
    date,
    said,
    lost,
    deepest: null,
  });

  test('count the days on which more was lost than was said', () => {
    const records = [
      record('a', '10', '11'),
      record('b', '10', '10'),
      record('c', '10', '-5'),
      record('d', null, '9'),
    ];
    expect(backtest(records)).toEqual({ breaches: 1, days: 3, expected: 3 * 0.05 });
  });

  test('keep one record a day and a hundred in all', () => {
    let records: readonly DayRecord[] = [];
    for (let day = 100; day < 220; day += 1) records = withRecord(records, record(`d${day}`, '1', '0'));
    records = withRecord(records, record('d219', '1', '2'));
    expect(records).toHaveLength(100);
    expect(records.at(-1)).toEqual(record('d219', '1', '2'));
  });
});

test('fills of one closing order are one trade, and the profit factor has fees in it', () => {
  const figures = tradeFigures([
    row({ realizedPnl: '10', fee: '1', clientOrderId: 'a', at: 1 }),
    row({ realizedPnl: '10', fee: '1', clientOrderId: 'a', at: 2 }),
    row({ realizedPnl: '-5', fee: '1', clientOrderId: 'b', at: 3 }),
    row({ realizedPnl: '0', fee: '1', clientOrderId: 'c', at: 4 }),
  ]);
  expect(figures).toMatchObject({ trades: 2, won: 1, profitFactor: 3 });
  expect([figures.realizedPnl.toFixed(), figures.fees.toFixed()]).toEqual(['15', '4']);
});

test('a day’s profit and loss begins at local midnight and ends with the book as it is', async () => {
  const rig = new DeskRig().withBtcLong('20000');
  await rig.pass();
  rig.mark('BTCUSDT', 61_000);
  await rig.pass();
  const result = await profitAndLoss(rig.context, 'day');
  expect(result.ok && result.value).toMatchObject({
    from: Date.UTC(2026, 10, 21),
    unrealizedPnl: '500',
    change: '500',
    currency: 'USDT',
  });
});

test('a line a day says that all is calm, half a day away from the report', async () => {
  const rig = await rigAt(21);
  await rig.pass();
  await minuteStroke(rig.context);
  await minuteStroke(rig.context);
  expect(rig.heardWords()).toEqual(['notice heartbeat']);
});

describe('a report that somebody asks for', () => {
  test('is there for every day from the first start to today, and for no other', async () => {
    const rig = await rigAt(12);
    await startedDaysAgo(rig, 3);
    const asked = async (date?: string): Promise<string> => {
      const answer = await askedReport(rig.context, date);
      if (answer.ok) return answer.value.date;
      return answer.error.kind === 'refused' ? (answer.error.refusals[0]?.code ?? '') : 'fault';
    };
    expect(await asked()).toBe('2026-11-21');
    expect(await asked('yesterday')).toBe('2026-11-20');
    expect(await asked('2026-11-18')).toBe('2026-11-18');
    for (const date of ['2026-11-17', '1970-01-01', '2026-11-22', '2026-11-31', '9999-99-99', '0000-00-00']) {
      expect(await asked(date), date).toBe('NO_REPORT');
    }
  });

  test('of yesterday is refused on the first day', async () => {
    const rig = await rigAt(12);
    expect(await askedReport(rig.context, 'yesterday')).toMatchObject({
      error: { refusals: [{ code: 'NO_REPORT', date: '2026-11-20', firstDay: '2026-11-21' }] },
    });
  });

  test('of all profit begins with the first start and not in 1970', async () => {
    const rig = await rigAt(12);
    await startedDaysAgo(rig, 3);
    const told = await profitAndLoss(rig.context, 'all');
    expect(told.ok && told.value.from).toBe(rig.clock.now() - 3 * DAY);
  });
});

describe('real money', () => {
  test('counts none of the profit that was made on paper', async () => {
    const rig = new DeskRig({ mode: 'real' }).withBtcLong('20000');
    const at = rig.clock.now() - MINUTE;
    await rig.history.addFills('paper', [row({ at, realizedPnl: '900', clientOrderId: 'of-paper' })]);
    await rig.history.addFills('real', [row({ at, realizedPnl: '-7', clientOrderId: 'of-money' })]);
    const told = await profitAndLoss(rig.context, 'all');
    expect(told).toMatchObject({ value: { realizedPnl: '-7', trades: 1, won: 0 } });
    const trades = await latestTrades(rig.context, 10);
    expect(trades.ok && trades.value.map(({ clientOrderId }) => clientOrderId)).toEqual(['of-money']);
  });
});

test('a day that still goes on has the drawdown of now, before the next point of the curve is kept', async () => {
  const rig = await rigAt(12);
  await rig.passes(3);
  rig.mark('BTCUSDT', 56_000);
  await rig.pass();
  const built = await buildReport(rig.context, '2026-11-21', false);
  expect(built.ok && built.value.report.drawdown).toBeCloseTo(0.1, 9);
});
