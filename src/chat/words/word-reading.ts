// A figure with what is known about its truth: plain, STALE, MODEL≠VENUE or UNKNOWN. No number is shown that is not known.
import type { Level } from '../../domain/level.ts';
import { decisiveValue, type Reading, type UnknownReason } from '../../domain/reading.ts';
import { levelOf, type Metric, type Threshold } from '../../domain/thresholds.ts';
import type { Bar } from '../core/reply.ts';
import type { Speech } from '../core/speech.ts';
import type { Figures, Format } from '../figures/format.ts';

/** A metric's value in its own unit; `figures` chooses prose or table minus. */
export function metricFigure(
  metric: string,
  value: number,
  format: Format,
  figures: Figures = format,
): string {
  switch (metric as Metric) {
    case 'leverage':
      return figures.times(value);
    case 'correlation':
      return figures.plain(value);
    case 'latency':
    case 'stale-data':
      return format.duration(value);
    case 'exchange':
    case 'store':
    case 'watchdog':
    case 'chat':
    case 'unresolved-order':
    case 'foreign-order':
      return figures.count(value);
    default:
      return figures.percent(value);
  }
}

/** A limit in its unit, without idle zeros. */
export function limitFigure(metric: string, value: number, format: Format): string {
  return metricFigure(metric, value, format).endsWith('%')
    ? format.share(value)
    : metricFigure(metric, value, format);
}

/** The reading in words with its trust label: `11.2 % MODEL≠VENUE 10.7`, `3.1 % STALE 42 s`, `UNKNOWN: no history`. */
export function wordReading(reading: Reading, figure: (value: number) => string, speech: Speech): string {
  const { words, format } = speech;
  if (reading.kind === 'unknown') return wordUnknown(reading, speech);
  const value = figure(reading.value);
  switch (reading.trust.kind) {
    case 'plain':
      return value;
    case 'stale':
      return `${value} ${words.trust.stale(format.duration(reading.trust.ageMs))}`;
    case 'model-differs': {
      const ours = reading.trust.modelHasNone === true ? words.trust.reasons['cannot-be-liquidated'] : value;
      return `${ours} ${words.trust.modelDiffers(figure(reading.trust.venueValue).replace(/ %$/, ''))}`;
    }
    default:
      return reading.trust satisfies never;
  }
}

/** Where there is nothing to measure, "no figure" is the whole truth and no cause for doubt. */
const NOT_APPLICABLE: readonly UnknownReason[] = ['cannot-be-liquidated', 'no-positions', 'one-position'];

/** `UNKNOWN: no price history`, or the plain statement that there is nothing to measure. */
export function wordUnknown(reading: Extract<Reading, { kind: 'unknown' }>, { words }: Speech): string {
  const reason = words.trust.reasons[reading.reason];
  if (NOT_APPLICABLE.includes(reading.reason)) return reason;
  const detail = reading.detail === undefined ? '' : ` (${reading.detail.slice(0, 80)})`;
  return words.trust.unknown(`${reason}${detail}`);
}

export const isInapplicable = (reading: Reading): boolean =>
  reading.kind === 'unknown' && NOT_APPLICABLE.includes(reading.reason);

/** A short cell for a table: the figure, or UNKNOWN. Trust labels stand in a line of their own under the table. */
export function readingCell(reading: Reading, figure: (value: number) => string, speech: Speech): string {
  if (reading.kind === 'known') return figure(reading.value);
  return isInapplicable(reading)
    ? speech.words.trust.reasons[reading.reason]
    : speech.words.trust.unknownShort;
}

/** Only the trust label, where there is one. */
export function trustLabel(
  reading: Reading,
  figure: (value: number) => string,
  speech: Speech,
): string | undefined {
  if (reading.kind === 'known' ? reading.trust.kind === 'plain' : isInapplicable(reading)) return undefined;
  return wordReading(reading, figure, speech);
}

/** A metric as a bar that fills towards its emergency limit (or its last one). */
export function metricBar(metric: Metric, reading: Reading, threshold: Threshold, speech: Speech): Bar {
  const { words, format } = speech;
  const label = words.metricShort[metric];
  const value = wordReading(reading, (each) => metricFigure(metric, each, format, format.table), speech);
  if (reading.kind === 'unknown') return { label, fill: 0, unknown: true, value, level: '' };
  const limit = threshold.emergency ?? threshold.critical ?? threshold.warning;
  const decisive = decisiveValue(reading, threshold.direction) ?? reading.value;
  const level: Level = levelOf(decisive, threshold);
  return {
    label,
    fill: fillTowards(decisive, limit, threshold.direction),
    value,
    level: words.levelShort[level],
  };
}

function fillTowards(value: number, limit: number | undefined, direction: Threshold['direction']): number {
  if (limit === undefined || limit === 0) return 0;
  const share = direction === 'above' ? value / limit : value <= 0 ? 1 : limit / value;
  return Math.min(1, Math.max(0, share));
}
