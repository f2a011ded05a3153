// The checklist before real mode: each line with its value and its target, so that people see what is missing and not just "no".
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { deepestFall, roundTrips } from '../../domain/round-trips.ts';
import type { GateLine } from '../../ports/desk.ts';
import { DRILL_AT } from '../kill/kill.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { isKilled } from '../state/desk-state.ts';

const DAY_MS = 86_400_000;
const MOST_FILLS = 100_000;
const CLOCK_LIMIT_MS = 1_000;

/** All lines of the checklist as they stand now; a fault only when history or ledger cannot be read. */
export async function gateLines(context: DeskContext): Promise<Result<readonly GateLine[], Fault>> {
  const statistics = await statisticLines(context);
  if (!statistics.ok) return statistics;
  const drill = await drillLine(context);
  if (!drill.ok) return drill;
  const venue = await venueLines(context);
  return success([...statistics.value, drill.value, ...venue, latchLine(context)]);
}

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;

async function statisticLines(context: DeskContext): Promise<Result<readonly GateLine[], Fault>> {
  const { history, clock } = context.ports;
  const { gate } = context.settings;
  const now = clock.now();
  const fills = await history.fills('paper', undefined, 0, now, MOST_FILLS);
  if (!fills.ok) return failure(fills.error);
  const equity = await history.equity('paper', undefined, 0, now);
  if (!equity.ok) return failure(equity.error);
  const trips = roundTrips([...fills.value].sort((a, b) => a.at - b.at));
  const won = trips.filter((trip) => trip.profit.gt(0)).length;
  const rate = trips.length === 0 ? 0 : won / trips.length;
  const accounts = [...new Set(equity.value.map((point) => point.account))];
  const fall = Math.max(
    0,
    ...accounts.map((account) =>
      deepestFall(
        equity.value.filter((point) => point.account === account).map((point) => Number(point.equity)),
      ),
    ),
  );
  const first = Math.min(now, ...equity.value.map((point) => point.at), ...fills.value.map(({ at }) => at));
  const days = Math.floor((now - first) / DAY_MS);
  return success([
    line('trades', `${trips.length}`, `at least ${gate.minTrades}`, trips.length >= gate.minTrades),
    line('win-rate', percent(rate), `at least ${percent(gate.minWinRate)}`, rate >= gate.minWinRate),
    line(
      'drawdown',
      percent(fall),
      `at most ${percent(Math.abs(gate.maxDrawdown))}`,
      fall <= Math.abs(gate.maxDrawdown),
    ),
    line('days', `${days}`, `at least ${gate.minDays}`, days >= gate.minDays),
  ]);
}

const line = (name: GateLine['name'], value: string, target: string, met: boolean): GateLine => ({
  name,
  value,
  target,
  met,
});

async function drillLine(context: DeskContext): Promise<Result<GateLine, Fault>> {
  const { drillWithinDays } = context.settings.gate;
  const read = await context.ports.ledger.value(DRILL_AT);
  if (!read.ok) return failure(read.error);
  if (drillWithinDays === 0) return success(line('drill', 'not asked', 'none', true));
  const target = `within ${drillWithinDays} days`;
  const at = Number(read.value);
  if (read.value === undefined || !Number.isFinite(at)) return success(line('drill', 'never', target, false));
  const days = (context.ports.clock.now() - at) / DAY_MS;
  return success(line('drill', `${Math.floor(days)} days ago`, target, days <= drillWithinDays));
}

/** Opens the real accounts for a look (their opening checks the keys) and closes them again; in real mode those there are. */
async function venueLines(context: DeskContext): Promise<readonly GateLine[]> {
  const keysTarget = 'trade, no withdrawal';
  const venueTarget = 'answers, clock within 1 s';
  if (context.memory.mode === 'real') {
    const why = await reach(context, context.accounts);
    return [
      line('keys', 'in use', keysTarget, true),
      line('exchange', why ?? 'reachable', venueTarget, why === undefined),
    ];
  }
  const opened = await context.venues.open('real');
  if (!opened.ok) {
    return [
      line('keys', opened.error.message, keysTarget, false),
      line('exchange', 'not reached', venueTarget, false),
    ];
  }
  const why = await reach(context, opened.value);
  await Promise.all(opened.value.map(({ exchange }) => exchange.close()));
  const isThere = opened.value.length > 0;
  return [
    line('keys', isThere ? 'valid' : 'no real account', keysTarget, isThere),
    line('exchange', why ?? 'reachable', venueTarget, why === undefined && isThere),
  ];
}

async function reach(context: DeskContext, accounts: readonly DeskAccount[]): Promise<string | undefined> {
  for (const { name, exchange } of accounts) {
    const balances = await exchange.balances();
    if (!balances.ok) return `${name}: ${balances.error.message}`;
    const time = await exchange.serverTime();
    if (!time.ok) return `${name}: ${time.error.message}`;
    const offMs = Math.abs(time.value - context.ports.clock.now());
    if (offMs > CLOCK_LIMIT_MS) return `${name}: clock off by ${Math.round(offMs)} ms`;
  }
  return undefined;
}

function latchLine(context: DeskContext): GateLine {
  const isPulled = isKilled(context);
  return line('latch', isPulled ? 'pulled' : 'clear', 'clear', !isPulled);
}
