// The report that somebody asks for: of today so far, or of a day on which the desk ran. For any other day there is nothing to tell.
import type { DailyReport } from '../../domain/report.ts';
import { failure, success } from '../../domain/result.ts';
import type { Answer } from '../../ports/desk.ts';
import type { DeskContext } from '../state/context.ts';
import { FIRST_START } from '../watch/uptime.ts';
import { buildReport } from './report.ts';

const HALF_A_DAY_MS = 43_200_000;

/** `asked`: a local date `YYYY-MM-DD` or `yesterday`; today when left out. */
export async function askedReport(context: DeskContext, asked: string | undefined): Answer<DailyReport> {
  const { calendar, clock, ledger } = context.ports;
  const { timezone } = context.settings.report;
  const dateOf = (at: number): string => calendar.localDate(at, timezone).date;
  const today = dateOf(clock.now());
  const first = await ledger.value(FIRST_START);
  if (!first.ok) return failure({ kind: 'fault', fault: first.error });
  const firstDay = first.value === undefined ? today : dateOf(Number(first.value));
  const yesterday = dateOf(calendar.startOfLocalDay(today, timezone) - HALF_A_DAY_MS);
  const date = asked === 'yesterday' ? yesterday : (asked ?? today);
  // A date that no calendar has (31 June) is before or after the days that there are, or between two of them.
  const isDate =
    date >= firstDay && date <= today && dateOf(calendar.startOfLocalDay(date, timezone)) === date;
  if (!isDate) return failure({ kind: 'refused', refusals: [{ code: 'NO_REPORT', date, firstDay }] });
  const built = await buildReport(context, date, false);
  return built.ok ? success(built.value.report) : failure({ kind: 'fault', fault: built.error });
}
