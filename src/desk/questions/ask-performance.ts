// What the account earned and what it cost in risk: models 20 and 21 on its equity curve, and the round trips of the period.
import { ZERO } from '../../domain/decimal.ts';
import { type Told, told, unknown } from '../../domain/reading.ts';
import { type Result, success } from '../../domain/result.ts';
import type { Answer, Declined } from '../../ports/answer.ts';
import type { PerformanceAnswer, PerformanceAsk } from '../../ports/model-asks.ts';
import { performance } from '../../risk/performance/performance.ts';
import { rollingMetrics } from '../../risk/performance/rolling.ts';
import { onBook } from '../picture/asked-picture.ts';
import { equitySamples } from '../picture/equity-samples.ts';
import { type ClosedTrades, closedTrades } from '../report/closed-trades.ts';
import type { DeskContext } from '../state/context.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = { week: 7, month: 30, all: 1_095 } as const;
/** Days from which on daily returns and figures of a year say something. */
const DAYS_NEEDED = 28;
const HOURS_NEEDED = 24;
const WINDOW = 30;

/**
 * On daily returns from four weeks on, on hourly ones before that; unknown under a day. Deposits and withdrawals are
 * not told apart from results: the curve is the equity itself.
 */
export const askPerformance = (
  context: DeskContext,
  { account, period }: PerformanceAsk,
): Answer<Told<PerformanceAnswer>> =>
  onBook<PerformanceAnswer>(context, account, async ({ about }) => {
    const curve = await curveOf(context, about.account, about.equity, DAYS[period]);
    if (!curve.ok) return curve;
    const { samples, stepMs } = curve.value;
    if (samples.length <= HOURS_NEEDED && stepMs === HOUR_MS) {
      return success(unknown('short-history', `${Math.max(0, samples.length - 1)} h / ${HOURS_NEEDED} h`));
    }
    if (samples.some((equity) => !(equity > 0))) return success(unknown('no-equity'));
    const returns = samples.slice(1).map((equity, index) => equity / samples[index]! - 1);
    const to = context.ports.clock.now();
    const from = to - returns.length * stepMs;
    const closed = await closedTrades(context, about.account, from);
    if (!closed.ok) return closed;
    const periodsPerYear = (365 * DAY_MS) / stepMs;
    const isDaily = stepMs === DAY_MS;
    return success(
      told({
        ...about,
        period,
        from,
        to,
        stepMs,
        periodsPerYear,
        returns,
        found: performance({ returns, periodsPerYear }),
        annual: isDaily,
        ...(isDaily && returns.length >= WINDOW
          ? { alerts: rollingMetrics({ returns, window: WINDOW, periodsPerYear }).alerts }
          : {}),
        trades: tradesOf(closed.value),
      }),
    );
  });

interface Curve {
  readonly samples: readonly number[];
  readonly stepMs: number;
}

async function curveOf(
  context: DeskContext,
  account: string,
  equity: number,
  days: number,
): Promise<Result<Curve, Declined>> {
  const now = { at: context.ports.clock.now(), equity };
  if (days >= DAYS_NEEDED) {
    const daily = await equitySamples(context, account, now, DAY_MS, days);
    if (!daily.ok) return daily;
    if (daily.value.length > DAYS_NEEDED) return success({ samples: daily.value, stepMs: DAY_MS });
  }
  const hours = Math.min(days, DAYS_NEEDED) * 24;
  const hourly = await equitySamples(context, account, now, HOUR_MS, hours);
  return hourly.ok ? success({ samples: hourly.value, stepMs: HOUR_MS }) : hourly;
}

function tradesOf({ trips, cutOff }: ClosedTrades): PerformanceAnswer['trades'] {
  let [gained, lost] = [ZERO, ZERO];
  for (const { profit } of trips) {
    if (profit.gt(0)) gained = gained.plus(profit);
    else lost = lost.minus(profit);
  }
  return {
    count: trips.length,
    cutOff,
    won: trips.filter(({ profit }) => profit.gt(0)).length,
    profit: gained.minus(lost).toFixed(),
    profitFactor: lost.gt(0) ? gained.div(lost).toNumber() : null,
  };
}
