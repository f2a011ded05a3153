// Figures that are not ours: the exchange's own worked example, and the real leverage tiers of fifteen contracts, through the adapter.
// Without the shared data there is nothing to compare with: "skipped: no shared data".
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { type Bracket, type Listing, listing } from '../support/binance-server/listing.ts';
import { sharedData } from '../support/shared-data.ts';
import { agreesToLimit, apart, type FiguresRig, figureOf, figuresRig } from './figures-rig.ts';

const folder = sharedData('.');
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder ?? '', name), 'utf8'));

let rig: FiguresRig;
afterEach(() => rig.close());

interface Published {
  readonly portfolio: {
    readonly walletBalance: number;
    readonly marginRatio_MM_over_marginBalance: number;
    readonly totalMaintMargin: number;
    readonly positions: readonly (Record<
      'qty' | 'entry' | 'mark' | 'mmr' | 'cum' | 'expectedLiq' | 'expectedMaintMargin',
      number
    > & { readonly symbol: string })[];
  };
}
interface Tier {
  readonly info: Record<
    'bracket' | 'initialLeverage' | 'notionalCap' | 'notionalFloor' | 'maintMarginRatio' | 'cum',
    string
  >;
}

const only = (mmr: number, cum: number): Bracket => ({
  bracket: 1,
  initialLeverage: 20,
  notionalFloor: 0,
  notionalCap: 1e12,
  maintMarginRatio: mmr,
  cum,
});

describe.skipIf(folder === undefined)('published figures (skipped: no shared data)', () => {
  it("are those of the exchange's worked example, two positions on one cross account", async () => {
    const { portfolio } = read('liquidation/binance_published_examples.json') as Published;
    rig = await figuresRig({
      deposit: String(portfolio.walletBalance),
      listings: portfolio.positions.map(({ symbol, mmr, cum, mark }) =>
        listing(symbol, {
          brackets: [only(mmr, cum)],
          price: String(mark),
          tickSize: '0.01',
          stepSize: '0.001',
        }),
      ),
      prepare(_, account) {
        for (const { symbol, qty, entry } of portfolio.positions) {
          account.hold({ symbol, side: 'long', quantity: String(qty), entryPrice: String(entry) });
        }
      },
    });
    const { assessment } = await rig.look();
    for (const { symbol, expectedLiq } of portfolio.positions) {
      const { liquidationPrice } = assessment.positions.find((each) => each.symbol === symbol)!;
      expect(Math.abs(figureOf(liquidationPrice) - expectedLiq), symbol).toBeLessThan(0.005);
    }
    expect(apart(figureOf(assessment.maintenanceMargin), portfolio.totalMaintMargin)).toBeLessThan(1e-9);
    expect(apart(figureOf(assessment.marginRatio), portfolio.marginRatio_MM_over_marginBalance)).toBeLessThan(
      1e-7,
    );
  });

  it('hold in every real tier of fifteen contracts', async () => {
    const tiers = read('tiers/binance_tiers_selected_raw.json') as Record<string, readonly Tier[]>;
    const listings = Object.entries(tiers).map(([name, rows]): Listing => {
      const [symbol = ''] = name.replace('/', '').split(':');
      const brackets = rows.map(({ info }) => ({
        bracket: Number(info.bracket),
        initialLeverage: Number(info.initialLeverage),
        notionalFloor: Number(info.notionalFloor),
        notionalCap: Number(info.notionalCap),
        maintMarginRatio: Number(info.maintMarginRatio),
        cum: Number(info.cum),
      }));
      return listing(symbol, {
        brackets,
        price: '8.25',
        tickSize: '0.0001',
        stepSize: '0.001',
        maxQty: '1e12',
      });
    });
    rig = await figuresRig({ listings });
    const { account, server } = rig;
    server.venue.liquidates = false;
    const deepest = Math.max(...listings.map(({ brackets }) => brackets.length));
    let compared = 0;
    for (let tier = 0; tier < deepest; tier += 1) {
      account.state.legs.clear();
      let worth = 0;
      for (const [index, { symbol, brackets }] of listings.entries()) {
        const { notionalFloor, notionalCap } = brackets[Math.min(tier, brackets.length - 1)]!;
        const notional = notionalFloor + 0.37 * (notionalCap - notionalFloor);
        const quantity = new Decimal(notional).div('8.25').toDecimalPlaces(3);
        account.hold({ symbol, side: index % 3 === 0 ? 'short' : 'long', quantity: quantity.toFixed() });
        worth += notional;
      }
      for (const coin of ['USDT', 'USDC'])
        account.state.wallets.set(coin, new Decimal((worth / 5).toFixed(2)));
      const { assessment } = await rig.look();
      for (const venue of await rig.stated()) {
        const ours = assessment.positions.find(({ symbol }) => symbol === venue.symbol)!;
        if (venue.liquidationPrice === '0') {
          expect(ours.liquidationPrice.kind, ours.key).toBe('unknown');
          continue;
        }
        compared += 1;
        expect(agreesToLimit(figureOf(ours.liquidationPrice), venue.liquidationPrice, 0.0001), ours.key).toBe(
          true,
        );
      }
    }
    expect(compared).toBeGreaterThan(50);
  });
});
