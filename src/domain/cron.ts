// When something comes round again: the five fields of cron, in UTC, as a question that can be asked of any minute.
import { failure, type Result, success } from './result.ts';

export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Both day fields are restricted: then either one is enough, as cron has always had it. */
  readonly eitherDay: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FIELDS = [
  ['minute', 0, 59],
  ['hour', 0, 23],
  ['day', 1, 31],
  ['month', 1, 12],
  ['weekday', 0, 7],
] as const;

/** Reads `minute hour day month weekday`: numbers, `*`, `1-5`, `*`+`/15` and lists of them. A failure says which field is wrong. */
export function parseCron(text: string): Result<Cron, string> {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    return failure('cron has five fields: minute hour day month weekday, such as "0 6 * * 3"');
  }
  const sets: Set<number>[] = [];
  for (const [index, [name, least, most]] of FIELDS.entries()) {
    const set = valuesOf(parts[index] ?? '', least, most);
    if (set === undefined) {
      return failure(`the ${name} "${parts[index]}" of cron is not from ${least} to ${most}`);
    }
    sets.push(set);
  }
  const [minutes, hours, days, months, weekdays] = sets as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  if (weekdays.delete(7)) weekdays.add(0);
  const eitherDay = !parts[2]!.startsWith('*') && !parts[4]!.startsWith('*');
  return success({ minutes, hours, days, months, weekdays, eitherDay });
}

function valuesOf(field: string, least: number, most: number): Set<number> | undefined {
  const values = new Set<number>();
  for (const piece of field.split(',')) {
    const match = /^(\*|\d{1,2}(?:-\d{1,2})?)(?:\/(\d{1,2}))?$/.exec(piece);
    if (match === null) return undefined;
    const [, range = '', stepText] = match;
    const step = stepText === undefined ? 1 : Number(stepText);
    const [first = least, last] = range === '*' ? [least, most] : range.split('-').map(Number);
    const end = last ?? (stepText === undefined ? first : most);
    if (step < 1 || first < least || end > most || first > end) return undefined;
    for (let value = first; value <= end; value += step) values.add(value);
  }
  return values;
}

/** Whether the minute that `at` (milliseconds since the epoch) lies in is one of its. */
export function isDue(cron: Cron, at: number): boolean {
  const minute = Math.floor(at / MINUTE_MS);
  if (!cron.minutes.has(minute % 60) || !cron.hours.has(Math.floor(minute / 60) % 24)) return false;
  const day = Math.floor(at / DAY_MS);
  const { month, dayOfMonth } = dateOf(day);
  if (!cron.months.has(month)) return false;
  const byDay = cron.days.has(dayOfMonth);
  const byWeekday = cron.weekdays.has((day + 4) % 7);
  return cron.eitherDay ? byDay || byWeekday : byDay && byWeekday;
}

/** The Gregorian date of a day since 1970-01-01, counted from a year that begins in March so that the leap day comes last. */
function dateOf(day: number): { readonly month: number; readonly dayOfMonth: number } {
  const shifted = day + 719_468;
  const ofEra = shifted % 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const dayOfMonth = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { month: fromMarch < 10 ? fromMarch + 3 : fromMarch - 9, dayOfMonth };
}

/** The first due minute in [from, to), in milliseconds; undefined when there is none. Costs a step a minute. */
export function firstDue(cron: Cron, from: number, to: number): number | undefined {
  for (let at = Math.ceil(from / MINUTE_MS) * MINUTE_MS; at < to; at += MINUTE_MS) {
    if (isDue(cron, at)) return at;
  }
  return undefined;
}
