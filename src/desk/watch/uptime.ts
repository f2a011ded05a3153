// How long the desk was there, and how long it could see: counted by the minute stroke, kept by local date.
import type { LedgerChange } from '../../ports/ledger.ts';
import { priceAge } from '../assessment/account-readings.ts';
import { memoryOf } from '../state/account-memory.ts';
import type { DeskContext } from '../state/context.ts';

const MINUTE_MS = 60_000;
/** Ledger value: when the desk first ran on this data folder, in milliseconds. */
export const FIRST_START = 'first-start';

export interface DayMinutes {
  /** Minutes in which the desk ran, and those of them in which an account could not be seen. */
  readonly up: number;
  readonly blind: number;
  /** Number of the last counted minute since the epoch. */
  readonly last: number;
}

const EMPTY: DayMinutes = { up: 0, blind: 0, last: 0 };
export const minutesValue = (date: string): string => `minutes/${date}`;

/** The change that counts this minute, once; nothing when it was counted already or cannot be read. */
export async function minuteChanges(context: DeskContext): Promise<LedgerChange[]> {
  const { calendar, clock, ledger } = context.ports;
  const now = clock.now();
  const { date } = calendar.localDate(now, context.settings.report.timezone);
  const stored = await ledger.value(minutesValue(date));
  const first = await ledger.value(FIRST_START);
  if (!stored.ok || !first.ok) return [];
  const changes: LedgerChange[] =
    first.value === undefined ? [{ kind: 'value', name: FIRST_START, value: String(now) }] : [];
  const before = parseMinutes(stored.value);
  const minute = Math.floor(now / MINUTE_MS);
  if (minute <= before.last) return changes;
  const blind = context.accounts.some(
    ({ name }) =>
      memoryOf(context, name).snapshot?.complete !== true ||
      priceAge(context, name) > context.settings.limits.entryMaxAgeMs,
  );
  const next: DayMinutes = { up: before.up + 1, blind: before.blind + (blind ? 1 : 0), last: minute };
  return [...changes, { kind: 'value', name: minutesValue(date), value: JSON.stringify(next) }];
}

export function parseMinutes(text: string | undefined): DayMinutes {
  if (text === undefined) return EMPTY;
  try {
    const { up, blind, last } = JSON.parse(text) as Partial<DayMinutes>;
    return { up: Number(up ?? 0), blind: Number(blind ?? 0), last: Number(last ?? 0) };
  } catch {
    return EMPTY;
  }
}

/** Share of the minutes between `from` and `to` in which the desk ran; before its first start it could not. */
export function uptimeOf(
  { up }: DayMinutes,
  from: number,
  to: number,
  firstStart: number | undefined,
): number {
  const since = Math.max(from, firstStart ?? from);
  const expected = Math.floor((to - since) / MINUTE_MS);
  return expected <= 0 ? 1 : Math.min(1, up / expected);
}
