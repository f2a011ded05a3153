// The history keeps each fill once, thins old equity to what charts and drawdowns need, and its loss stops nothing.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Database } from '../../../src/adapters/sqlite/database.ts';
import type { SqliteHistory } from '../../../src/adapters/sqlite/history.ts';
import { HISTORY_SCHEMA } from '../../../src/adapters/sqlite/history-schema.ts';
import { migrate } from '../../../src/adapters/sqlite/migrations.ts';
import { openHistory } from '../../../src/adapters/sqlite/open-history.ts';
import type { EquityPoint, FillRow } from '../../../src/ports/history.ts';
import { scratchFolder } from '../system/scratch-folder.ts';
import { value } from './open-test-ledger.ts';

const NOW = Date.UTC(2026, 10, 21, 5, 3, 22);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const running: SqliteHistory[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.close();
});

function open(folder = scratchFolder('history')) {
  const opening = value(openHistory(join(folder, 'history.db'), NOW));
  running.push(opening.history);
  return { folder, ...opening };
}
const point = (at: number, equity = '10000.5', account = 'main'): EquityPoint => ({
  account,
  at,
  equity,
  unrealizedPnl: '-1.25',
  marginRatio: 0.4,
  valueAtRisk: null,
  drawdown: 0.02,
});
const fill = (id: string, change: Partial<FillRow> = {}): FillRow => ({
  account: 'main',
  id,
  symbol: 'BTCUSDT',
  side: 'sell',
  positionSide: 'long',
  quantity: '0.250',
  price: '61204.5',
  fee: '7.65',
  realizedPnl: '-120.100000000000000001',
  currency: 'USDT',
  at: NOW,
  clientOrderId: 'cm-1',
  ...change,
});

test('rows come back exactly, amounts to the last digit', async () => {
  const { history } = open();
  value(await history.addEquity('paper', [point(NOW)]));
  value(await history.addFills('paper', [fill('f1'), fill('f2', { cause: 'liquidation' })]));
  expect(value(await history.equity('paper', 'main', 0, NOW))).toEqual([point(NOW)]);
  expect(value(await history.fills('paper', 'main', 0, NOW, 10))).toEqual([
    fill('f2', { cause: 'liquidation' }),
    fill('f1'),
  ]);
});

test('a fill is kept once an account, and the answer says how many were new', async () => {
  const { history } = open();
  expect(value(await history.addFills('paper', [fill('f1'), fill('f2')]))).toBe(2);
  expect(
    value(await history.addFills('paper', [fill('f2'), fill('f3'), fill('f2', { account: 'second' })])),
  ).toBe(2);
  expect(value(await history.fills('paper', undefined, 0, NOW, 10))).toHaveLength(4);
});

test('fills come latest first, within both ends, of one account or all, as many as asked', async () => {
  const { history } = open();
  const rows = [1, 2, 3, 4].map((place) => fill(`f${place}`, { at: NOW + place * 1_000 }));
  value(await history.addFills('paper', [...rows, fill('x', { account: 'second', at: NOW + 2_500 })]));
  const ids = async (account: string | undefined, from: number, to: number, limit: number) =>
    value(await history.fills('paper', account, NOW + from, NOW + to, limit)).map((row) => row.id);
  expect(await ids('main', 2_000, 3_000, 10)).toEqual(['f3', 'f2']);
  expect(await ids(undefined, 0, 9_000, 3)).toEqual(['f4', 'f3', 'x']);
});

test('the curve comes oldest first, and a second point of a moment replaces the first', async () => {
  const { history } = open();
  value(await history.addEquity('paper', [point(NOW + 2), point(NOW + 1), point(NOW + 1, '9', 'second')]));
  value(await history.addEquity('paper', [point(NOW + 1, '77')]));
  const all = value(await history.equity('paper', undefined, NOW, NOW + 2));
  expect(all.map((each) => [each.account, each.equity])).toEqual([
    ['main', '77'],
    ['second', '9'],
    ['main', '10000.5'],
  ]);
  expect(value(await history.equity('paper', 'second', NOW, NOW + 1))).toHaveLength(1);
});

