// Is everything that the desk stands on alive? One fact each: exchanges, prices, streams, clocks, store, watch, queue.
import { success } from '../domain/result.ts';
import type { Answer } from '../ports/desk.ts';
import type { Health } from '../ports/health.ts';
import { priceAge } from './assessment/account-readings.ts';
import { memoryOf } from './state/account-memory.ts';
import type { DeskAccount, DeskContext } from './state/context.ts';
import { closingOf, venueOf } from './state/venue-state.ts';

/** A clock further off than this is worth a person's hand. */
const CLOCK_LIMIT_MS = 1_000;
/** Prices are pushed every second; nothing for so long is not well. The account's stream may be quiet for days. */
const PRICES_SILENT_MS = 60_000;
const QUEUE_LIMIT = 10;

export async function healthOf(context: DeskContext): Answer<readonly Health[]> {
  const { memory, ports, settings } = context;
  const now = ports.clock.now();
  const lines: Health[] = context.accounts.flatMap((account) => accountLines(context, account, now));
  const head = await ports.ledger.journalHead();
  const fault = memory.storeFault ?? (head.ok ? undefined : head.error.message);
  const agoMs = now - (memory.lastCheckAt ?? memory.startedAt);
  lines.push(
    {
      ok: fault === undefined,
      fact: {
        kind: 'store',
        ...(fault === undefined ? {} : { fault }),
        ...(head.ok ? { sequence: head.value.sequence } : {}),
      },
    },
    {
      ok: agoMs <= settings.checkIntervalMs * 3,
      fact: { kind: 'watch', ...(memory.lastCheckAt === undefined ? {} : { agoMs }) },
    },
    {
      ok: context.writer.waiting < QUEUE_LIMIT,
      fact: { kind: 'queue', waiting: context.writer.waiting },
    },
  );
  return success(lines);
}

function accountLines(context: DeskContext, { name, exchange }: DeskAccount, now: number): Health[] {
  const { settings, memory } = context;
  const { outage, latencyMs, snapshot, watch } = memoryOf(context, name);
  const { maintenance, silent, clock, clockError, halts } = venueOf(context, name);
  const { requests, weight, streams } = exchange.telemetry();
  const age = priceAge(context, name);
  const closing = closingOf(context, name);
  const slow = memory.thresholds.latency.warning ?? Number.POSITIVE_INFINITY;
  const out = outage ?? silent;
  const about = { account: name, venue: exchange.venue };
  return [
    out === undefined
      ? {
          ok: true,
          fact: { kind: 'exchange', ...about, ...(latencyMs === undefined ? {} : { latencyMs }) },
        }
      : { ok: false, fact: { kind: 'outage', ...about, sinceMs: now - out.since, why: out.why } },
    ...(maintenance === undefined
      ? []
      : [
          {
            ok: false,
            fact: {
              kind: 'maintenance' as const,
              account: name,
              sinceMs: now - maintenance.since,
              detail: maintenance.detail,
            },
          },
        ]),
    ...(closing === undefined
      ? []
      : [{ ok: true, fact: { kind: 'closing' as const, account: name, ...closing } }]),
    ...(requests === undefined
      ? []
      : [
          {
            ok: requests.p50Ms < slow,
            fact: { kind: 'requests' as const, account: name, figures: requests },
          },
        ]),
    ...(weight === undefined
      ? []
      : [{ ok: weight.used < weight.limit, fact: { kind: 'weight' as const, account: name, weight } }]),
    ...(clock === undefined
      ? []
      : [
          {
            ok: clockError === undefined && Math.abs(clock.offMs) <= CLOCK_LIMIT_MS,
            fact: { kind: 'clock' as const, account: name, offMs: clock.offMs, agoMs: now - clock.at },
          },
        ]),
    {
      ok: age <= settings.limits.entryMaxAgeMs && snapshot !== undefined,
      fact: { kind: 'prices', account: name, ...(snapshot === undefined ? {} : { ageMs: age }) },
    },
    ...streamLines(name, watch?.stream, now),
    ...streams.map(({ name: stream, heardAt, messages }): Health => {
      const ageMs = heardAt === undefined ? undefined : now - heardAt;
      return {
        ok: stream === 'account' || (ageMs !== undefined && ageMs <= PRICES_SILENT_MS),
        fact: { kind: 'heard', account: name, stream, messages, ...(ageMs === undefined ? {} : { ageMs }) },
      };
    }),
    ...[...halts].map(
      ([symbol, { since }]): Health => ({
        ok: false,
        fact: { kind: 'halted', account: name, symbol, sinceMs: now - since },
      }),
    ),
  ];
}

/** Only where the venue pushes at all. */
function streamLines(
  account: string,
  stream: NonNullable<ReturnType<typeof memoryOf>['watch']>['stream'],
  now: number,
): Health[] {
  if (stream === undefined) return [];
  const { state, at, why } = stream;
  return [
    {
      ok: state === 'live',
      fact: {
        kind: 'stream',
        account,
        state,
        sinceMs: now - at,
        ...(why === undefined || state === 'live' ? {} : { why }),
      },
    },
  ];
}
