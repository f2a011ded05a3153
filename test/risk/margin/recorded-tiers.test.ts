// Every recorded table of real leverage brackets: our derived maintenance amounts and liquidation prices hold on all.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assessAccount } from '../../../src/risk/margin/account-risk.ts';
import { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import { type BracketRow, BracketTable } from '../../../src/risk/margin/brackets.ts';
import type { MarginPosition } from '../../../src/risk/margin/margin-position.ts';
import { sharedData } from '../../support/shared-data.ts';
import { surplus } from './margin-worlds.ts';

interface RecordedTier {
  readonly minNotional: number;
  readonly maxNotional: number;
  readonly maintenanceMarginRate: number;
  readonly maxLeverage: number;
  readonly info: { readonly cum: string };
}

const file = sharedData('tiers/binance_tiers_selected_raw.json');

if (file === undefined) {
  test('skipped: no shared data', () => {
    expect(file).toBeUndefined();
  });
} else {
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<string, RecordedTier[]>;
  test.each(Object.keys(recorded))('%s', (symbol) => {
    const rows = recorded[symbol]!.map(
      (tier): BracketRow => ({
        floor: tier.minNotional,
        cap: tier.maxNotional,
        rate: tier.maintenanceMarginRate,
        maxLeverage: tier.maxLeverage,
      }),
    );
    const table = new BracketTable(rows);
    for (const [i, tier] of recorded[symbol]!.entries()) {
      expect(table.brackets[i]!.cum).toBeCloseTo(Number(tier.info.cum), 3);
    }
    const book = new BracketBook(table);
    for (const { floor } of rows.slice(1)) {
      for (const side of ['long', 'short'] as const) {
        const position: MarginPosition = {
          symbol,
          side,
          quantity: floor,
          entryPrice: 1,
          markPrice: 1,
          leverage: 3,
          marginMode: 'isolated',
        };
        const price = assessAccount(0, [position], book).positions[0]!.liquidationPrice!;
        expect(Math.abs(surplus(floor / 3, [position], book, () => price)) / floor).toBeLessThan(1e-12);
      }
    }
  });
}
