// Local dates and the starts of local days, over clock changes in both directions.
import { expect, test } from 'vitest';
import { isZone, ZoneCalendar } from '../../../src/adapters/system/calendar.ts';

const calendar = new ZoneCalendar();
const HOUR = 3_600_000;

test.each([
  ['UTC', Date.UTC(2026, 10, 21, 5, 3), { date: '2026-11-21', hour: 5, minute: 3 }],
  ['Asia/Seoul', Date.UTC(2026, 10, 20, 15, 0), { date: '2026-11-21', hour: 0, minute: 0 }],
  ['America/New_York', Date.UTC(2026, 2, 8, 7, 0), { date: '2026-03-08', hour: 3, minute: 0 }],
  ['America/New_York', Date.UTC(2026, 10, 1, 6, 30), { date: '2026-11-01', hour: 1, minute: 30 }],
  ['Asia/Kathmandu', Date.UTC(2026, 0, 1, 0, 0), { date: '2026-01-01', hour: 5, minute: 45 }],
])('%s at %d', (zone, at, expected) => {
  expect(calendar.localDate(at, zone)).toEqual(expected);
});

test.each([
  ['a short day', 'Europe/Berlin', '2026-03-29', 23],
  ['a long day', 'Europe/Berlin', '2026-10-25', 25],
  ['an ordinary day', 'Europe/Berlin', '2026-06-01', 24],
])('%s in %s has as many hours as it has', (_name, zone, date, hours) => {
  const next = calendar.localDate(calendar.startOfLocalDay(date, zone) + hours * HOUR, zone);
  expect(next).toMatchObject({ hour: 0, minute: 0 });
});

test('a day whose midnight does not exist starts at its first moment', () => {
  const start = calendar.startOfLocalDay('2026-09-06', 'America/Santiago');
  expect(calendar.localDate(start, 'America/Santiago')).toEqual({ date: '2026-09-06', hour: 1, minute: 0 });
  expect(calendar.localDate(start - 1, 'America/Santiago').date).toBe('2026-09-05');
});

test('unknown zones and dates that do not exist throw', () => {
  expect(() => calendar.localDate(0, 'Mars/Base')).toThrow(RangeError);
  expect(() => calendar.startOfLocalDay('2026-02-30', 'UTC')).toThrow(RangeError);
});

test.each(['UTC', 'Asia/Seoul', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])('%s is a zone', (name) => {
  expect(isZone(name)).toBe(true);
});
test.each(['', 'Seoul', '+09:00', 'Mars/Base', '../etc', 'Asia/Seoul ', '__proto__'])(
  '"%s" is none',
  (name) => {
    expect(isZone(name)).toBe(false);
  },
);