test('after 90 days the last and the lowest point of an hour stay, and every fill', async () => {
  const { history } = open();
  const old = Math.floor((NOW - 100 * DAY) / HOUR) * HOUR;
  const values = ['100', '9', '95', '120', '101'];
  value(
    await history.addEquity(
      'paper',
      values.map((equity, place) => point(old + place * 60_000, equity)),
    ),
  );
  value(
    await history.addEquity(
      'paper',
      values.map((equity, place) => point(old + place * 60_000, equity, 'second')),
    ),
  );
  value(await history.addEquity('paper', [point(NOW - DAY), point(NOW - DAY + 1)]));
  value(await history.addFills('paper', [fill('old', { at: old })]));
  expect(value(await history.thin(NOW))).toBe(6);
  expect(value(await history.thin(NOW))).toBe(0);
  const kept = value(await history.equity('paper', 'main', 0, NOW)).map((each) => each.equity);
  expect(kept).toEqual(['9', '101', '10000.5', '10000.5']);
  expect(value(await history.fills('paper', 'main', 0, NOW, 10))).toHaveLength(1);
});

test('a damaged history is kept aside and a new one started, and that is told', async () => {
  const folder = scratchFolder('history');
  writeFileSync(join(folder, 'history.db'), 'not a database '.repeat(500));
  const { history, replaced } = open(folder);
  expect(replaced).toContain('history.db: it is damaged; it is kept as history.db.damaged-');
  value(await history.addFills('paper', [fill('f1')]));
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toHaveLength(1);
});

test('it opens again with everything in it, and a year of curve is read quickly', async () => {
  const { history, folder } = open();
  for (let day = 0; day < 365; day += 1) {
    value(
      await history.addEquity(
        'paper',
        Array.from({ length: 48 }, (_, half) => point(NOW + day * DAY + half * 1_800_000)),
      ),
    );
  }
  history.close();
  const again = open(folder);
  expect(again.replaced).toBeUndefined();
  const started = performance.now();
  expect(value(await again.history.equity('paper', 'main', 0, NOW + 400 * DAY))).toHaveLength(17_520);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test('paper and real money are kept apart, under one account name and with one id', async () => {
  const { history } = open();
  value(await history.addFills('paper', [fill('f1', { quantity: '1' })]));
  expect(value(await history.addFills('real', [fill('f1', { quantity: '2' })]))).toBe(1);
  value(await history.addEquity('paper', [point(NOW, '10000')]));
  value(await history.addEquity('real', [point(NOW, '250')]));
  for (const account of ['main', undefined]) {
    const quantities = async (mode: 'paper' | 'real') =>
      value(await history.fills(mode, account, 0, NOW, 10)).map((row) => row.quantity);
    const equities = async (mode: 'paper' | 'real') =>
      value(await history.equity(mode, account, 0, NOW)).map((row) => row.equity);
    expect([await quantities('paper'), await quantities('real')]).toEqual([['1'], ['2']]);
    expect([await equities('paper'), await equities('real')]).toEqual([['10000'], ['250']]);
  }
});

test('a history of before the modes were told apart is read as that of paper, whole', async () => {
  const folder = scratchFolder('history');
  const before = new Database(join(folder, 'history.db'), { synchronous: 'NORMAL' });
  migrate(before, { ...HISTORY_SCHEMA, steps: HISTORY_SCHEMA.steps.slice(0, 1) }, 0);
  before.run("INSERT INTO equity VALUES ('main', ?, '10000.5', '-1.25', 0.4, NULL, 0.02)", NOW);
  before.run(
    `INSERT INTO fill VALUES ('main', 'f1', 'BTCUSDT', 'sell', 'long', '0.250', '61204.5', '7.65',
       '-120.100000000000000001', 'USDT', ?, NULL, 'cm-1')`,
    NOW,
  );
  before.close();
  const { history, replaced } = open(folder);
  expect(replaced).toBeUndefined();
  expect(value(await history.equity('paper', 'main', 0, NOW))).toEqual([point(NOW)]);
  expect(value(await history.fills('paper', 'main', 0, NOW, 10))).toEqual([fill('f1')]);
  expect(value(await history.fills('real', undefined, 0, NOW, 10))).toEqual([]);
});
