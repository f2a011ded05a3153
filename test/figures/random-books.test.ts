// Any book at all: what the product makes of it through the real adapter is what the venue states, to 0.01 %. Books are drawn by fast-check
// from a fixed seed: one to eight positions in contracts of every size, cross and isolated, one-way and hedged, rich, thin and under water.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { BTC, ETH, listing, SOL } from '../support/binance-server/listing.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { agreesToLimit, apart, type FiguresRig, figureOf, figuresRig } from './figures-rig.ts';

const LISTINGS = [
  BTC,
  ETH,
  SOL,
  listing('BTCUSDC', { ...BTC, symbol: 'BTCUSDC', quote: 'USDC' }),
  listing('PEPEUSDT', { tickSize: '0.0000001', stepSize: '1', price: '0.0000089', maxQty: '1e15' }),
];
const LIMIT = 0.0001;
const RUNS = 40;

let rig: FiguresRig;
const clock = new FakeClock();
beforeAll(async () => {
  rig = await figuresRig({ listings: LISTINGS, clock });
  rig.server.venue.liquidates = false;
});
afterAll(() => rig.close());

const held = fc.record({
  symbol: fc.constantFrom(...LISTINGS.map(({ symbol }) => symbol)),
  side: fc.constantFrom('long' as const, 'short' as const),
  /** Notional from 10 to 100 million dollars. */
  magnitude: fc.double({ min: 1, max: 8, noNaN: true }),
  entry: fc.double({ min: 0.8, max: 1.25, noNaN: true }),
  isolated: fc.boolean(),
  leverage: fc.integer({ min: 1, max: 20 }),
});
const book = fc.record({
  hedge: fc.boolean(),
  /** The wallets, as a share of everything that is held. */
  cover: fc.double({ min: 0.005, max: 1.5, noNaN: true }),
  split: fc.double({ min: 0, max: 1, noNaN: true }),
  positions: fc.array(held, { minLength: 1, maxLength: 8 }),
});
type Book = typeof book extends fc.Arbitrary<infer T> ? T : never;

function hold({ hedge, cover, split, positions }: Book): number {
  const { account, server } = rig;
  account.state.legs.clear();
  account.hedge(hedge);
  let total = 0;
  const legs = new Set<string>();
  const modes = new Map<string, boolean>();
  for (const { symbol, side, magnitude, entry, isolated, leverage } of positions) {
    const leg = hedge ? `${symbol} ${side}` : symbol;
    if (legs.has(leg)) continue;
    legs.add(leg);
    const isIsolated = modes.get(symbol) ?? isolated;
    modes.set(symbol, isIsolated);
    const { mark, listing: contract } = server.venue.market(symbol);
    const notional = 10 ** magnitude;
    const quantity = new Decimal(notional).div(mark).toDecimalPlaces(contract.quantityPrecision);
    if (quantity.isZero()) continue;
    total += notional;
    account.hold({
      symbol,
      side,
      quantity: quantity.toFixed(),
      entryPrice: mark.times(entry.toFixed(6)).toFixed(),
      marginType: isIsolated ? 'ISOLATED' : 'CROSSED',
      leverage,
    });
  }
  const wallet = new Decimal((total * cover).toFixed(8));
  let bound = new Decimal(0);
  for (const { isolatedWallet } of account.state.held) bound = bound.plus(isolatedWallet);
  account.state.wallets.set('USDT', wallet.times(split.toFixed(4)).plus(bound));
  account.state.wallets.set('USDC', wallet.times((1 - split).toFixed(4)).plus(bound));
  return legs.size;
}

it('of a random account is assessed as the venue assesses it', async () => {
  const seen = { positions: 0, priced: 0, dead: 0, none: 0, pools: 0 };
  await fc.assert(
    fc.asyncProperty(book, async (drawn) => {
      hold(drawn);
      await clock.advance(60_000);
      const { assessment, snapshot } = await rig.look();
      expect(snapshot.complete, snapshot.incompleteBecause).toBe(true);
      const stated = await rig.stated();
      expect(assessment.positions).toHaveLength(stated.length);
      let maintenance = 0;
      for (const venue of stated) {
        if (Number(venue.isolatedWallet) === 0) maintenance += Number(venue.maintMargin);
        const side = Number(venue.positionAmt) > 0 ? 'long' : 'short';
        const ours = assessment.positions.find((each) => each.symbol === venue.symbol && each.side === side)!;
        seen.positions += 1;
        const price = Number(venue.liquidationPrice);
        if (ours.liquidationPrice.kind === 'unknown') {
          seen.none += 1;
          // Under water at every price, or safe at every price: the venue states none either.
          expect(price, `${ours.key} has no price`).toBe(0);
          continue;
        }
        seen.priced += 1;
        if (figureOf(ours.distance) === 0) seen.dead += 1;
        expect(agreesToLimit(figureOf(ours.liquidationPrice), venue.liquidationPrice, LIMIT), ours.key).toBe(
          true,
        );
        expect(ours.liquidationPrice, ours.key).toMatchObject({ trust: { kind: 'plain' } });
      }
      if (maintenance > 0) {
        expect(apart(figureOf(assessment.maintenanceMargin), maintenance)).toBeLessThan(LIMIT);
      }
      expect(assessment.marginRatio).toMatchObject({ kind: 'known', trust: { kind: 'plain' } });
      if (new Set(stated.map(({ marginAsset }) => marginAsset)).size > 1) seen.pools += 1;
    }),
    { numRuns: RUNS, seed: 41 },
  );
  // The run means something only when all of this was in it.
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(3);
});
