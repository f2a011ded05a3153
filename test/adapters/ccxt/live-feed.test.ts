// Public prices against a venue on loopback: what is asked, what is kept, and what every kind of bad answer becomes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLiveFeed } from '../../../src/adapters/ccxt/public/live-feed.ts';
import type { MarketFeed } from '../../../src/ports/market-feed.ts';
import { BTC, ETH, MarketServer } from '../../support/market-server/market-server.ts';

const NOW = Date.UTC(2026, 10, 21, 5, 3, 22);
const brackets = () => [{ floor: 0, cap: 50_000, maintenanceMarginRate: 0.004, maxLeverage: 125, cum: 0 }];

let server: MarketServer;
let feed: MarketFeed;

async function open(symbols: readonly string[] = ['BTCUSDT', 'ETHUSDT']) {
  return openLiveFeed({ symbols, brackets, baseUrl: server.url, pollMs: 2_000, timeoutMs: 500 });
}

beforeEach(async () => {
  server = await MarketServer.start(NOW);
  const opened = await open();
  if (!opened.ok) throw new Error(opened.error.message);
  feed = opened.value;
});
afterEach(async () => {
  await feed.close();
  await server.close();
});

describe('opening the live feed', () => {
  it("reads steps and limits from the venue's filters, not from its precisions", async () => {
    const instruments = await feed.instruments();
    expect(instruments.ok && JSON.parse(JSON.stringify(instruments.value[0]))).toEqual({
      symbol: 'BTCUSDT',
      base: 'BTC',
      quote: 'USDT',
      priceTick: '0.1',
      quantityStep: '0.0001',
      minQuantity: '0.0001',
      maxMarketQuantity: '120',
      minNotional: '100',
      takerFeeRate: '0.0005',
      makerFeeRate: '0.0002',
      brackets: brackets(),
    });
  });

  it('asks nothing but the public exchange information', () => {
    expect(server.requests).toEqual(['GET /fapi/v1/exchangeInfo']);
  });

  it('names a symbol that the venue does not list', async () => {
    const opened = await open(['BTCUSDT', 'DOGEUSDT']);
    expect(!opened.ok && opened.error).toMatchObject({ code: 'NOT_FOUND', retryable: false });
    expect(!opened.ok && opened.error.message).toContain('DOGEUSDT');
  });

  it('marks a symbol that does not trade as halted', async () => {
    await server.close();
    server = await MarketServer.start(NOW, [BTC, { ...ETH, status: 'SETTLING' }]);
    const opened = await open();
    const instruments = opened.ok ? await opened.value.instruments() : undefined;
    expect(instruments?.ok && instruments.value.map((each) => each.halted ?? false)).toEqual([false, true]);
  });
});

describe('prices', () => {
  it('are polled at most once in two seconds, and never carry a time after the asker', async () => {
    server.now = NOW + 400;
    server.quote('BTCUSDT', '60123.45678901', '-0.00012000');
    const first = await feed.ticks(NOW);
    server.quote('BTCUSDT', '61000.00000000');
    const second = await feed.ticks(NOW + 1_999);
    expect(first).toEqual(second);
    expect(first.ok && first.value[0]).toEqual({
      symbol: 'BTCUSDT',
      at: NOW,
      mark: 60123.45678901,
      fundingRate: -0.00012,
      nextFundingAt: Date.UTC(2026, 10, 21, 8),
    });
    expect(server.requests.filter((line) => line.includes('premiumIndex'))).toHaveLength(1);
  });

  it('leave a path of what was polled', async () => {
    for (let i = 0; i < 4; i += 1) {
      server.now = NOW + i * 2_000;
      server.quote('BTCUSDT', `${60_000 + i}.00000000`);
      await feed.ticks(server.now);
    }
    const path = feed.path('BTCUSDT', NOW, NOW + 4_000);
    expect(path.map((tick) => tick.mark)).toEqual([60_001, 60_002]);
  });

  it('are asked again after a clock that went back', async () => {
    await feed.ticks(NOW);
    await feed.ticks(NOW - 3_600_000);
    expect(server.requests.filter((line) => line.includes('premiumIndex'))).toHaveLength(2);
  });

  it('ask once for looks at the same time', async () => {
    await Promise.all([feed.ticks(NOW), feed.ticks(NOW), feed.ticks(NOW)]);
    expect(server.requests.filter((line) => line.includes('premiumIndex'))).toHaveLength(1);
  });
});

