// One consistent picture of the desk out of memory, for everybody who shows it. Taking it never waits.
import { worstLevel } from '../../domain/level.ts';
import type { AccountView, DeskView } from '../../ports/desk.ts';
import type { DeskAccount, DeskContext } from './context.ts';
import { fundingLines } from './funding-view.ts';
import { stopsOf } from './stop-book.ts';
import { closingOf, venueOf } from './venue-state.ts';
import type { OddsMemory } from './watch-memory.ts';

export function viewOf(context: DeskContext): DeskView {
  const { memory, ports, settings } = context;
  const accounts = context.accounts.map((account) => accountView(context, account));
  const alerts = [...memory.alerts.values()].sort(
    (a, b) => b.priority - a.priority || a.openedAt - b.openedAt,
  );
  const proposals = [...memory.proposals.values()].sort((a, b) => b.content.createdAt - a.content.createdAt);
  return {
    at: ports.clock.now(),
    mode: memory.mode,
    trading: memory.trading,
    ...(memory.safeMode === undefined ? {} : { safeMode: memory.safeMode }),
    ...(memory.storeFault === undefined ? {} : { storeFault: memory.storeFault }),
    latch: memory.latch,
    level: worstLevel([
      ...accounts.flatMap(({ assessment }) => (assessment === undefined ? [] : [assessment.level])),
      ...alerts.map((alert) => alert.level),
    ]),
    accounts,
    alerts,
    proposals,
    thresholds: memory.thresholds,
    startedAt: memory.startedAt,
    ...(memory.lastCheckAt === undefined ? {} : { lastCheckAt: memory.lastCheckAt }),
    checkIntervalMs: settings.checkIntervalMs,
  };
}

function accountView(context: DeskContext, { name, exchange }: DeskAccount): AccountView {
  const { snapshot, assessment, equityAtDayStart, outage, latencyMs, returns, watch } =
    context.memory.accounts.get(name) ?? {};
  const computed = watch?.odds?.computed;
  const stops = stopsOf(context, name);
  const { clock, maintenance, halts } = venueOf(context, name);
  const closing = closingOf(context, name);
  return {
    name,
    venue: exchange.venue,
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(assessment === undefined ? {} : { assessment }),
    ...(equityAtDayStart === undefined ? {} : { equityAtDayStart }),
    ...(outage === undefined ? {} : { outage: { ...outage } }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    exchange: {
      telemetry: exchange.telemetry(),
      ...(clock === undefined ? {} : { clockOffMs: clock.offMs }),
      maintenance: maintenance !== undefined,
      halted: [...halts.keys()],
      ...(closing === undefined ? {} : { closing }),
    },
    ...(snapshot === undefined ? {} : { funding: fundingLines(snapshot, watch?.funding ?? []) }),
    ...(stops.length === 0 ? {} : { stops }),
    ...(returns === undefined ? {} : { returns }),
    ...(computed === undefined ? {} : { liquidationOdds: oddsOf(computed) }),
  };
}

function oddsOf({
  at,
  task,
  afterStep,
}: NonNullable<OddsMemory['computed']>): NonNullable<AccountView['liquidationOdds']> {
  return { at, task, ...(afterStep === undefined ? {} : { afterStep }) };
}
