// What the value at risk said each day and what was lost: a hundred days of it, to show whether the model tells the truth.
import { Decimal } from '../../domain/decimal.ts';
import type { DeskContext } from '../state/context.ts';

export interface DayRecord {
  readonly date: string;
  /** Money as decimal text; null while it was not known. */
  readonly said: string | null;
  readonly lost: string | null;
  readonly deepest: { readonly value: number; readonly at: number } | null;
}

export const RECORDS_KEPT = 100;
/** A one-day value at risk at 95 % is exceeded on one day in twenty. */
const EXPECTED_SHARE = 0.05;

export const recordsValue = (context: DeskContext): string => `day-records/${context.memory.mode}`;

/** The kept records, oldest first; a damaged value is an empty list, since no money hangs on it. */
export function parseRecords(text: string | undefined): readonly DayRecord[] {
  if (text === undefined) return [];
  try {
    const rows: unknown = JSON.parse(text);
    return Array.isArray(rows) ? (rows as DayRecord[]) : [];
  } catch {
    return [];
  }
}

/** With this day's record in place of an older one of the same date. */
export function withRecord(records: readonly DayRecord[], record: DayRecord): readonly DayRecord[] {
  return [...records.filter(({ date }) => date !== record.date), record]
    .sort((a, b) => (a.date < b.date ? -1 : 1))
    .slice(-RECORDS_KEPT);
}

/** On how many days the loss was larger than what was said, of those for which both are known. */
export function backtest(records: readonly DayRecord[]) {
  const known = records.filter(({ said, lost }) => said !== null && lost !== null);
  const breaches = known.filter(({ said, lost }) => new Decimal(lost!).gt(said!)).length;
  return { breaches, days: known.length, expected: known.length * EXPECTED_SHARE };
}
