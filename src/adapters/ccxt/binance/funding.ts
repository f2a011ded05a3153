// How long each symbol goes between two fundings. The venue lists only what was ever adjusted; all others have eight hours.
import { z } from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import type { MarkPrice } from '../../../ports/exchange.ts';
import type { BinanceLine } from './line.ts';
import { shortText } from './values.ts';

const HOUR_MS = 3_600_000;
/** What a symbol has that the list does not name. */
export const STANDARD_INTERVAL_MS = 8 * HOUR_MS;

export const fundingInfo = z.array(
  z.object({ symbol: shortText, fundingIntervalHours: z.number().positive().max(24) }),
);

export const intervalsFrom = (listed: z.output<typeof fundingInfo>): ReadonlyMap<string, number> =>
  new Map(listed.map(({ symbol, fundingIntervalHours }) => [symbol, fundingIntervalHours * HOUR_MS]));

/** The venue shortens intervals in hot markets, with notice of an hour or so. */
const KEPT_MS = 10 * 60_000;
/** A list that could not be read is asked for again after this long. */
const RETRY_MS = 60_000;

export class BinanceFunding {
  readonly #line: BinanceLine;
  readonly #clock: Clock;
  #intervals: ReadonlyMap<string, number> | undefined;
  #nextAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(line: BinanceLine, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
  }

  /** The marks with their intervals; without them while the list was never read. */
  async complete(marks: readonly MarkPrice[], urgent: boolean): Promise<readonly MarkPrice[]> {
    if (!urgent && this.#clock.monotonic() >= this.#nextAt) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    const intervals = this.#intervals;
    if (intervals === undefined) return marks;
    return marks.map((mark) =>
      mark.fundingRate === undefined
        ? mark
        : { ...mark, fundingIntervalMs: intervals.get(mark.symbol) ?? STANDARD_INTERVAL_MS },
    );
  }

  async #read(): Promise<void> {
    const read = await this.#line.read('fapiPublicGetFundingInfo', {}, fundingInfo);
    this.#nextAt = this.#clock.monotonic() + (read.ok ? KEPT_MS : RETRY_MS);
    if (read.ok) this.#intervals = intervalsFrom(read.value);
  }
}
