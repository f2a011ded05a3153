// The equity of an account at even steps back from now, out of a curve of a point a minute: read at each step only, because a
// year of minutes is half a million rows.
import { type Result, success } from '../../domain/result.ts';
import type { Declined } from '../../ports/answer.ts';
import type { DeskContext } from '../state/context.ts';
import { faulty } from './asked-picture.ts';

const MINUTE_MS = 60_000;
/** A point this near before a step is its equity; points older than 90 days are kept by the hour. */
const NEAR_MS = 3 * MINUTE_MS;
const FAR_MS = 120 * MINUTE_MS;
/** The curve is taken to begin after a gap of this many steps. */
const LONGEST_GAP = 14;

/**
 * Equity at now, now − step, now − 2·step…, oldest first, at most `count` steps back and not before the curve begins.
 * A step without a point (the desk was down) repeats the one before it.
 */
export async function equitySamples(
  { memory, ports: { history } }: DeskContext,
  account: string,
  now: { readonly at: number; readonly equity: number },
  stepMs: number,
  count: number,
): Promise<Result<readonly number[], Declined>> {
  const found: (number | undefined)[] = [now.equity];
  let empty = 0;
  for (let back = 1; back <= count && empty < LONGEST_GAP; back += 1) {
    const at = now.at - back * stepMs;
    let equity: number | undefined;
    for (const within of [NEAR_MS, Math.min(FAR_MS, stepMs)]) {
      const points = await history.equity(memory.mode, account, at - within, at);
      if (!points.ok) return faulty(points.error);
      const last = points.value.at(-1);
      if (last !== undefined) {
        equity = Number(last.equity);
        break;
      }
    }
    empty = equity === undefined ? empty + 1 : 0;
    found.push(equity);
  }
  const samples: number[] = [];
  for (const equity of found.reverse()) {
    const before = samples.at(-1);
    if (equity !== undefined) samples.push(equity);
    else if (before !== undefined) samples.push(before);
  }
  return success(samples);
}