describe('books and candles', () => {
  it('gives the book best first', async () => {
    const book = await feed.orderBook('BTCUSDT', NOW);
    expect(book.ok && book.value).toEqual({
      symbol: 'BTCUSDT',
      at: NOW,
      bids: [
        [59_999.9, 1],
        [59_999.8, 2],
        [59_999.7, 3],
      ],
      asks: [
        [60_000.1, 1],
        [60_000.2, 2],
        [60_000.3, 3],
      ],
    });
  });

  it('gives completed candles only, oldest first, and keeps them until the next one is complete', async () => {
    const candles = await feed.candles('BTCUSDT', '1h', NOW, 3);
    const hour = Date.UTC(2026, 10, 21, 5);
    expect(candles.ok && candles.value.map(([at]) => hour - at)).toEqual([
      3 * 3_600_000,
      2 * 3_600_000,
      3_600_000,
    ]);
    await feed.candles('BTCUSDT', '1h', NOW + 60_000, 3);
    expect(server.requests.filter((line) => line.includes('klines'))).toHaveLength(1);
  });
});

describe('a bad answer is a fault and never a price', () => {
  const cases: readonly (readonly [string, number, unknown, string])[] = [
    ['an error page', 502, '<html>Bad Gateway</html>', 'UNREACHABLE'],
    ['an empty body', 200, '', 'BAD_ANSWER'],
    ['a page instead of JSON', 200, '<html></html>', 'BAD_ANSWER'],
    [
      'a price with an exponent',
      200,
      [{ symbol: 'BTCUSDT', markPrice: '6e4', lastFundingRate: '0', nextFundingTime: 0, time: NOW }],
      'BAD_ANSWER',
    ],
    [
      'a price that is not a number',
      200,
      [{ symbol: 'BTCUSDT', markPrice: 'NaN', lastFundingRate: '0', nextFundingTime: 0, time: NOW }],
      'BAD_ANSWER',
    ],
    ['too many requests', 429, { code: -1003, msg: 'Too many requests.' }, 'RATE_LIMITED'],
    ['a ban', 418, { code: -1003, msg: 'Way too many requests; IP banned.' }, 'BANNED'],
  ];
  it.each(cases)('%s', async (_name, status, body, code) => {
    server.faults.add({
      method: '/fapi/v1/premiumIndex',
      fault: { kind: 'answer', status, body, headers: { 'Retry-After': '7' } },
    });
    const ticks = await feed.ticks(NOW);
    expect(!ticks.ok && ticks.error).toMatchObject({ code, outcome: 'none', retryable: true });
    if (status === 429 || status === 418) expect(!ticks.ok && ticks.error.retryAfterMs).toBe(7_000);
    expect((await feed.ticks(NOW)).ok).toBe(true);
  });

  it('an answer that never comes is a TIMEOUT', async () => {
    server.faults.add({ method: '/fapi/v1/premiumIndex', fault: { kind: 'hang' } });
    const ticks = await feed.ticks(NOW);
    expect(!ticks.ok && ticks.error.code).toBe('TIMEOUT');
  });

  it('a cut connection is UNREACHABLE', async () => {
    server.faults.add({ method: '/fapi/v1/premiumIndex', fault: { kind: 'drop', when: 'before' } });
    const ticks = await feed.ticks(NOW);
    expect(!ticks.ok && ticks.error.code).toBe('UNREACHABLE');
  });
});
