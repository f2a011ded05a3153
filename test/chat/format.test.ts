// Numbers as people read them: separators, signs, digits that mean something, times in the reader's zone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFormat } from '../../src/chat/figures/format.ts';

const seoul = createFormat('en', 'Asia/Seoul');
const korean = createFormat('ko', 'Asia/Seoul');
const AT = Date.UTC(2026, 10, 21, 5, 3, 22);

describe('figures', () => {
  it.each([
    ['money is exact to the cent', seoul.money('10412.55'), '10,412.55'],
    ['money below zero has a real minus', seoul.money('-0.5'), '−0.50'],
    ['nothing has no sign', seoul.pnl('-0.001'), '0.0'],
    ['a gain says so', seoul.pnl('214'), '+214.0'],
    ['a loss says so', seoul.pnl(-812.4), '−812.4'],
    ['a table uses the plain minus', seoul.table.pnl(-812.4), '-812.4'],
    ['a large result drops its cents', seoul.pnl('1234567.8'), '+1,234,568'],
    ['cash keeps three to four digits', seoul.cash('30.61'), '30.6'],
    ['cash of hundreds is whole', seoul.cash('322.4'), '322'],
    ['a ratio is per cent', seoul.percent(0.182), '18.2 %'],
    ['a tiny ratio keeps two decimals', seoul.percent(0.0005), '0.05 %'],
    ['what rounds to nothing is not nothing', seoul.percent(0.000001), '<0.01 %'],
    ['a limit has no idle zeros', seoul.share(0.8), '80 %'],
    ['a change has its sign', seoul.change('0.0124'), '+1.24 %'],
    ['a size keeps its decimals', seoul.quantity('0.500'), '0.500'],
    ['a size is grouped', seoul.quantity('15000'), '15,000'],
    ['a price drops idle zeros', seoul.price('43118.40'), '43,118.4'],
    ['leverage has its mark', seoul.times(4.2), '4.2x'],
    ['what is no number is not shown as one', seoul.money(Number.NaN), '?'],
    ['infinity neither', seoul.percent(Number.POSITIVE_INFINITY), '?'],
  ])('%s', (_name, words, expected) => {
    expect(words).toBe(expected);
  });

  it('never writes an exponent, whatever the size', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        for (const text of [seoul.money(value), seoul.pnl(value), seoul.percent(value), seoul.cash(value)]) {
          expect(text).not.toMatch(/e[+-]?\d/i);
        }
      }),
    );
  });
});

describe('times and durations', () => {
  it.each([
    ['time of day', seoul.time(AT), '14:03:22'],
    ['with its zone', seoul.timeAndZone(AT), '14:03:22 KST'],
    ['in UTC', createFormat('en', 'UTC').timeAndZone(AT), '05:03:22 UTC'],
    ['day and clock', seoul.dateAndClock(Date.UTC(2026, 10, 18, 0, 12)), '18 Nov 09:12'],
    ['a calendar day', seoul.calendarDay('2026-11-20'), 'Fri 20 Nov'],
    ['a leap day', seoul.calendarDay('2028-02-29'), 'Tue 29 Feb'],
    ['a calendar day in Korean', korean.calendarDay('2026-11-20'), '11월 20일 (금)'],
    ['seconds', seoul.duration(42_000), '42 s'],
    ['minutes', seoul.duration(660_000), '11 min'],
    ['hours', seoul.duration(5 * 3_600_000), '5 h'],
    ['days', seoul.duration(4 * 86_400_000), '4 d'],
    ['Korean minutes', korean.duration(660_000), '11분'],
  ])('%s', (_name, words, expected) => {
    expect(words).toBe(expected);
  });
});
