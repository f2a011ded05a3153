// The seeded market: repeatable in any order, consistent from the second to the day, and shaped like a real one.
import { describe, expect, it } from 'vitest';
import { crashScenario } from '../../../src/adapters/feed/scenario.ts';
import { openSyntheticFeed } from '../../../src/adapters/feed/synthetic-feed.ts';
import type { Candle, MarketFeed } from '../../../src/ports/market-feed.ts';

const START = Date.UTC(2026, 10, 21, 5, 3, 22);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const open = (seed = 1, scenario?: Parameters<typeof openSyntheticFeed>[0]['scenario']) =>
  openSyntheticFeed({ seed, startAt: START, ...(scenario === undefined ? {} : { scenario }) });

async function candlesOf(
  feed: MarketFeed,
  symbol: string,
  timeframe: '5m' | '15m' | '1h' | '4h' | '1d',
  until: number,
  limit: number,
): Promise<readonly Candle[]> {
  const candles = await feed.candles(symbol, timeframe, until, limit);
  if (!candles.ok) throw new Error(candles.error.message);
  return candles.value;
}
async function markOf(feed: MarketFeed, symbol: string, at: number): Promise<number> {
  const ticks = await feed.ticks(at);
  const tick = ticks.ok ? ticks.value.find((each) => each.symbol === symbol) : undefined;
  return tick?.mark ?? Number.NaN;
}
const joined = (candles: readonly Candle[]): Candle => [
  candles[0]![0],
  candles[0]![1],
  Math.max(...candles.map((each) => each[2])),
  Math.min(...candles.map((each) => each[3])),
  candles.at(-1)![4],
  candles.reduce((sum, each) => sum + each[5], 0),
];
const returnsOf = (candles: readonly Candle[]): number[] =>
  candles.slice(1).map((candle, i) => Math.log(candle[4] / candles[i]![4]));
const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const cov = mean(a.map((each, i) => (each - ma) * (b[i]! - mb)));
  return cov / Math.sqrt(mean(a.map((x) => (x - ma) ** 2)) * mean(b.map((x) => (x - mb) ** 2)));
}

