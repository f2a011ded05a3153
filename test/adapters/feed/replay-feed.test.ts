// Recorded markets: what is played is what was recorded, and a file that cannot be trusted is refused with its line.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReplayFeed } from '../../../src/adapters/feed/replay-feed.ts';
import type { MarketFeed } from '../../../src/ports/market-feed.ts';
import { sharedData } from '../../support/shared-data.ts';

const START = Date.UTC(2025, 9, 10, 20);
const FIVE = 300_000;
const HOUR = 3_600_000;
const HEADER = 'ts,open,high,low,close,volume';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}
const rows = (count: number, step = FIVE, from = START): string[] =>
  Array.from({ length: count }, (_, i) => `${from + i * step},${100 + i},${103 + i},${99 + i},${101 + i},50`);

async function opened(options: Parameters<typeof openReplayFeed>[0]): Promise<MarketFeed> {
  const feed = await openReplayFeed(options);
  if (!feed.ok) throw new Error(feed.error.message);
  return feed.value;
}
async function problem(lines: readonly string[], name = 'BTCUT_5m.csv'): Promise<string> {
  const feed = await openReplayFeed({ files: [await file(name, lines)] });
  if (feed.ok) throw new Error('was opened');
  expect(feed.error).toMatchObject({ code: 'CORRUPT', retryable: false, outcome: 'none' });
  return feed.error.message.replace(folder, '');
}
const marksOf = async (feed: MarketFeed, at: number) => {
  const ticks = await feed.ticks(at);
  return ticks.ok ? ticks.value.map((tick) => [tick.symbol, tick.at, tick.mark]) : [];
};

