// When an exchange is closed: cron lines read as cron reads them, and the closing that goes on or comes next.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cron, firstDue, isDue, parseCron } from '../../src/domain/cron.ts';
import { closingAt, closingsBetween, type MaintenanceWindow } from '../../src/domain/maintenance.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string): number => Date.parse(text);
function cron(text: string): Cron {
  const parsed = parseCron(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

describe('a cron line', () => {
  test.each([
    ['0 6 * * 3', '2026-11-25T06:00Z', true],
    ['0 6 * * 3', '2026-11-25T06:01Z', false],
    ['0 6 * * 3', '2026-11-24T06:00Z', false],
    ['*/15 * * * *', '2026-11-25T06:45Z', true],
    ['*/15 * * * *', '2026-11-25T06:50Z', false],
    ['5/20 * * * *', '2026-11-25T06:45Z', true],
    ['0 1-3,22 * * *', '2026-11-25T22:00Z', true],
    ['0 1-3,22 * * *', '2026-11-25T04:00Z', false],
    ['0 0 29 2 *', '2028-02-29T00:00Z', true],
    ['0 0 1 3 *', '2100-03-01T00:00Z', true],
    ['0 0 * * 7', '2026-11-22T00:00Z', true],
    ['0 0 * * 0', '2026-11-22T00:00Z', true],
    ['0 0 1 * 1', '2026-12-01T00:00Z', true],
    ['0 0 1 * 1', '2026-11-30T00:00Z', true],
    ['0 0 1 * *', '2026-11-30T00:00Z', false],
  ])('%s and %s: %s', (line, moment, due) => {
    expect(isDue(cron(line), at(moment))).toBe(due);
  });

  test.each([
    '',
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '5-1 * * * *',
    'a * * * *',
    '*/0 * * * *',
  ])('that is none is refused in words: "%s"', (line) => {
    const parsed = parseCron(line);
    expect(parsed.ok ? '' : parsed.error).toMatch(/^cron has five fields|of cron is not from/);
  });

  test('knows month, day and weekday of every date as the calendar does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: at('2199-12-31') / MINUTE }), (minute) => {
        const moment = new Date(minute * MINUTE);
        const line = `${moment.getUTCMinutes()} ${moment.getUTCHours()} ${moment.getUTCDate()} ${moment.getUTCMonth() + 1} *`;
        expect(isDue(cron(line), minute * MINUTE)).toBe(true);
        expect(isDue(cron(`* * * * ${moment.getUTCDay()}`), minute * MINUTE)).toBe(true);
      }),
    );
  });

  test('has a first due minute at or after a moment, and none where there is none', () => {
    expect(firstDue(cron('0 6 * * *'), at('2026-11-25T05:59:01Z'), at('2026-11-25T06:00:01Z'))).toBe(
      at('2026-11-25T06:00Z'),
    );
    expect(firstDue(cron('0 6 * * *'), at('2026-11-25T06:00:01Z'), at('2026-11-25T07:00Z'))).toBeUndefined();
  });
});

describe('the closing', () => {
  const weekly: MaintenanceWindow = { kind: 'cron', cron: cron('0 6 * * 3'), lastsMs: 2 * HOUR };
  const [from, until] = [at('2026-11-25T06:00Z'), at('2026-11-25T08:00Z')];

  test.each([
    ['2026-11-25T04:59Z', undefined],
    ['2026-11-25T05:00Z', { from, until }],
    ['2026-11-25T06:00Z', { from, until }],
    ['2026-11-25T07:59:59Z', { from, until }],
    ['2026-11-25T08:00Z', undefined],
  ])('of a window that comes round, an hour ahead, at %s', (moment, expected) => {
    expect(closingAt([weekly], 'main', at(moment), HOUR)).toEqual(expected);
  });

  test('is the earliest of several, and only of windows about the account', () => {
    const early: MaintenanceWindow = { kind: 'dates', from: from - HOUR, until: from, accounts: ['other'] };
    expect(closingAt([weekly, early], 'main', from - HOUR, HOUR)?.from).toBe(from);
    expect(closingAt([weekly, early], 'other', from - HOUR, HOUR)?.from).toBe(from - HOUR);
  });

  test('all of a day are listed in order', () => {
    const dates: MaintenanceWindow = { kind: 'dates', from: from - HOUR, until: from };
    const day = closingsBetween([weekly, dates], 'main', at('2026-11-25'), at('2026-11-26'));
    expect(day.map((each) => each.from)).toEqual([from - HOUR, from]);
  });
});
