// Is everything that the desk stands on alive? One line each: exchanges, prices, store, watch, queue.
import { success } from '../domain/result.ts';
import type { Answer, Health } from '../ports/desk.ts';
import { priceAge } from './assessment/account-readings.ts';
import type { DeskContext } from './state/context.ts';
import type { WatchMemory } from './state/watch-memory.ts';

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 1_000)} s`;

/** Only where the venue pushes at all. */
function streamLine(account: string, stream: WatchMemory['stream'], now: number): Health[] {
  if (stream === undefined) return [];
  const since = seconds(now - stream.at);
  const why = stream.why === undefined ? '' : `: ${stream.why}`;
  return [
    {
      name: `stream ${account}`,
      ok: stream.state === 'live',
      detail: stream.state === 'live' ? `live for ${since}` : `${stream.state} for ${since}${why}`,
    },
  ];
}

export async function healthOf(context: DeskContext): Answer<readonly Health[]> {
  const { memory, ports, settings } = context;
  const now = ports.clock.now();
  const lines: Health[] = context.accounts.flatMap(({ name, exchange }): Health[] => {
    const account = memory.accounts.get(name);
    const age = priceAge(context, name);
    const outage = account?.outage;
    const latency = account?.latencyMs === undefined ? '' : `, ${Math.round(account.latencyMs)} ms`;
    return [
      {
        name: `exchange ${name}`,
        ok: outage === undefined,
        detail:
          outage === undefined
            ? `${exchange.venue} answers${latency}`
            : `${exchange.venue} since ${seconds(now - outage.since)}: ${outage.why}`,
      },
      {
        name: `prices ${name}`,
        ok: age <= settings.limits.entryMaxAgeMs && account?.snapshot !== undefined,
        detail: account?.snapshot === undefined ? 'none yet' : `${seconds(age)} old`,
      },
      ...streamLine(name, account?.watch?.stream, now),
    ];
  });
  const head = await ports.ledger.journalHead();
  const readable = head.ok ? `journal line ${head.value.sequence}` : head.error.message;
  const silentMs = now - (memory.lastCheckAt ?? memory.startedAt);
  lines.push(
    {
      name: 'store',
      ok: memory.storeFault === undefined && head.ok,
      detail: memory.storeFault ?? readable,
    },
    {
      name: 'watch',
      ok: silentMs <= settings.checkIntervalMs * 3,
      detail: memory.lastCheckAt === undefined ? 'no check yet' : `last check ${seconds(silentMs)} ago`,
    },
    { name: 'queue', ok: context.writer.waiting < 10, detail: `${context.writer.waiting} waiting` },
  );
  return success(lines);
}
