// Symbols as people say them; what could mean two things is asked back, never guessed.
import { describe, expect, it } from 'vitest';
import { resolveInstrument, resolvePosition } from '../../src/chat/reading/symbol-resolver.ts';
import type { DeskView } from '../../src/ports/desk.ts';
import { cannedAccount, cannedView } from '../support/canned-desk.ts';

const view = cannedView;
const both: DeskView = { ...view, accounts: [cannedAccount, { ...cannedAccount, name: 'hedge' }] };

describe('a position by name', () => {
  it.each(['btc', 'BTC', 'BTCUSDT', 'btcusdt', 'BTC/USDT', 'BTC/USDT:USDT', 'btc-usdt', 'BTCUSDT:long'])(
    '%s is the open BTC position',
    (text) => {
      expect(resolvePosition(text, view)).toMatchObject({ kind: 'found', value: { symbol: 'BTCUSDT' } });
    },
  );

  it('on the other side is not that position', () => {
    expect(resolvePosition('BTCUSDT:short', view).kind).toBe('none');
  });

  it('on two accounts is asked back, and decided by the account', () => {
    expect(resolvePosition('btc', both).kind).toBe('ambiguous');
    expect(resolvePosition('btc', both, 'hedge')).toMatchObject({
      kind: 'found',
      value: { account: 'hedge' },
    });
  });

  it('that is not open is not there; the nearest is only named', () => {
    expect(resolvePosition('doge', view)).toEqual({ kind: 'none' });
    expect(resolvePosition('btx', view)).toEqual({ kind: 'none', nearest: 'BTC' });
  });

  it.each(['__proto__', 'constructor', 'toString', ''])('%j is nothing', (text) => {
    expect(resolvePosition(text, view).kind).toBe('none');
  });
});

describe('an instrument by name', () => {
  it('is found under the name without its thousand', () => {
    expect(resolveInstrument('pepe', view)).toMatchObject({
      kind: 'found',
      value: { symbol: '1000PEPEUSDT' },
    });
  });
});
