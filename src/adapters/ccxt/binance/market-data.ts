// Instruments, mark prices and candles of Binance USDⓈ-M as one account sees them: brackets and fees are the account's own.
import type { Fault } from '../../../domain/fault.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { type Result, success } from '../../../domain/result.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { MarkPrice } from '../../../ports/exchange.ts';
import type { Log } from '../../../ports/log.ts';
import type { Candle, CandleSource } from '../../../ports/market-feed.ts';
import { BINANCE_LIMITS, type RequestGate } from '../line/request-gate.ts';
import { klines, premiumIndexes } from '../public/public-answers.ts';
import { BinanceFunding } from './funding.ts';
import type { BinanceLine } from './line.ts';
import type { BinanceMarkStream } from './mark-stream.ts';

import {
  bracketsBySymbol,
  commissionRate,
  type FeeRates,
  instrumentsFrom,
  leverageBrackets,
  limitsFrom,
  listing,
  markFrom,
} from './market.ts';

export interface MarketDataParts {
  readonly account: string;
  readonly line: BinanceLine;
  readonly gate: RequestGate;
  readonly marks: BinanceMarkStream;
  readonly clock: Clock;
  readonly log: Log;
}

const MINUTE = 60_000;
const LENGTH = { '5m': 5, '15m': 15, '1h': 60, '4h': 240, '1d': 1_440 } as const;
/** The venue's largest page of candles. */
const LARGEST_PAGE = 1_500;
const FEES_KEPT_MS = 24 * 60 * MINUTE;

export class BinanceMarketData implements CandleSource {
  readonly #parts: MarketDataParts;
  readonly #funding: BinanceFunding;
  readonly #candles = new Map<string, { readonly until: number; readonly candles: readonly Candle[] }>();
  #fees: { readonly rates: ReadonlyMap<string, FeeRates>; readonly at: number } | undefined;

  constructor(parts: MarketDataParts) {
    this.#parts = parts;
    this.#funding = new BinanceFunding(parts.line, parts.clock);
  }

  /** Perpetuals with the account's brackets. A symbol whose filters cannot be read is left out and logged. */
  async instruments(urgent: boolean): Promise<Result<ReadonlyMap<string, Instrument>, Fault>> {
    const { line, gate, log, account } = this.#parts;
    const [listed, brackets] = await Promise.all([
      line.read('fapiPublicGetExchangeInfo', {}, listing, urgent),
      line.read('fapiPrivateGetLeverageBracket', {}, leverageBrackets, urgent),
    ]);
    if (!listed.ok) return listed;
    if (!brackets.ok) return brackets;
    gate.setLimits(limitsFrom(listed.value, BINANCE_LIMITS));
    const fees = urgent ? (this.#fees?.rates ?? new Map()) : await this.#feesOf(listed.value.symbols);
    const { instruments, unreadable } = instrumentsFrom(
      listed.value.symbols,
      bracketsBySymbol(brackets.value),
      fees,
    );
    if (unreadable.length > 0) log.warn({ account, unreadable }, 'symbols whose filters cannot be read');
    return success(instruments);
  }

  /** The account's fee tier shows in one symbol of each quote currency; the regular fees where it cannot be read. */
  async #feesOf(
    listed: readonly { readonly symbol: string; readonly quoteAsset: string; readonly status: string }[],
  ): Promise<ReadonlyMap<string, FeeRates>> {
    const { line, clock } = this.#parts;
    const kept = this.#fees;
    if (kept !== undefined && clock.monotonic() - kept.at < FEES_KEPT_MS) return kept.rates;
    const rates = new Map<string, FeeRates>();
    for (const quote of ['USDT', 'USDC']) {
      const first = listed.find((each) => each.quoteAsset === quote && each.status === 'TRADING');
      if (first === undefined) continue;
      const parameters = { symbol: first.symbol };
      const read = await line.read('fapiPrivateGetCommissionRate', parameters, commissionRate);
      if (!read.ok) continue;
      rates.set(quote, { maker: read.value.makerCommissionRate, taker: read.value.takerCommissionRate });
    }
    this.#fees = { rates, at: clock.monotonic() };
    return rates;
  }

  /** With the interval of their funding, as far as the venue told it. */
  async marks(symbols: readonly string[], urgent: boolean): Promise<Result<readonly MarkPrice[], Fault>> {
    const read = await this.#bareMarks(symbols, urgent);
    return read.ok ? success(await this.#funding.complete(read.value, urgent)) : read;
  }

  /** From the stream when it is fresh, otherwise asked for, all symbols in one request. */
  async #bareMarks(
    symbols: readonly string[],
    urgent: boolean,
  ): Promise<Result<readonly MarkPrice[], Fault>> {
    const { line, clock, marks } = this.#parts;
    marks.skewMs = line.skewMs;
    const heard = marks.marks(symbols);
    if (heard !== undefined) return success(heard);
    const read = await line.read('fapiPublicGetPremiumIndex', {}, premiumIndexes, urgent);
    if (!read.ok) return read;
    const wanted = new Set(symbols);
    const now = clock.now();
    return success(
      read.value.flatMap((index) => {
        if (!wanted.has(index.symbol)) return [];
        return markFrom({ ...index, time: index.time - line.skewMs }, now) ?? [];
      }),
    );
  }

  async candles(
    symbol: string,
    timeframe: keyof typeof LENGTH,
    until: number,
    limit: number,
  ): Promise<Result<readonly Candle[], Fault>> {
    const length = LENGTH[timeframe] * MINUTE;
    const end = Math.floor(until / length) * length;
    const count = Math.min(limit, LARGEST_PAGE);
    const key = `${symbol} ${timeframe} ${count}`;
    const kept = this.#candles.get(key);
    if (kept?.until === end) return success(kept.candles);
    const parameters = {
      symbol,
      interval: timeframe,
      startTime: end - count * length,
      endTime: end - 1,
      limit: count,
    };
    const read = await this.#parts.line.read('fapiPublicGetKlines', parameters, klines);
    if (!read.ok) return read;
    const candles = read.value
      .filter(([openedAt]) => openedAt + length <= until)
      .map(([openedAt, open, high, low, close, volume]): Candle => [openedAt, open, high, low, close, volume])
      .sort((a, b) => a[0] - b[0]);
    this.#candles.set(key, { until: end, candles });
    return success(candles);
  }
}
