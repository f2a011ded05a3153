// Leverage tiers come from the venue, and the venue changes them: the new ones count within a minute, and a symbol without any is told
// as UNKNOWN and never as safe.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { speech } from '../../src/chat/core/speech.ts';
import { wordRisk } from '../../src/chat/words/word-risk.ts';
import { viewOf } from '../../src/desk/state/view.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { candles, DeskRig, MINUTE, SECOND } from '../desk/desk-rig.ts';
import { BTC, bracketsOf, ETH, type Listing, SOL } from '../support/binance-server/listing.ts';
import { drawPlain } from '../support/draw-plain.ts';
import { apart, type FiguresRig, figureOf, figuresRig } from './figures-rig.ts';

const TIERS = 'GET /fapi/v1/leverageBracket';
let desk: DeskRig;
let rig: FiguresRig;

beforeEach(async () => {
  desk = new DeskRig();
  rig = await figuresRig({
    deposit: '20000',
    clock: desk.clock,
    listings: [BTC, ETH, SOL],
    prepare(server, account) {
      server.venue.liquidates = false;
      account.hold({ symbol: 'SOLUSDT', side: 'long', quantity: '500' });
      account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.1' });
    },
  });
  desk.context.memory.thresholds = calm;
  desk.context.accounts = [{ name: 'main', exchange: rig.exchange, candles: candles() }];
});
afterEach(() => rig.close());
/** The two contracts of the rig move as one, which is not what this is about. */
const calm = { ...DEFAULT_THRESHOLDS, correlation: { direction: 'above', warning: 2 } } as const;

const solana = async () => {
  const assessment = desk.context.memory.accounts.get('main')!.assessment!;
  const ours = assessment.positions.find(({ symbol }) => symbol === 'SOLUSDT')!;
  const venue = (await rig.stated()).find(({ symbol }) => symbol === 'SOLUSDT')!;
  return { ours: ours.liquidationPrice, venue: Number(venue.liquidationPrice), assessment };
};
const riskText = (): string => {
  const view = viewOf(desk.context);
  return drawPlain(wordRisk(view, undefined, { ...speech('en', 'UTC'), view }));
};

/** The venue replaces a contract's tiers; its prices stay. */
function retier(each: Listing, rows: Parameters<typeof bracketsOf>[0]): void {
  const { mark } = rig.server.venue.market(each.symbol);
  rig.server.list({ ...each, brackets: bracketsOf(rows) });
  rig.server.price(each.symbol, mark.toString());
}

test('tiers that the venue made stricter are noticed at once, and reckoned with within a minute', async () => {
  await desk.pass();
  const before = await solana();
  expect(apart(figureOf(before.ours), before.venue)).toBeLessThan(0.0001);
  retier(SOL, [
    [5_000, 50, 0.02],
    [50_000, 20, 0.05],
    [20_000_000, 5, 0.1],
  ]);
  await desk.pass();
  const between = await solana();
  expect(between.ours).toMatchObject({ trust: { kind: 'model-differs', venueValue: between.venue } });
  await desk.passes(2, 61 * SECOND);
  const after = await solana();
  expect(after.ours).toMatchObject({ trust: { kind: 'plain' } });
  expect(apart(figureOf(after.ours), after.venue)).toBeLessThan(0.0001);
  expect(after.venue).toBeGreaterThan(before.venue);
});

test('tiers that nobody doubts are not read again for an hour', async () => {
  await desk.passes(5, 10 * MINUTE);
  expect(rig.server.calls(TIERS)).toHaveLength(1);
});

test('a held symbol without tiers makes every margin figure UNKNOWN, in words, and an emergency until it has some', async () => {
  const { body } = await rig.call(TIERS);
  const without = body.filter(({ symbol }: { symbol: string }) => symbol !== 'SOLUSDT');
  rig.server.fault({
    method: TIERS,
    times: Number.POSITIVE_INFINITY,
    fault: { kind: 'answer', status: 200, body: without },
  });
  await desk.passes(3);
  const text = riskText();
  expect(text).toMatch(/^margin UNKNOWN: not all is known \(SOLUSDT has no leverage tiers\)/);
  expect(text.match(/UNKNOWN: not all is known/g)?.length).toBeGreaterThan(3);
  expect(desk.heardWords()).toContain('raised emergency exchange');
  rig.server.clearFaults();
  await desk.passes(2, 61 * SECOND);
  expect((await solana()).ours).toMatchObject({ kind: 'known', trust: { kind: 'plain' } });
  expect(desk.heardWords()).toContain('resolved emergency exchange');
});

test('a symbol without tiers that nobody holds harms nothing', async () => {
  const { body } = await rig.call(TIERS);
  const without = body.filter(({ symbol }: { symbol: string }) => symbol !== 'ETHUSDT');
  rig.server.fault({ method: TIERS, times: 9, fault: { kind: 'answer', status: 200, body: without } });
  await desk.pass();
  expect((await solana()).assessment.marginRatio).toMatchObject({ kind: 'known', trust: { kind: 'plain' } });
});
