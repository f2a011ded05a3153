// What a fee paid in another coin was worth: commission may be taken in BNB, and results are counted in dollars.
import { Decimal } from '../../../domain/decimal.ts';
import type { Fault } from '../../../domain/fault.ts';
import { type Result, success } from '../../../domain/result.ts';
import { klines, premiumIndex } from '../public/public-answers.ts';
import { DOLLARS } from './account.ts';
import type { BinanceLine } from './line.ts';

const HOUR_MS = 3_600_000;
/** The price of now is good enough for fees so old. */
const FRESH_MS = HOUR_MS;
/** One page of hourly candles: two months. */
const MOST_HOURS = 1_500;

export interface PaidFee {
  readonly amount: Decimal;
  readonly coin: string;
  /** Venue time. */
  readonly at: number;
}

/** Values the fees of one read together, so that a thousand of them ask for one price. */
export class FeeValue {
  readonly #line: BinanceLine;
  readonly #urgent: boolean;
  readonly #oldest: number;
  readonly #present = new Map<string, Promise<Result<Decimal, Fault>>>();
  readonly #past = new Map<string, Promise<Result<ReadonlyMap<number, Decimal>, Fault>>>();

  /** `oldest`: no fee is older, in venue time. */
  constructor(line: BinanceLine, oldest: number, urgent: boolean) {
    this.#line = line;
    this.#oldest = oldest;
    this.#urgent = urgent;
  }

  /** In dollars, to eight digits: dollar coins at par, others at their price in the hour when they were paid. */
  async of({ amount, coin, at }: PaidFee): Promise<Result<Decimal, Fault>> {
    if (DOLLARS.has(coin) || amount.isZero()) return success(amount);
    const price = await this.#priceAt(coin, at);
    return price.ok ? success(amount.times(price.value).toDecimalPlaces(8)) : price;
  }

  async #priceAt(coin: string, at: number): Promise<Result<Decimal, Fault>> {
    if (this.#line.venueNow() - at < FRESH_MS) return this.#presentPrice(coin);
    const past = this.#past.get(coin) ?? this.#readPast(coin);
    this.#past.set(coin, past);
    const prices = await past;
    if (!prices.ok) return prices;
    const price = prices.value.get(Math.floor(at / HOUR_MS) * HOUR_MS);
    return price === undefined ? this.#presentPrice(coin) : success(price);
  }

  #presentPrice(coin: string): Promise<Result<Decimal, Fault>> {
    const known = this.#present.get(coin) ?? this.#readPresent(coin);
    this.#present.set(coin, known);
    return known;
  }

  async #readPresent(coin: string): Promise<Result<Decimal, Fault>> {
    const symbol = `${coin}USDT`;
    const read = await this.#line.read('fapiPublicGetPremiumIndex', { symbol }, premiumIndex, this.#urgent);
    return read.ok ? success(new Decimal(read.value.markPrice)) : read;
  }

  async #readPast(coin: string): Promise<Result<ReadonlyMap<number, Decimal>, Fault>> {
    const startTime = Math.floor(this.#oldest / HOUR_MS) * HOUR_MS;
    const parameters = { symbol: `${coin}USDT`, interval: '1h', startTime, limit: MOST_HOURS };
    const read = await this.#line.read('fapiPublicGetKlines', parameters, klines, this.#urgent);
    if (!read.ok) return read;
    return success(new Map(read.value.map(([openedAt, , , , close]) => [openedAt, new Decimal(close)])));
  }
}
