// The armed stops: a mirror of one named value in the ledger, changed only together with its journal line.
import type { Notice } from '../../domain/event.ts';
import type { ArmedStop } from '../../domain/stop.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { commit } from './commit.ts';
import type { DeskContext } from './context.ts';

/** Stops belong to the book of a mode: paper stops never speak to a real account. */
const nameOf = (context: DeskContext): string => `stops/${context.memory.mode}`;

export const stopsOf = (context: DeskContext, account: string): readonly ArmedStop[] =>
  (context.memory.stops ?? []).filter((stop) => stop.account === account);

/** At start and after a change of mode. Answers false when they cannot be read. */
export async function loadStops(context: DeskContext): Promise<boolean> {
  const read = await context.ports.ledger.value(nameOf(context));
  if (!read.ok) return false;
  context.memory.stops = read.value === undefined ? [] : (JSON.parse(read.value) as readonly ArmedStop[]);
  return true;
}

export interface StopChange {
  /** The stop as it shall be; undefined: it is over. */
  readonly next: ArmedStop | undefined;
  readonly what: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly notice?: Notice;
  readonly more?: readonly LedgerChange[];
}

/**
 * Durable, with its journal line and what people are told, before anything acts on it. False: the store said no. Stands
 * in the writer's queue, so that two accounts do not write over each other.
 */
export const keepStop = (context: DeskContext, stop: ArmedStop, change: StopChange): Promise<boolean> =>
  context.writer.run(() => write(context, stop, change));

async function write(
  context: DeskContext,
  stop: ArmedStop,
  { next, what, data = {}, notice, more = [] }: StopChange,
): Promise<boolean> {
  const others = (context.memory.stops ?? []).filter(({ id }) => id !== stop.id);
  const stops = next === undefined ? others : [...others, next];
  const { account, symbol, positionSide } = stop;
  const at = context.ports.clock.now();
  const done = await commit(context, [
    ...more,
    { kind: 'value', name: nameOf(context), value: JSON.stringify(stops) },
    {
      kind: 'journal',
      entry: {
        type: 'order-intent',
        at,
        by: what === 'armed' ? stop.armedBy : 'desk',
        data: {
          stop: what,
          account,
          symbol,
          positionSide,
          stopPrice: next?.stopPrice ?? stop.stopPrice,
          ...data,
        },
      },
    },
    ...(notice === undefined
      ? []
      : [
          {
            kind: 'tell' as const,
            lane: notice.code === 'stop-triggered' ? ('emergency' as const) : ('normal' as const),
            topic: `stop:${stop.id}:${notice.code}:${at}`,
            event: { kind: 'notice' as const, notice },
          },
        ]),
  ]);
  if (done.ok) context.memory.stops = stops;
  return done.ok;
}

/** A better price of a trail, kept in memory only: it is found again from the next prices, and a moved order is durable. */
export function rememberStop(context: DeskContext, next: ArmedStop): void {
  context.memory.stops = (context.memory.stops ?? []).map((stop) => (stop.id === next.id ? next : stop));
}
