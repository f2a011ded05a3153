// A fault as sentences: what does not work, since when the figures are, whether anything was done, what happens next.
import type { Fault } from '../../domain/fault.ts';
import type { Speech } from '../core/speech.ts';

/** First the headline, then what else to know; `positionsAt` is the time of the last full picture. */
export function wordFault(
  fault: Fault,
  { words, format }: Speech,
  about: { readonly who?: string; readonly positionsAt?: number } = {},
): string[] {
  const own = fault.code === 'STORE_FULL' || fault.code === 'STORE_FAILED' || fault.code === 'CORRUPT';
  const what = words.fault.codes[fault.code];
  const said =
    own || fault.code === 'CONFLICT'
      ? `${what.charAt(0).toUpperCase()}${what.slice(1)}.`
      : words.fault.sentence(about.who ?? words.fault.exchange, what);
  const detail = fault.message === '' ? [] : [words.said(fault.message.slice(0, 200))];
  return [
    said,
    ...detail,
    ...(about.positionsAt === undefined ? [] : [words.fault.positionsFrom(format.time(about.positionsAt))]),
    fault.outcome === 'unknown' ? words.fault.outcomeUnknown : words.fault.notDone,
    ...(fault.retryAfterMs === undefined
      ? []
      : [words.fault.retryAfter(format.duration(fault.retryAfterMs))]),
  ];
}
