// The only place that turns numbers, times and durations into words. Everything a person reads in figures comes from here.
import { Decimal } from '../../domain/decimal.ts';

export type Language = 'en' | 'ko';
export type Figure = string | number | Decimal;

/** Figures as text. In prose minus is U+2212; in tables it is `-`, so that columns align in any font. */
export interface Figures {
  /** Exact money, two decimals: `10,412.55`. */
  money(value: Figure): string;
  /** Money where the last digit is noise, 3 to 4 significant digits: `322`, `30.6`, `4.12`. */
  cash(value: Figure): string;
  /** Money with its sign always: `+214.0`. */
  pnl(value: Figure): string;
  /** A ratio as per cent: 0.182 is `18.2 %`. */
  percent(ratio: Figure): string;
  /** A ratio as per cent without idle zeros, for limits and shares: 0.8 is `80 %`. */
  share(ratio: Figure): string;
  /** A ratio as per cent with its sign always: `+1.24 %`. */
  change(ratio: Figure): string;
  /** Exact, grouped, with the decimals it came with: `0.500`, `15,000`. */
  quantity(value: Figure): string;
  /** Exact, grouped, without idle zeros: `43,118.4`. */
  price(value: Figure): string;
  /** Leverage: `4.2x`. */
  times(value: Figure): string;
  /** A plain number of two decimals: `0.84`. */
  plain(value: Figure): string;
  count(value: number): string;
}

export interface Format extends Figures {
  readonly language: Language;
  readonly timezone: string;
  /** The same figures for monospace tables. */
  readonly table: Figures;
  /** `14:03:22` in the reader's zone. */
  time(at: number): string;
  /** `14:03:22 KST`. */
  timeAndZone(at: number): string;
  /** `01:00`. */
  clock(at: number): string;
  /** `18 Nov 09:12`. */
  /** The time of day where it is `now`'s day, with its date where it is another: an hour alone would be taken for today's. */
  moment(at: number, now: number): string;
  dateAndClock(at: number): string;
  /** `18 Nov`. */
  day(at: number): string;
  /** `Fri 20 Nov` for a calendar date such as `2026-11-20`. */
  calendarDay(date: string): string;
  /** `3 s`, `11 min`, `5 h`, `4 d`. */
  duration(milliseconds: number): string;
}

const MINUS = '\u2212';

export function createFormat(language: Language, timezone: string): Format {
  return {
    ...createFigures(MINUS),
    ...createTimes(language, timezone),
    language,
    timezone,
    table: createFigures('-'),
    duration: (milliseconds) => duration(milliseconds, language),
  };
}

function createFigures(minus: string): Figures {
  const fixed = (value: Decimal, decimals: number, plus = ''): string => {
    const text = group(value.abs().toFixed(decimals));
    const zero = /^[0.,]+$/.test(text);
    return `${zero ? '' : value.isNegative() ? minus : plus}${text}`;
  };
  const guarded =
    (words: (value: Decimal) => string) =>
    (value: Figure): string => {
      const decimal = toFigure(value);
      return decimal === undefined ? '?' : words(decimal);
    };
  const written = (text: string | undefined): string =>
    text === undefined ? '?' : text.startsWith('-') ? `${minus}${group(text.slice(1))}` : group(text);
  const percentDecimals = (percent: Decimal): number => {
    const size = percent.abs();
    if (size.gte(1_000)) return 0;
    return size.gt(0) && size.lt(0.1) ? 2 : 1;
  };
  return {
    money: guarded((value) => fixed(value, 2)),
    cash: guarded((value) => {
      const size = value.abs();
      return idle(fixed(value, size.gte(100) ? 0 : size.gte(10) ? 1 : 2));
    }),
    pnl: guarded((value) => fixed(value, value.abs().gte(100_000) ? 0 : 1, '+')),
    percent: guarded((value) => {
      const percent = value.times(100);
      if (percent.gt(0) && percent.lt(0.005)) return '<0.01 %';
      return `${fixed(percent, percentDecimals(percent))} %`;
    }),
    share: guarded((value) => `${idle(fixed(value.times(100), 2))} %`),
    change: guarded((value) => {
      const percent = value.times(100);
      return `${fixed(percent, percent.abs().gte(1.5) ? 1 : 2, '+')} %`;
    }),
    quantity: (value) => written(exactly(value)),
    price: guarded((value) => idle(written(value.toSignificantDigits(PRICE_DIGITS).toFixed()))),
    times: guarded((value) => `${idle(fixed(value, value.abs().gte(100) ? 0 : 1))}x`),
    plain: guarded((value) => fixed(value, 2)),
    count: (value) => group(String(Math.trunc(value))),
  };
}