describe('the synthetic market', () => {
  it('is the same for the same seed, whatever was asked before', async () => {
    const late = open();
    const fromLate = await markOf(late, 'ETHUSDT', START + 3 * DAY);
    const early = open();
    await candlesOf(early, 'BTCUSDT', '1d', START, 400);
    for (let i = 0; i < 10; i += 1) await markOf(early, 'ETHUSDT', START + i * HOUR);
    expect(await markOf(early, 'ETHUSDT', START + 3 * DAY)).toBe(fromLate);
    expect(await candlesOf(late, 'SOLUSDT', '1h', START, 50)).toEqual(
      await candlesOf(early, 'SOLUSDT', '1h', START, 50),
    );
  });

  it('does not depend on which other coins are there', async () => {
    const alone = openSyntheticFeed({ seed: 1, symbols: ['ADAUSDT'], startAt: START });
    expect(await markOf(alone, 'ADAUSDT', START + DAY)).toBe(await markOf(open(), 'ADAUSDT', START + DAY));
  });

  it('is another one for another seed', async () => {
    expect(await markOf(open(2), 'BTCUSDT', START + HOUR)).not.toBe(
      await markOf(open(1), 'BTCUSDT', START + HOUR),
    );
  });

  it('begins at the prices of its coins', async () => {
    const feed = open(7);
    expect([await markOf(feed, 'BTCUSDT', START), await markOf(feed, 'ETHUSDT', START)]).toEqual([
      58_000, 4_200,
    ]);
  });

  it('walks the path that its ticks show', async () => {
    const feed = open();
    const from = START + 17 * MINUTE;
    const path = feed.path('BTCUSDT', from, from + 11 * MINUTE);
    expect(path).toHaveLength(660);
    expect(path[0]?.at).toBeGreaterThan(from);
    for (const tick of path.filter((_, i) => i % 37 === 0)) {
      expect(await markOf(feed, 'BTCUSDT', tick.at + 500)).toBe(tick.mark);
    }
  });

  it.each([undefined, crashScenario({ calmMs: 7 * MINUTE, withinMs: 9 * MINUTE })])(
    'has candles that are exactly what the ticks did, and long ones that are exactly the short ones',
    async (scenario) => {
      const feed = open(3, scenario);
      const until = Math.floor(START / HOUR) * HOUR + 2 * HOUR;
      const [five] = (await candlesOf(feed, 'BTCUSDT', '5m', until, 22)).slice(0, 1);
      const prices = feed.path('BTCUSDT', five![0] - 1, five![0] + 5 * MINUTE - 1).map((tick) => tick.mark);
      expect(prices).toHaveLength(300);
      expect(five!.slice(1, 5)).toEqual([prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)]);
      const fives = await candlesOf(feed, 'BTCUSDT', '5m', until, 24);
      const hours = await candlesOf(feed, 'BTCUSDT', '1h', until, 2);
      expect(hours[0]?.slice(0, 5)).toEqual(joined(fives.slice(0, 12)).slice(0, 5));
      expect(hours[0]![5]).toBeCloseTo(joined(fives.slice(0, 12))[5], 6);
      const midnight = Math.ceil(START / DAY) * DAY;
      const day = await candlesOf(feed, 'BTCUSDT', '1d', midnight, 1);
      const ofDay = await candlesOf(feed, 'BTCUSDT', '1h', midnight, 24);
      expect(day[0]?.slice(0, 5)).toEqual(joined(ofDay).slice(0, 5));
    },
  );

  it('has more than 400 days of history, without holes, and only candles that are over', async () => {
    const days = await candlesOf(open(), 'XRPUSDT', '1d', START, 500);
    expect(days).toHaveLength(500);
    expect(days.slice(1).every((day, i) => day[0] - days[i]![0] === DAY)).toBe(true);
    expect(days.at(-1)![0] + DAY).toBeLessThanOrEqual(START);
  });

  it('moves as much as its model says, with clusters, fat tails and coins that go together', async () => {
    const seeds = [1, 2, 3];
    const btc: number[] = [];
    const eth: number[] = [];
    for (const seed of seeds) {
      const feed = open(seed);
      btc.push(...returnsOf(await candlesOf(feed, 'BTCUSDT', '1d', START, 500)));
      eth.push(...returnsOf(await candlesOf(feed, 'ETHUSDT', '1d', START, 500)));
    }
    const deviation = Math.sqrt(mean(btc.map((each) => each ** 2)));
    expect(deviation).toBeGreaterThan(0.011 * 0.75);
    expect(deviation).toBeLessThan(0.011 * 1.35);
    const pair = correlation(btc, eth);
    expect(pair).toBeGreaterThan(0.72);
    expect(pair).toBeLessThan(0.92);
    expect(mean(btc.map((each) => (each / deviation) ** 4))).toBeGreaterThan(3.5);
    const sizes = btc.map(Math.abs);
    expect(correlation(sizes.slice(1), sizes.slice(0, -1))).toBeGreaterThan(0.03);
  });

  it('moves within the day as much as over it', async () => {
    const five = returnsOf(await candlesOf(open(), 'BTCUSDT', '5m', START, 20 * 288));
    const daily = returnsOf(await candlesOf(open(), 'BTCUSDT', '1d', START, 21));
    const realised = Math.sqrt(five.reduce((sum, each) => sum + each ** 2, 0) / 20);
    const overnight = Math.sqrt(mean(daily.map((each) => each ** 2)));
    expect(realised / overnight).toBeGreaterThan(0.6);
    expect(realised / overnight).toBeLessThan(1.7);
  });

  it('trades more when America is awake', async () => {
    const candles = await candlesOf(open(), 'BTCUSDT', '1h', START, 24 * 20);
    const volumeAt = (hour: number) =>
      mean(candles.filter(([at]) => new Date(at).getUTCHours() === hour).map((candle) => candle[5]));
    expect(volumeAt(15)).toBeGreaterThan(1.4 * volumeAt(0));
  });

  it('tells a funding rate that holds until its time', async () => {
    const feed = open();
    const due = Date.UTC(2026, 10, 21, 8);
    const before = feed.path('BTCUSDT', START, due - 1);
    const rates = new Set(before.map((tick) => tick.fundingRate));
    expect(rates.size).toBe(1);
    expect(before.every((tick) => tick.nextFundingAt === due)).toBe(true);
    expect(feed.path('BTCUSDT', due - 1, due)[0]?.nextFundingAt).toBe(due + 8 * HOUR);
  });

  it('has no price for a coin it does not trade, and says so', async () => {
    const book = await open().orderBook('NOPEUSDT', START);
    expect(!book.ok && book.error.code).toBe('NOT_FOUND');
    expect(open().path('NOPEUSDT', START, START + HOUR)).toEqual([]);
  });
});

