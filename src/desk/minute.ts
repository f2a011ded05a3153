// The minute stroke: what is due by people's own clock. Every piece is decided by what the ledger says was sent, never by a timer.
import type { LedgerChange } from '../ports/ledger.ts';
import { scoreChanges } from './proposals/score-undecided.ts';
import { recordsValue } from './report/day-record.ts';
import { currencyOf, currentEquity } from './report/profit-and-loss.ts';
import { boundsOf, buildReport } from './report/report.ts';
import { commit } from './state/commit.ts';
import type { DeskContext } from './state/context.ts';
import { viewOf } from './state/view.ts';
import { FIRST_START, minuteChanges } from './watch/uptime.ts';
import { checkWatchdog } from './watch/watchdog.ts';

const MINUTE_MS = 60_000;
/** A report sent later than this after its time says that it is late. */
const LATE_AFTER_MS = 10 * MINUTE_MS;
const HALF_A_DAY_HOURS = 12;

/** Called every minute of the clock; a missed minute is caught up by the next. */
export async function minuteStroke(context: DeskContext): Promise<void> {
  await checkWatchdog(context);
  const changes = [...(await minuteChanges(context)), ...(await scoreChanges(context))];
  await context.writer.run(() => commit(context, changes));
  await sendDueReport(context);
  await sendDueHeartbeat(context);
}

/**
 * Sends the report of yesterday's local date once its hour has come today, and once only: the mark, the message and
 * the day's record are one transaction. After a time away only the last missed one is sent, marked late.
 */
async function sendDueReport(context: DeskContext): Promise<void> {
  const { calendar, clock, ledger } = context.ports;
  const { timezone, hour, minute } = context.settings.report;
  const now = clock.now();
  const local = calendar.localDate(now, timezone);
  if (local.hour * 60 + local.minute < hour * 60 + minute) return;
  const today = calendar.startOfLocalDay(local.date, timezone);
  const { date } = calendar.localDate(today - HALF_A_DAY_HOURS * 60 * MINUTE_MS, timezone);
  const [sent, first] = await Promise.all([ledger.value('report-sent'), ledger.value(FIRST_START)]);
  if (!sent.ok || !first.ok || sent.value === date) return;
  const { to } = boundsOf(context, date);
  if (first.value === undefined || Number(first.value) >= to) return;
  const minutesPast = local.hour * 60 + local.minute - (hour * 60 + minute);
  const built = await buildReport(context, date, minutesPast * MINUTE_MS > LATE_AFTER_MS);
  if (!built.ok) {
    context.ports.log.warn({ date, fault: built.error.code }, 'the report has to wait');
    return;
  }
  const { report, records } = built.value;
  await context.writer.run(() =>
    commit(context, [
      { kind: 'once', name: `report/${date}` },
      { kind: 'value', name: 'report-sent', value: date },
      { kind: 'value', name: recordsValue(context), value: JSON.stringify(records) },
      { kind: 'journal', entry: { type: 'report', at: now, by: 'desk', data: { ...report } } },
      { kind: 'tell', lane: 'low', topic: `report:${date}`, event: { kind: 'report', report } },
    ]),
  );
}

/** One line a day, half a day away from the report, so that silence is never mistaken for calm. */
async function sendDueHeartbeat(context: DeskContext): Promise<void> {
  const { calendar, clock, ledger } = context.ports;
  const { timezone, hour } = context.settings.report;
  const local = calendar.localDate(clock.now(), timezone);
  if (local.hour !== (hour + HALF_A_DAY_HOURS) % 24) return;
  const sent = await ledger.value('heartbeat-sent');
  if (!sent.ok || sent.value === local.date) return;
  const { equity, known } = currentEquity(context);
  if (!known) return;
  const worst = viewOf(context).level;
  const changes: LedgerChange[] = [
    { kind: 'once', name: `heartbeat/${local.date}` },
    { kind: 'value', name: 'heartbeat-sent', value: local.date },
    {
      kind: 'tell',
      lane: 'low',
      topic: `heartbeat:${local.date}`,
      event: {
        kind: 'notice',
        notice: { code: 'heartbeat', equity: equity.toFixed(), currency: currencyOf(context), worst },
      },
    },
  ];
  await context.writer.run(() => commit(context, changes));
}