/** Finer than any tick of a listed contract; an average over fills has more digits than anybody can use. */
const PRICE_DIGITS = 7;

/** A float64 is cut to twelve significant digits; what is no finite number has no figure. */
function toFigure(value: Figure): Decimal | undefined {
  try {
    const decimal = new Decimal(value);
    if (!decimal.isFinite()) return undefined;
    return typeof value === 'number' ? decimal.toSignificantDigits(12) : decimal;
  } catch {
    return undefined;
  }
}

/** Plain text as it is written: decimal text keeps its own decimals, a float64 six significant digits. */
function exactly(value: Figure): string | undefined {
  const decimal = toFigure(value);
  if (decimal === undefined) return undefined;
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return value;
  return (typeof value === 'number' ? decimal.toSignificantDigits(6) : decimal).toFixed();
}

function group(text: string): string {
  const [whole = '', decimals] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

/** Drops zeros after the point that say nothing: `12.0` is `12`. */
const idle = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

const UNITS = {
  en: { s: ' s', min: ' min', h: ' h', d: ' d' },
  ko: { s: '초', min: '분', h: '시간', d: '일' },
} as const;

function duration(milliseconds: number, language: Language): string {
  const units = UNITS[language];
  const seconds = Math.max(0, milliseconds) / 1_000;
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 10 && seconds % 1 !== 0) return `${Math.round(seconds * 10) / 10}${units.s}`;
  if (seconds < 100) return `${Math.round(seconds)}${units.s}`;
  if (seconds < 6_000) return `${Math.round(seconds / 60)}${units.min}`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)}${units.h}`;
  return `${Math.round(seconds / 86_400)}${units.d}`;
}

/** Names that people of the zone use and that `Intl` writes as an offset. */
const ZONE_NAMES: Readonly<Record<string, string>> = {
  'Asia/Seoul': 'KST',
  'Asia/Tokyo': 'JST',
  'Asia/Singapore': 'SGT',
  'Asia/Hong_Kong': 'HKT',
};

function createTimes(
  language: Language,
  timezone: string,
): Pick<Format, 'time' | 'timeAndZone' | 'clock' | 'moment' | 'dateAndClock' | 'day' | 'calendarDay'> {
  const locale = language === 'ko' ? 'ko-KR' : 'en-GB';
  const of = (options: Intl.DateTimeFormatOptions, zone = timezone) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  const timeFormat = of({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const clockFormat = of({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const dayFormat = of({ day: 'numeric', month: 'short' });
  const zoneFormat = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'short' });
  const calendarFormat = of({ weekday: 'short', day: 'numeric', month: 'short' }, 'UTC');
  const time = (at: number): string => (Number.isFinite(at) ? timeFormat.format(at) : '?');
  const clock = (at: number): string => (Number.isFinite(at) ? clockFormat.format(at) : '?');
  const day = (at: number): string => (Number.isFinite(at) ? dayFormat.format(at) : '?');
  const zone = (at: number): string =>
    ZONE_NAMES[timezone] ??
    zoneFormat.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ??
    timezone;
  return {
    time,
    clock,
    day,
    timeAndZone: (at) => (Number.isFinite(at) ? `${time(at)} ${zone(at)}` : '?'),
    moment: (at, now) => (day(at) === day(now) ? time(at) : `${day(at)} ${clock(at)}`),
    dateAndClock: (at) => `${day(at)} ${clock(at)}`,
    calendarDay: (date) => {
      const at = dateToMilliseconds(date);
      return at === undefined ? date : calendarFormat.format(at).replace(',', '');
    },
  };
}

/** Milliseconds of midnight UTC of `YYYY-MM-DD`, by the civil-calendar count of days (Howard Hinnant's algorithm). */
function dateToMilliseconds(date: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * 86_400_000;
}

/** Fees are kept as what was paid; where they are shown they are money that went away. */
export const spent = (fees: string): string => {
  if (fees.startsWith('-')) return fees.slice(1);
  return /[1-9]/.test(fees) ? `-${fees}` : fees;
};
