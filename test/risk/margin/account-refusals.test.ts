// What the account assessment refuses, and that it always either answers with finite figures or refuses by name.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assessAccount } from '../../../src/risk/margin/account-risk.ts';
import { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import type { MarginPosition } from '../../../src/risk/margin/margin-position.ts';
import { answersOrRefuses, anyNumber, anySide } from '../answers-or-refuses.ts';
import { refusalOf } from '../refusal-of.ts';
import { recordedTiers } from './binance-facts.ts';

const long: MarginPosition = {
  symbol: 'BTCUSDT',
  side: 'long',
  quantity: 1,
  entryPrice: 60_000,
  markPrice: 60_000,
  marginMode: 'cross',
};

describe('what is refused', () => {
  const refusal = (positions: MarginPosition[], wallet = 1) =>
    refusalOf(() => assessAccount(wallet, positions, recordedTiers()));

  test.each([
    ['a second leg of one side', [long, { ...long, symbol: 'BTC/USDT:USDT' }], 'DUPLICATE', 'positions[1]'],
    [
      'two mark prices of one symbol',
      [long, { ...long, side: 'short' as const, markPrice: 1 }],
      'CONTRADICTION',
      'positions[1].markPrice',
    ],
    [
      'an isolated position without margin',
      [{ ...long, marginMode: 'isolated' as const }],
      'MISSING',
      'positions[0].isolatedMargin',
    ],
    ['a price of zero', [{ ...long, markPrice: 0 }], 'NOT_POSITIVE', 'positions[0].markPrice'],
    [
      'a quantity that is no number',
      [{ ...long, quantity: Number.NaN }],
      'NOT_FINITE',
      'positions[0].quantity',
    ],
    ['a symbol without tiers', [{ ...long, symbol: 'XRPUSDT' }], 'UNKNOWN_NAME', 'positions[0].symbol'],
    ['a leverage of zero', [{ ...long, leverage: 0 }], 'OUT_OF_RANGE', 'positions[0].leverage'],
  ])('%s', (_, positions, code, path) => {
    expect(refusal(positions as MarginPosition[])).toMatchObject({ code, path });
  });

  test('a wallet that is no number', () => {
    expect(refusal([long], Number.NaN)).toMatchObject({
      code: 'NOT_FINITE',
      path: 'walletBalance',
    });
  });
});

test('any input at all is answered with finite figures or refused by name', () => {
  const position = fc.record({
    symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT', 'BTC/USDT:USDT', '', 'constructor'),
    side: anySide,
    quantity: anyNumber,
    entryPrice: anyNumber,
    markPrice: anyNumber,
    leverage: fc.option(anyNumber, { nil: undefined }),
    marginMode: fc.constantFrom('cross' as const, 'isolated' as const),
    isolatedMargin: fc.option(anyNumber, { nil: undefined }),
  });
  answersOrRefuses(
    fc.tuple(anyNumber, fc.array(position, { maxLength: 3 })),
    ([wallet, positions]) => assessAccount(wallet, positions, new BracketBook()),
    { allowInfinite: ['marginRatio'] },
  );
});