describe('a replay', () => {
  it('takes the symbol from the file name and knows its beginning and end', async () => {
    const feed = await opened({ files: [await file('BTCUT_PERP_5m_oct2025.csv', [HEADER, ...rows(12)])] });
    expect(feed.range).toEqual({ from: START, to: START + HOUR });
    const instruments = await feed.instruments();
    expect(instruments.ok && instruments.value.map((each) => each.symbol)).toEqual(['BTCUT']);
  });

  it('goes from the open over both extremes to the close: a rising bar visits its low first', async () => {
    const feed = await opened({ files: [await file('XUT_5m.csv', [HEADER, ...rows(3)])] });
    const prices = feed.path('XUT', START - 1, START + FIVE - 1).map((tick) => tick.mark);
    expect(prices).toHaveLength(300);
    expect([prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)]).toEqual([100, 103, 99, 101]);
    expect(prices.indexOf(99)).toBeLessThan(prices.indexOf(103));
  });

  it('goes the other way round in a falling bar', async () => {
    const falling = `${START},101,103,99,100,50`;
    const feed = await opened({
      files: [await file('DOWNUT_5m.csv', [HEADER, falling, ...rows(2).slice(1)])],
    });
    const prices = feed.path('DOWNUT', START - 1, START + FIVE - 1).map((tick) => tick.mark);
    expect(prices.indexOf(103)).toBeLessThan(prices.indexOf(99));
  });

  it('keeps a gap as a gap: the last price stays, with its own old time', async () => {
    const lines = [HEADER, ...rows(2), ...rows(2, FIVE, START + 6 * FIVE)];
    const feed = await opened({ files: [await file('GAPUT_5m.csv', lines)] });
    expect(await marksOf(feed, START + 5 * FIVE)).toEqual([['GAPUT', START + 2 * FIVE - 1_000, 102]]);
    expect(feed.path('GAPUT', START + 2 * FIVE, START + 6 * FIVE - 1)).toEqual([]);
  });

  it('adds candles up to longer ones, only those that are over and wholly inside the file', async () => {
    const feed = await opened({ files: [await file('SUMUT_5m.csv', [HEADER, ...rows(30)])] });
    const hours = await feed.candles('SUMUT', '1h', START + 2 * HOUR + 600_000, 10);
    expect(hours.ok && hours.value).toEqual([
      [START, 100, 114, 99, 112, 600],
      [START + HOUR, 112, 126, 111, 124, 600],
    ]);
    const days = await feed.candles('SUMUT', '1d', START + 30 * HOUR, 10);
    expect(days).toEqual({ ok: true, value: [] });
  });

  it('does not invent candles finer than its bars', async () => {
    const feed = await opened({ files: [await file('HOURUT_1h.csv', [HEADER, ...rows(5, HOUR)])] });
    const candles = await feed.candles('HOURUT', '5m', START + 4 * HOUR, 10);
    expect(!candles.ok && candles.error).toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('begins where it is told, with what lies before as history', async () => {
    const path = await file('FROMUT_5m.csv', [HEADER, ...rows(36)]);
    const feed = await opened({ files: [path], from: START + 2 * HOUR });
    expect(feed.range).toEqual({ from: START + 2 * HOUR, to: START + 3 * HOUR });
    const candles = await feed.candles('FROMUT', '1h', START + 2 * HOUR, 10);
    expect(candles.ok && candles.value).toHaveLength(2);
    const late = await openReplayFeed({ files: [path], from: START + 9 * HOUR });
    expect(!late.ok && late.error.message).toContain('the files go from 2025-10-10T20:00:00.000Z');
  });

  it('serves older candles from a coarser file of the same symbol, and prices from the finest', async () => {
    const midnight = Date.UTC(2025, 9, 10);
    const days = await file('MIXUT_1d.csv', [HEADER, ...rows(5, 24 * HOUR, midnight - 120 * HOUR)]);
    const fine = await file('MIXUT_5m.csv', [HEADER, ...rows(12, FIVE, midnight)]);
    const feed = await opened({ files: [days, fine] });
    const candles = await feed.candles('MIXUT', '1d', midnight, 10);
    expect(candles.ok && candles.value.map(([at]) => (midnight - at) / (24 * HOUR))).toEqual([5, 4, 3, 2, 1]);
    expect(feed.range?.from).toBe(midnight);
  });

  it('plays several symbols where they have time in common', async () => {
    const one = await file('AAAUT_5m.csv', [HEADER, ...rows(12)]);
    const two = await file('BBBUT_5m.csv', [HEADER, ...rows(12, FIVE, START + 2 * FIVE)]);
    const feed = await opened({ files: [one, two] });
    expect(feed.range).toEqual({ from: START + 2 * FIVE, to: START + HOUR });
    expect((await marksOf(feed, START + HOUR - 1_000)).map(([symbol]) => symbol)).toEqual(['AAAUT', 'BBBUT']);
  });

  it('reads one JSON candle a line, as arrays or objects', async () => {
    const lines = [
      `[${START},1,2,1,2,5]`,
      JSON.stringify({ ts: START + FIVE, open: '2', high: '3', low: '2', close: '2.5', volume: '1' }),
    ];
    const feed = await opened({ files: [{ path: await file('lines.jsonl', lines), symbol: 'JSUT' }] });
    expect(await marksOf(feed, START + 2 * FIVE)).toEqual([['JSUT', START + 2 * FIVE - 1_000, 2.5]]);
  });

  it('tells recorded funding for the time it is due', async () => {
    const candles = await file('FUNDUT_1h.csv', [HEADER, ...rows(12, HOUR)]);
    const due = Date.UTC(2025, 9, 11);
    const funding = await file('FUNDUT_funding8h.csv', ['ts,fundingRate', `${due + 5},-2.31e-06`]);
    const feed = await opened({ files: [candles, funding] });
    const ticks = await feed.ticks(START + HOUR);
    expect(ticks.ok && ticks.value[0]).toMatchObject({ fundingRate: -2.31e-6, nextFundingAt: due });
    const after = await feed.ticks(due + HOUR);
    expect(after.ok && after.value[0]?.fundingRate).toBeUndefined();
  });
});

describe('a file that cannot be trusted is refused with line and remedy', () => {
  it.each<readonly [string, readonly string[], string]>([
    ['no header', rows(2), 'no column ts; the header is ts,open,high,low,close,volume'],
    ['no rows', [HEADER], 'there are no rows'],
    ['one row', [HEADER, ...rows(1)], 'one candle does not tell its length'],
    ['a missing cell', [HEADER, ...rows(2), `${START + 2 * FIVE},1,2`], 'line 4'],
    ['a word for a number', [HEADER, ...rows(1), `${START + FIVE},1,2,1,abc,5`], 'line 3: close is "abc"'],
    ['NaN', [HEADER, ...rows(1), `${START + FIVE},NaN,2,1,1,5`], 'line 3: open is "NaN"'],
    ['hexadecimal', [HEADER, ...rows(1), `${START + FIVE},0x10,20,1,1,5`], 'line 3: open is "0x10"'],
    ['a price of zero', [HEADER, ...rows(1), `${START + FIVE},1,2,0,1,5`], 'line 3: low 0 is not above zero'],
    ['a high below the close', [HEADER, ...rows(1), `${START + FIVE},1,2,1,3,5`], 'line 3: open and close'],
    ['negative volume', [HEADER, ...rows(1), `${START + FIVE},1,2,1,1,-5`], 'line 3: volume -5'],
    ['seconds', [HEADER, `${START / 1_000},1,2,1,1,5`], 'multiply seconds by 1000'],
    [
      'a repeated row',
      [HEADER, ...rows(2), rows(2)[1]!],
      'line 4: repeats the time of the row before; remove one',
    ],
    ['rows out of order', [HEADER, ...rows(3), rows(1)[0]!], 'line 5: is older than the row before; sort'],
    [
      'a row off the grid',
      [HEADER, ...rows(2), `${START + 11 * 60_000 + FIVE},1,2,1,1,5`],
      'line 4: is not a multiple of 5 min',
    ],
  ])('%s', async (_name, lines, words) => {
    const message = await problem(lines);
    expect(message).toContain('BTCUT_5m.csv');
    expect(message).toContain(words);
  });

  it('a line that is not JSON', async () => {
    expect(await problem([`[${START},1,2,1,2,5]`, '{oops'], 'JSUT.jsonl')).toContain('line 2: not JSON');
  });

  it('a name without a symbol', async () => {
    expect(await problem([HEADER, ...rows(2)], '-.csv')).toContain('does not begin with a symbol');
  });

  it('the same bars twice', async () => {
    const files = [
      await file('TWOUT_a.csv', [HEADER, ...rows(3)]),
      await file('TWOUT_b.csv', [HEADER, ...rows(3)]),
    ];
    const feed = await openReplayFeed({ files });
    expect(!feed.ok && feed.error.message).toContain('a second file of TWOUT');
  });

  it('files that have no time in common', async () => {
    const files = [
      await file('PASTUT_5m.csv', [HEADER, ...rows(3)]),
      await file('LATEUT_5m.csv', [HEADER, ...rows(3, FIVE, START + HOUR)]),
    ];
    const feed = await openReplayFeed({ files });
    expect(!feed.ok && feed.error.message).toContain('no time in common');
  });

  it('a file that is not there', async () => {
    const feed = await openReplayFeed({ files: [join(folder, 'NOUT.csv')] });
    expect(!feed.ok && feed.error).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('no file at all', async () => {
    const feed = await openReplayFeed({ files: [] });
    expect(!feed.ok && feed.error.message).toContain('list candle files in paper.files');
  });
});

describe('the recorded crash of 10 October 2025', () => {
  const path = sharedData('market/BTCUT_PERP_5m_oct2025.csv');
  const title = 'is met to its lowest price within the five minutes it happened in (skipped: no shared data)';
  it.skipIf(path === undefined)(title, async () => {
    const feed = await opened({ files: [path!], from: Date.UTC(2025, 9, 10, 20) });
    const at = Date.UTC(2025, 9, 10, 21, 20);
    const path5 = feed.path('BTCUT', at - 1, at + FIVE - 1);
    expect(Math.min(...path5.map((tick) => tick.mark))).toBe(101_516.5);
    const book = async (when: number) => {
      const read = await feed.orderBook('BTCUT', when);
      return read.ok ? read.value.bids.reduce((sum, [, quantity]) => sum + quantity, 0) : 0;
    };
    expect(await book(at + FIVE - 60_000)).toBeLessThan(0.5 * (await book(at - 3 * HOUR)));
  });
});
