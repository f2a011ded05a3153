// What a period brought: realised, open, fees, funding, and the change of equity that all of it made.
import { ZERO } from '../../domain/decimal.ts';
import { failure, success } from '../../domain/result.ts';
import type { Answer, Declined, PeriodName, ProfitAndLoss } from '../../ports/desk.ts';
import type { FillRow } from '../../ports/history.ts';
import { equityAt } from '../picture/equity-curve.ts';
import type { DeskContext } from '../state/context.ts';
import { FIRST_START } from '../watch/uptime.ts';
import { tradeFigures } from './round-trips.ts';

const DAY_MS = 86_400_000;
/** More fills than this in a period are not read. */
const MOST_FILLS = 100_000;

/** `day` begins with the local day of the desk's time zone; week and month are the last 7 and 30 days. */
export async function profitAndLoss(context: DeskContext, period: PeriodName): Answer<ProfitAndLoss> {
  const { clock, history } = context.ports;
  const to = clock.now();
  const from = startOf(context, period, to);
  const fills = await history.fills(context.memory.mode, undefined, from, to, MOST_FILLS);
  if (!fills.ok) return failure<Declined>({ kind: 'fault', fault: fills.error });
  const points = await history.equity(context.memory.mode, undefined, Math.max(0, from - DAY_MS), to);
  if (!points.ok) return failure<Declined>({ kind: 'fault', fault: points.error });
  const figures = tradeFigures(fills.value);
  const before = equityAt(points.value, from);
  const now = currentEquity(context);
  return success({
    from: period === 'all' ? await firstStart(context, to) : from,
    to,
    currency: currencyOf(context),
    realizedPnl: figures.realizedPnl.toFixed(),
    unrealizedPnl: now.unrealizedPnl.toFixed(),
    fees: figures.fees.toFixed(),
    funding: figures.funding.toFixed(),
    change: before === undefined || !now.known ? '0' : now.equity.minus(before.equity).toFixed(),
    trades: figures.trades,
    won: figures.won,
  });
}

/** Since when there is anything to count; `otherwise` in the first minute. */
async function firstStart({ ports }: DeskContext, otherwise: number): Promise<number> {
  const first = await ports.ledger.value(FIRST_START);
  return first.ok && first.value !== undefined ? Number(first.value) : otherwise;
}

/** The newest fills first. */
export async function latestTrades(context: DeskContext, limit: number): Answer<readonly FillRow[]> {
  const { clock, history } = context.ports;
  const fills = await history.fills(context.memory.mode, undefined, 0, clock.now(), limit);
  if (!fills.ok) return failure<Declined>({ kind: 'fault', fault: fills.error });
  return success([...fills.value].sort((a, b) => b.at - a.at).slice(0, limit));
}

function startOf(context: DeskContext, period: PeriodName, now: number): number {
  const { calendar } = context.ports;
  const { timezone } = context.settings.report;
  switch (period) {
    case 'day':
      return calendar.startOfLocalDay(calendar.localDate(now, timezone).date, timezone);
    case 'week':
      return now - 7 * DAY_MS;
    case 'month':
      return now - 30 * DAY_MS;
    case 'all':
      return 0;
    default:
      return period satisfies never;
  }
}

/** Of all accounts, from their last pictures; `known` is false while one has none. */
export function currentEquity(context: DeskContext) {
  let [equity, unrealizedPnl] = [ZERO, ZERO];
  let known = context.accounts.length > 0;
  for (const { name } of context.accounts) {
    const snapshot = context.memory.accounts.get(name)?.snapshot;
    if (snapshot === undefined) {
      known = false;
      continue;
    }
    equity = equity.plus(snapshot.equity.value);
    unrealizedPnl = unrealizedPnl.plus(snapshot.equity.minus(snapshot.walletBalance).value);
  }
  return { equity, unrealizedPnl, known };
}

export function currencyOf(context: DeskContext): string {
  for (const { name } of context.accounts) {
    const snapshot = context.memory.accounts.get(name)?.snapshot;
    if (snapshot !== undefined) return snapshot.equity.currency;
  }
  return 'USDT';
}
