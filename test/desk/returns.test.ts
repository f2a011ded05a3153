// Which history the tail figures stand on: the same days for every symbol, daily bars when there are enough of them.
import { describe, expect, test } from 'vitest';
import { DAILY_BASIS, dailyReturns, HOURLY_BASIS, refreshReturns } from '../../src/desk/picture/returns.ts';
import { failure, success } from '../../src/domain/result.ts';
import type { Candle, CandleSource } from '../../src/ports/market-feed.ts';
import { fault } from '../support/sim-faults.ts';
import { DAY, DeskRig, HOUR, MINUTE } from './desk-rig.ts';

const NOW = Date.UTC(2026, 10, 21, 5);
const STEP = { '1h': HOUR, '1d': DAY } as const;

/** Bars a symbol and timeframe; the close of a bar is its number from the start, so that returns are known. */
function source(bars: Record<string, { '1d'?: number; '1h'?: number; endsEarlier?: number }>): CandleSource {
  return {
    async candles(symbol, timeframe, until, limit) {
      if (timeframe !== '1d' && timeframe !== '1h') return success([]);
      const known = bars[symbol];
      if (known === undefined) return failure(fault('UNREACHABLE'));
      const count = Math.min(known[timeframe] ?? 0, limit);
      const step = STEP[timeframe];
      const last = Math.floor(until / step) * step - step - (known.endsEarlier ?? 0) * step;
      return success(
        Array.from({ length: count }, (_, index): Candle => {
          const close = 100 + index;
          return [last - (count - 1 - index) * step, close, close, close, close, 1];
        }),
      );
    },
  };
}

describe('daily returns', () => {
  test('come from daily closes when every symbol has 101 of them, at most 500', async () => {
    const series = await dailyReturns(
      source({ BTC: { '1d': 900 }, ETH: { '1d': 101 } }),
      ['BTC', 'ETH'],
      NOW,
    );
    expect(series?.basis).toBe(DAILY_BASIS);
    expect(series?.returns.get('BTC')).toHaveLength(100);
    expect(series?.returns.get('ETH')).toHaveLength(100);
    const alone = await dailyReturns(source({ BTC: { '1d': 900 } }), ['BTC'], NOW);
    expect(alone?.returns.get('BTC')).toHaveLength(499);
    expect(alone?.returns.get('BTC')?.at(-1)).toBeCloseTo(599 / 598 - 1, 12);
  });

  test('come from overlapping days of hourly closes when daily bars are too few, and say so', async () => {
    const bars = { BTC: { '1d': 100, '1h': 124 } };
    const series = await dailyReturns(source(bars), ['BTC'], NOW);
    expect(series?.basis).toBe(HOURLY_BASIS);
    expect(series?.returns.get('BTC')).toHaveLength(100);
    expect(series?.returns.get('BTC')?.at(0)).toBeCloseTo(124 / 100 - 1, 12);
  });

  test('of 123 hourly bars are none', async () => {
    const series = await dailyReturns(source({ BTC: { '1d': 100, '1h': 123 } }), ['BTC'], NOW);
    expect(series?.returns.size).toBe(0);
    expect(series?.basis).toBeUndefined();
  });

  test('stand on the same days for every symbol, also when one ends earlier', async () => {
    const bars = { BTC: { '1d': 300 }, ETH: { '1d': 200, endsEarlier: 3 } };
    const series = await dailyReturns(source(bars), ['BTC', 'ETH'], NOW);
    expect(series?.returns.get('BTC')).toHaveLength(199);
    expect(series?.returns.get('ETH')?.at(-1)).toBeCloseTo(299 / 298 - 1, 12);
    expect(series?.returns.get('BTC')?.at(-1)).toBeCloseTo(396 / 395 - 1, 12);
  });

  test('of a young symbol are left out, so that the others keep theirs', async () => {
    const series = await dailyReturns(source({ BTC: { '1d': 300 }, NEW: { '1d': 40 } }), ['BTC', 'NEW'], NOW);
    expect([...(series?.returns.keys() ?? [])]).toEqual(['BTC']);
    expect(series?.basis).toBe(DAILY_BASIS);
  });

  test('count the last of two bars of one day, in whatever order a source lists them, and no price of zero', async () => {
    const rising = Array.from({ length: 120 }, (_, day): Candle => [day * DAY, 1, 1, 1, 100 + day, 1]);
    const listed = [rising[50]!, ...rising.toReversed(), [50 * DAY, 1, 1, 1, 300, 1] as Candle];
    listed[listed.findIndex(([at]) => at === 60 * DAY)] = [60 * DAY, 1, 1, 1, 0, 1];
    const series = await dailyReturns({ candles: async () => success(listed) }, ['BTC'], NOW);
    const returns = [...(series?.returns.get('BTC') ?? [])];
    expect(returns).toHaveLength(117);
    expect(returns[0]).toBe(101 / 100 - 1);
    expect(returns[49]).toBe(300 / 149 - 1);
    expect(returns[50]).toBe(151 / 300 - 1);
    expect(returns[59]).toBe(162 / 161 - 1);
  });

  test('are unknown when no history can be read', async () => {
    expect(await dailyReturns(source({}), ['BTC'], NOW)).toBeUndefined();
  });
});

describe('the history in memory', () => {
  test('is read again when an hour is over or a symbol is new, and kept when it cannot be read', async () => {
    const rig = new DeskRig().withBtcLong();
    let reads = 0;
    let failing = false;
    const account = {
      ...rig.context.accounts[0]!,
      candles: {
        async candles(symbol, timeframe, until, limit) {
          reads += 1;
          if (failing) return failure(fault('TIMEOUT'));
          return source({ BTCUSDT: { '1d': 200 }, ETHUSDT: { '1d': 200 } }).candles(
            symbol,
            timeframe,
            until,
            limit,
          );
        },
      } satisfies CandleSource,
    };
    const memory = () => rig.context.memory.accounts.get('main');
    await refreshReturns(rig.context, account, ['BTCUSDT']);
    await refreshReturns(rig.context, account, ['BTCUSDT']);
    expect(reads).toBe(1);
    await rig.clock.advance(2 * MINUTE);
    await refreshReturns(rig.context, account, ['BTCUSDT', 'ETHUSDT']);
    expect([...memory()!.returns.keys()]).toEqual(['BTCUSDT', 'ETHUSDT']);
    failing = true;
    await rig.clock.advance(HOUR);
    await refreshReturns(rig.context, account, ['BTCUSDT']);
    const tried = reads;
    await refreshReturns(rig.context, account, ['BTCUSDT']);
    expect(reads).toBe(tried);
    expect(memory()!.returns.size).toBe(2);
  });
});
