// Specifies where a crash closes a position: at its real liquidation price, not wherever the next hour of the path stands.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assessAccount } from '../../../src/risk/margin/account-risk.ts';
import { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import { BracketTable } from '../../../src/risk/margin/brackets.ts';
import type { MarginPosition } from '../../../src/risk/margin/margin-position.ts';
import { SCENARIOS } from '../../../src/risk/simulation/scenarios.ts';
import { stress } from '../../../src/risk/simulation/stress.ts';

interface Leg {
  readonly isolated: boolean;
  readonly side: 'long' | 'short';
  readonly notional: number;
  readonly leverage: number;
  readonly beta: number;
}

const books: fc.Arbitrary<readonly Leg[]> = fc.array(
  fc.record({
    isolated: fc.boolean(),
    side: fc.constantFrom('long' as const, 'short' as const),
    notional: fc.double({ min: 1_000, max: 2_000_000, noNaN: true }),
    leverage: fc.integer({ min: 2, max: 20 }),
    beta: fc.double({ min: -1.2, max: 1.2, noNaN: true }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Positions opened at their mark prices, and an equity that holds their margins with a tenth to spare. */
function account(legs: readonly Leg[]) {
  const positions = legs.map(
    ({ isolated, side, notional, leverage }, i): MarginPosition => ({
      symbol: `S${i}USDT`,
      side,
      quantity: notional / 100,
      entryPrice: 100,
      markPrice: 100,
      leverage,
      marginMode: isolated ? 'isolated' : 'cross',
    }),
  );
  const margins = legs.map(({ notional, leverage }) => notional / leverage);
  const sum = (chosen: boolean) =>
    margins.reduce((total, margin, i) => total + (legs[i]!.isolated === chosen ? margin : 0), 0);
  const wallet = 1.1 * sum(false) + 10;
  const betas = Object.fromEntries(legs.map(({ beta }, i) => [`S${i}USDT`, beta]));
  return { positions, betas, wallet, equity: wallet + sum(true) };
}
it('an isolated position is closed at the price that the liquidation model names', () => {
  let seen = 0;
  fc.assert(
    fc.property(books, fc.constantFrom(...SCENARIOS), fc.nat(1_000), (many, scenario, seed) => {
      const { positions, betas, equity, wallet } = account(many);
      const found = stress({ equity, positions, betas, scenario, seed, leverages: [] });
      const named = assessAccount(wallet, positions, new BracketBook()).positions;
      for (const [i, { liquidated, price }] of found.positions.entries()) {
        if (!liquidated || positions[i]!.marginMode === 'cross') continue;
        seen++;
        expect(price! / named[i]!.liquidationPrice! - 1).toBeCloseTo(0, 9);
      }
    }),
    { numRuns: 60 },
  );
  expect(seen).toBeGreaterThan(10);
});

it('a cross account is closed where its balance meets the maintenance of all its positions, at their prices of one moment', () => {
  let seen = 0;
  const table = BracketTable.fallback();
  fc.assert(
    fc.property(books, fc.constantFrom(...SCENARIOS), fc.nat(1_000), (many, scenario, seed) => {
      const { positions, betas, equity, wallet } = account(many);
      const found = stress({ equity, positions, betas, scenario, seed, leverages: [] });
      let balance = wallet;
      let maintenance = 0;
      for (const [i, { side, quantity, marginMode }] of positions.entries()) {
        const { liquidated, price } = found.positions[i]!;
        if (marginMode === 'isolated') continue;
        if (!liquidated) return;
        balance += (side === 'long' ? 1 : -1) * quantity * (price! - 100);
        maintenance += table.maintenance(quantity * price!);
      }
      if (maintenance === 0) return;
      seen++;
      expect((balance - maintenance) / wallet).toBeCloseTo(0, 9);
    }),
    { numRuns: 60 },
  );
  expect(seen).toBeGreaterThan(10);
});

it('a position that is below maintenance from the start is closed at once, at its mark price', () => {
  const position: MarginPosition = {
    symbol: 'AUSDT',
    side: 'long',
    quantity: 1,
    entryPrice: 100,
    markPrice: 80,
    leverage: 10,
    marginMode: 'cross',
  };
  const { positions } = stress({ equity: 0.1, positions: [position], scenario: 'ftx_bankruptcy_2022' });
  expect(positions[0]).toMatchObject({ liquidated: true, day: 1, price: 80 });
});
