// Keeps the intervals between fundings beside the mark prices of an account, read again every ten minutes.
import type { Clock } from '../../../ports/clock.ts';
import type { MarkPrice } from '../../../ports/exchange.ts';
import { fundingInfo, intervalsFrom, STANDARD_INTERVAL_MS } from '../public/funding-intervals.ts';
import type { BinanceLine } from './line.ts';

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
