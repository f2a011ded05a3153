// Dates and hours of people's zones, clock changes included, by Temporal.
import { Temporal } from 'temporal-polyfill';
import type { Calendar, LocalTime } from '../../ports/calendar.ts';

/** An IANA zone such as `Asia/Seoul` or `UTC`; offsets and unknown names are not zones. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** Throws RangeError for an unknown zone or a date that does not exist: both are checked where they come in. */
export class ZoneCalendar implements Calendar {
  localDate(at: number, zone: string): LocalTime {
    const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone);
    return { date: local.toPlainDate().toString(), hour: local.hour, minute: local.minute };
  }

  startOfLocalDay(date: string, zone: string): number {
    return Temporal.PlainDate.from(date, { overflow: 'reject' }).toZonedDateTime(zone).startOfDay()
      .epochMilliseconds;
  }
}
