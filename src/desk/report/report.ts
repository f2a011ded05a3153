// One local day of the desk as plain figures: what was earned, what was risked, who was asked, and whether the model told the truth.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { Fault } from '../../domain/fault.ts';
import { closingsBetween } from '../../domain/maintenance.ts';
import type { Proposal } from '../../domain/proposal.ts';
import type { DailyReport } from '../../domain/report.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { EquityPoint } from '../../ports/history.ts';
import { deepest, equityAt } from '../picture/equity-curve.ts';
import { scoreValue } from '../proposals/score-undecided.ts';
import type { DeskContext } from '../state/context.ts';
import { FIRST_START, minutesValue, parseMinutes, uptimeOf } from '../watch/uptime.ts';
import { backtest, type DayRecord, parseRecords, recordsValue, withRecord } from './day-record.ts';
import { currencyOf, currentEquity } from './profit-and-loss.ts';
import { tradeFigures } from './round-trips.ts';

const HOUR_MS = 3_600_000;
const MOST_FILLS = 100_000;

export interface BuiltReport {
  readonly report: DailyReport;
  /** The records of the last hundred days with this one among them. */
  readonly records: readonly DayRecord[];
}

/** The bounds of a local date: days of 23 and 25 hours included, and never past now. */
export function boundsOf(context: DeskContext, date: string) {
  const { calendar, clock } = context.ports;
  const { timezone } = context.settings.report;
  const from = calendar.startOfLocalDay(date, timezone);
  const next = calendar.localDate(from + 36 * HOUR_MS, timezone).date;
  const end = calendar.startOfLocalDay(next, timezone);
  return { from, to: Math.min(end, clock.now()), over: end <= clock.now() };
}

/** `date` in the report's time zone; a day that still goes on is told up to now. */
export async function buildReport(
  context: DeskContext,
  date: string,
  late: boolean,
): Promise<Result<BuiltReport, Fault>> {
  const { history, ledger } = context.ports;
  const { from, to, over } = boundsOf(context, date);
  const points = await history.equity(context.memory.mode, undefined, from - 24 * HOUR_MS, to);
  if (!points.ok) return points;
  // The stroke of midnight belongs to the day that begins.
  const fills = await history.fills(context.memory.mode, undefined, from, over ? to - 1 : to, MOST_FILLS);
  if (!fills.ok) return fills;
  const [alerts, proposals, head, stored, minutes, first] = await Promise.all([
    ledger.alertsSince(from),
    ledger.proposalsSince(from),
    ledger.journalHead(),
    ledger.value(recordsValue(context)),
    ledger.value(minutesValue(date)),
    ledger.value(FIRST_START),
  ]);
  for (const read of [alerts, proposals, head, stored, minutes, first]) if (!read.ok) return read;
  if (!(alerts.ok && proposals.ok && head.ok && stored.ok && minutes.ok && first.ok)) {
    throw new Error('every read was checked');
  }
  const today = points.value.filter((point) => point.at >= from && (point.at < to || !over));
  const money = moneyOf(context, points.value, today, from, to, over);
  const record: DayRecord = {
    date,
    said: money.said?.toFixed() ?? null,
    lost: money.before === undefined ? null : money.before.minus(money.equity).toFixed(),
    deepest: deepest(today),
  };
  const records = withRecord(parseRecords(stored.value), record);
  const opened = alerts.value.filter((alert) => alert.openedAt < to);
  const cards = proposals.value.filter(({ content }) => content.createdAt < to);
  const figures = tradeFigures(fills.value);
  const counted = parseMinutes(minutes.value);
  const saved = await savedByExpired(context, cards);
  if (!saved.ok) return saved;
  return success({
    records,
    report: {
      date,
      timezone: context.settings.report.timezone,
      late,
      mode: context.memory.mode,
      currency: currencyOf(context),
      equity: money.equity.toFixed(),
      equityBefore: money.before?.toFixed() ?? null,
      change:
        money.before === undefined || money.before.lte(0)
          ? null
          : money.equity.minus(money.before).div(money.before).toNumber(),
      realizedPnl: figures.realizedPnl.toFixed(),
      unrealizedPnl: money.unrealizedPnl.toFixed(),
      fees: figures.fees.toFixed(),
      funding: figures.funding.toFixed(),
      valueAtRisk: { said: record.said, lost: record.lost, ...backtest(records) },
      drawdown: (over ? undefined : drawdownNow(context)) ?? today.at(-1)?.drawdown ?? null,
      maxDrawdown: worstOf(records),
      trades: { count: figures.trades, won: figures.won, profitFactor: figures.profitFactor },
      alerts: {
        count: opened.length,
        medianAcknowledgeMs: median(
          opened.flatMap(({ acknowledgedAt, openedAt }) =>
            acknowledgedAt === undefined ? [] : [acknowledgedAt - openedAt],
          ),
        ),
      },
      proposals: { ...decisions(cards), undecidedWouldHaveSaved: saved.value },
      uptime: uptimeOf(counted, from, to, first.value === undefined ? undefined : Number(first.value)),
      dataGapMs: counted.blind * 60_000,
      nextFunding: nextFunding(context),
      ...comingMaintenance(context),
      journalHead: head.value.mac,
    },
  });
}

