// What funding will cost, against what the venue then takes: the next payment, and a day of it, for contracts that are funded every eight
// hours and for those that are funded every four.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { speech } from '../../src/chat/core/speech.ts';
import { wordFunding } from '../../src/chat/words/word-funding.ts';
import { viewOf } from '../../src/desk/state/view.ts';
import { candles, DeskRig, HOUR, MINUTE } from '../desk/desk-rig.ts';
import { BTC, ETH, SOL } from '../support/binance-server/listing.ts';
import { venueFaults } from '../support/binance-server/venue-faults.ts';
import { drawPlain } from '../support/draw-plain.ts';
import { type FiguresRig, figuresRig } from './figures-rig.ts';

const INTERVALS = 'GET /fapi/v1/fundingInfo';
const HOURS = { BTCUSDT: 8, ETHUSDT: 1, SOLUSDT: 4 } as const;
let desk: DeskRig;
let rig: FiguresRig;

beforeEach(async () => {
  desk = new DeskRig();
  rig = await figuresRig({
    deposit: '100000',
    clock: desk.clock,
    listings: [BTC, { ...ETH, fundingHours: 1 }, SOL],
    prepare(server, account) {
      account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.5' });
      account.hold({ symbol: 'ETHUSDT', side: 'long', quantity: '7' });
      account.hold({ symbol: 'SOLUSDT', side: 'short', quantity: '120' });
      server.fundingRate('BTCUSDT', '0.00012345');
      server.fundingRate('ETHUSDT', '-0.00001000');
      server.fundingRate('SOLUSDT', '0.00050000');
    },
  });
  desk.context.accounts = [{ name: 'main', exchange: rig.exchange, candles: candles() }];
});
afterEach(() => rig.close());

const lines = () => new Map(viewOf(desk.context).accounts[0]!.funding!.map((line) => [line.symbol, line]));
const said = (): string => {
  const view = viewOf(desk.context);
  return drawPlain(wordFunding(undefined, undefined, { ...speech('en', 'UTC'), view }));
};

test.each(Object.entries(HOURS))(
  '%s, funded every %d hours: what is said is what is taken',
  async (symbol, hours) => {
    await desk.pass();
    const line = lines().get(symbol)!;
    const before = rig.account.income.length;
    for (let payment = 0; payment < 24 / hours; payment += 1) rig.server.payFunding(symbol);
    const taken = rig.account.income.slice(before).map(({ income }) => income.toNumber());
    expect(taken).toHaveLength(24 / hours);
    expect(line.cost!.next).toBeCloseTo(-taken[0]!, 8);
    expect(line.cost!.day).toBeCloseTo(-taken.reduce((sum, each) => sum + each, 0), 7);
    const { body } = await rig.call('GET /fapi/v1/fundingRate', { symbol });
    expect(body.map(({ fundingRate }: { fundingRate: string }) => Number(fundingRate))).toEqual(
      taken.map(() => line.rate),
    );
    const period = hours * HOUR;
    expect(line.at).toBe((Math.floor(desk.clock.now() / period) + 1) * period);
  },
);

test('what was taken is what the books say was taken', async () => {
  await desk.pass();
  for (const symbol of Object.keys(HOURS)) rig.server.payFunding(symbol);
  await desk.passes(2, 2 * MINUTE);
  const booked = desk.history.rows.map(({ symbol, realizedPnl, cause }) => [symbol, realizedPnl, cause]);
  const next = lines();
  expect(booked.map(([symbol, , cause]) => [symbol, cause])).toEqual(
    Object.keys(HOURS).map((symbol) => [symbol, 'funding']),
  );
  for (const [symbol, amount] of booked)
    expect(-Number(amount)).toBeCloseTo(next.get(symbol!)!.cost!.next, 8);
});

test('an interval that the venue shortens counts within ten minutes', async () => {
  await desk.pass();
  const before = lines().get('BTCUSDT')!.cost!;
  rig.server.list({ ...BTC, fundingHours: 4 });
  rig.server.fundingRate('BTCUSDT', '0.00012345');
  await desk.passes(3, 5 * MINUTE);
  const after = lines().get('BTCUSDT')!.cost!;
  expect(after.next).toBeCloseTo(before.next, 8);
  expect(after.day).toBeCloseTo(2 * before.day!, 8);
});

test('an interval that nobody can tell makes the cost of a day UNKNOWN, not a guess', async () => {
  rig.server.fault({
    method: INTERVALS,
    times: Number.POSITIVE_INFINITY,
    fault: venueFaults.html(502),
  });
  await desk.pass();
  const line = lines().get('SOLUSDT')!;
  expect([line.cost?.next, line.cost?.day]).toEqual([-9, undefined]);
  expect(said()).toContain('UNKNOWN');
  rig.server.clearFaults();
  await desk.passes(2, 2 * MINUTE);
  expect(lines().get('SOLUSDT')!.cost?.day).toBeCloseTo(-54, 8);
});