describe('a scripted crash', () => {
  const scenario = crashScenario({ calmMs: 2 * MINUTE, fall: 0.16, withinMs: 10 * MINUTE, recovery: 0.4 });

  it('leaves the market before it alone', async () => {
    const at = START + 2 * MINUTE;
    expect(await markOf(open(1, scenario), 'ETHUSDT', at)).toBe(await markOf(open(1), 'ETHUSDT', at));
  });

  it.each([
    ['BTCUSDT', 1],
    ['ETHUSDT', 1.2],
  ])('takes %s down by its beta within the time, on top of the random market', async (symbol, beta) => {
    const at = START + 12 * MINUTE;
    const ratio = (await markOf(open(1, scenario), symbol, at)) / (await markOf(open(1), symbol, at));
    expect(ratio).toBeCloseTo(0.84 ** beta, 4);
  });

  it('gives a part of it back', async () => {
    const at = START + 3 * HOUR;
    const ratio = (await markOf(open(1, scenario), 'BTCUSDT', at)) / (await markOf(open(1), 'BTCUSDT', at));
    expect(ratio).toBeCloseTo(0.84 ** 0.6, 4);
  });

  it('thins the order book out', async () => {
    const depth = async (feed: MarketFeed) => {
      const book = await feed.orderBook('BTCUSDT', START + 8 * MINUTE);
      return book.ok ? book.value.bids.reduce((sum, [, quantity]) => sum + quantity, 0) : 0;
    };
    expect(await depth(open(1, scenario))).toBeLessThan(0.6 * (await depth(open(1))));
  });

  it('refuses a move of everything or more', () => {
    const phases = [{ afterMs: 0, durationMs: 1, move: -1 }];
    expect(() => open(1, { name: 'void', phases })).toThrow(/cannot move prices by -1/);
  });
});

describe('order books', () => {
  it.each(['BTCUSDT', 'ETHUSDT', 'ADAUSDT'])(
    'of %s stand around the mark, best first, on the grid',
    async (symbol) => {
      const feed = open();
      const mark = await markOf(feed, symbol, START);
      const book = await feed.orderBook(symbol, START);
      if (!book.ok) throw new Error(book.error.message);
      const { bids, asks } = book.value;
      expect(bids[0]![0]).toBeLessThan(asks[0]![0]);
      expect(bids[0]![0]).toBeLessThanOrEqual(mark);
      expect(asks[0]![0]).toBeGreaterThanOrEqual(mark);
      expect(bids.every(([price], i) => i === 0 || price < bids[i - 1]![0])).toBe(true);
      expect(asks.every(([price], i) => i === 0 || price > asks[i - 1]![0])).toBe(true);
      expect([...bids, ...asks].every(([, quantity]) => quantity > 0)).toBe(true);
      expect((asks[0]![0] - bids[0]![0]) / mark).toBeLessThan(0.001);
    },
  );
});