function moneyOf(
  context: DeskContext,
  points: readonly EquityPoint[],
  today: readonly EquityPoint[],
  from: number,
  to: number,
  over: boolean,
) {
  const start = equityAt(points, from);
  const now = currentEquity(context);
  const end = !over && now.known ? now : equityAt(points, to);
  return {
    before: start?.equity,
    said: start?.valueAtRisk ?? equityAt(today, from)?.valueAtRisk,
    equity: end?.equity ?? ZERO,
    unrealizedPnl: end?.unrealizedPnl ?? ZERO,
  };
}

function decisions(cards: readonly Proposal[]) {
  const count = (kinds: readonly Proposal['state']['kind'][]): number =>
    cards.filter(({ state }) => kinds.includes(state.kind)).length;
  return {
    approved: count(['approved', 'executing', 'unknown', 'needs-person', 'executed', 'partial', 'aborted']),
    rejected: count(['rejected']),
    expired: count(['expired']),
  };
}

/** Paper only: what the cards that nobody answered would have saved, as far as they are scored; null without any. */
async function savedByExpired(
  context: DeskContext,
  cards: readonly Proposal[],
): Promise<Result<string | null, Fault>> {
  let sum: Decimal | undefined;
  for (const { content, state } of cards) {
    if (content.mode !== 'paper' || state.kind !== 'expired') continue;
    const score = await context.ports.ledger.value(scoreValue(content.id));
    if (!score.ok) return failure(score.error);
    if (score.value !== undefined) sum = (sum ?? ZERO).plus(new Decimal(score.value));
  }
  return success(sum?.toFixed() ?? null);
}

function worstOf(records: readonly DayRecord[]): DailyReport['maxDrawdown'] {
  let worst: DailyReport['maxDrawdown'] = null;
  for (const each of records) {
    if (each.deepest !== null && (worst === null || each.deepest.value > worst.value)) worst = each.deepest;
  }
  return worst;
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The deepest of the accounts as they were just assessed; of a day that still goes on the last kept point is older than that. */
function drawdownNow(context: DeskContext): number | undefined {
  const known = context.accounts.flatMap(({ name }) => {
    const drawdown = context.memory.accounts.get(name)?.assessment?.drawdown;
    return drawdown?.kind === 'known' ? [drawdown.value] : [];
  });
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Closings that begin within a day from now. */
function comingMaintenance(context: DeskContext): Pick<DailyReport, 'maintenance'> {
  const now = context.ports.clock.now();
  const { windows } = context.settings.venue.maintenance;
  const maintenance = context.accounts.flatMap(({ name }) =>
    closingsBetween(windows, name, now, now + 24 * HOUR_MS).map((closing) => ({ account: name, ...closing })),
  );
  return maintenance.length === 0 ? {} : { maintenance: maintenance.sort((a, b) => a.from - b.from) };
}

/** The nearest payment on a position that is held; on any symbol when none is. */
function nextFunding(context: DeskContext): DailyReport['nextFunding'] {
  const now = context.ports.clock.now();
  const held = new Set<string>();
  const coming: { at: number; symbol: string; rate: number }[] = [];
  for (const { name } of context.accounts) {
    const memory = context.memory.accounts.get(name);
    for (const { symbol } of memory?.snapshot?.positions ?? []) held.add(symbol);
    coming.push(...(memory?.watch?.funding ?? []).filter(({ at }) => at > now));
  }
  const relevant = coming.some(({ symbol }) => held.has(symbol))
    ? coming.filter(({ symbol }) => held.has(symbol))
    : coming;
  return relevant.sort((a, b) => a.at - b.at)[0] ?? null;
}
