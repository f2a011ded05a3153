// How much to trade: the same numbers as `cutman calc fixed-fractional`, on the venue's step, and every way in which it says no.
import { describe, expect, it } from 'vitest';
import { askSize } from '../../../src/desk/questions/ask-size.ts';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { SizeAsk } from '../../../src/ports/model-asks.ts';
import { answered } from '../../support/answered.ts';
import { bracketsAsTiers, calc } from '../../support/calc.ts';
import { cannedSnapshot } from '../../support/canned-desk.ts';
import { cannedRig } from '../../support/canned-models.ts';
import { snapshot } from '../../support/snapshot-builder.ts';

const { context } = cannedRig();
const ask = (changes: Partial<SizeAsk> = {}): SizeAsk => ({
  symbol: 'BTCUSDT',
  entry: '43120',
  stop: '41700',
  ...changes,
});
const tiers = { BTCUSDT: bracketsAsTiers };

describe('the size for a stop', () => {
  it.each([
    ['a long', {}],
    ['a short at more risk', { stop: '44000', riskShare: 0.02 }],
    ['an asked leverage', { leverage: 7 }],
  ])('of %s is what calc says for the same account', async (_name, changes) => {
    const answer = await answered(askSize(context, ask(changes)));
    const said = await calc('fixed-fractional', {
      equity: cannedSnapshot.equity.toString(),
      riskPct: answer.riskShare,
      entryPrice: answer.entryPrice,
      stopPrice: answer.stopPrice,
      feeRate: answer.feeRate,
      maxLeverage: answer.maxLeverage,
      symbol: 'BTCUSDT',
      tiers,
      ...(answer.leverage === undefined ? {} : { leverage: answer.leverage }),
    });
    expect(Number(said['quantity'])).toBeCloseTo(answer.sizing.quantity, 12);
    expect(Number(said['margin'])).toBeCloseTo(answer.sizing.margin ?? Number.NaN, 8);
    expect(said['side']).toBe(answer.sizing.side);
    expect(said['recommendedLeverage']).toBe(answer.sizing.recommendedLeverage);
    expect(Number(said['lossAtStop'])).toBeCloseTo(answer.riskShare * answer.equity, 8);
  });

  it('is rounded down to the step, so that the stop never costs more than was decided', async () => {
    for (const stop of ['43119', '43000.5', '39999.9', '47123.4']) {
      const answer = await answered(askSize(context, ask({ stop })));
      const quantity = new Decimal(answer.quantity);
      expect(quantity.mod('0.001').isZero()).toBe(true);
      expect(quantity.lte(answer.sizing.quantity)).toBe(true);
      expect(new Decimal(answer.lossAtStop).lte(answer.sizing.riskAmount)).toBe(true);
      expect(answer.notional).toBe(quantity.times(43_120).toFixed());
    }
  });

  it('takes the configured risk and the mark price where nothing is said', async () => {
    const { riskShare, entryPrice } = await answered(askSize(context, { symbol: 'BTCUSDT', stop: '41700' }));
    expect([riskShare, entryPrice]).toEqual([context.settings.sizing.riskPerTrade, '43120']);
  });

  it('says when the venue takes no order that small', async () => {
    const small = await answered(askSize(context, ask({ stop: '20000', riskShare: 0.001 })));
    expect(small).toMatchObject({ quantity: '0', tooSmall: { minQuantity: '0.001', minNotional: '5' } });
    expect((await answered(askSize(context, ask()))).tooSmall).toBeUndefined();
  });
});

describe('no size', () => {
  it.each([
    [{ stop: '43120' }, { code: 'STOP_IS_ENTRY', stop: '43120' }],
    [
      { stop: '41000', leverage: 20 },
      { code: 'STOP_BEYOND_LIQUIDATION', leverage: 20, stop: '41000' },
    ],
    [
      { stop: '43000', riskShare: 0.5, leverage: 110 },
      { code: 'LEVERAGE_TOO_HIGH', leverage: 110, maximum: 20 },
    ],
    [{ symbol: 'DOGEUSDT' }, { code: 'INSTRUMENT_UNKNOWN', symbol: 'DOGEUSDT' }],
    [{ account: 'hedge' }, { code: 'ACCOUNT_UNKNOWN', account: 'hedge', known: ['main'] }],
  ])('%j is refused with its numbers', async (changes, refusal) => {
    const answer = await askSize(context, ask(changes));
    expect(answer).toMatchObject({ ok: false, error: { kind: 'refused', refusals: [refusal] } });
  });

  it('without a mark price asks for the entry', async () => {
    const { entry: _, ...open } = ask({ symbol: '1000PEPEUSDT', stop: '1' });
    expect(await askSize(context, open)).toMatchObject({
      error: { refusals: [{ code: 'UNKNOWN_PRICE', symbol: '1000PEPEUSDT' }] },
    });
  });

  it.each([
    ['no picture yet', undefined, 'no-picture'],
    ['an incomplete picture', { ...cannedSnapshot, complete: false }, 'incomplete-data'],
    ['nothing left', snapshot(0, [{ symbol: 'BTCUSDT', quantity: 1, entry: 100, mark: 90 }]), 'no-equity'],
  ])('with %s is unknown, never a number', async (_name, picture, reason) => {
    const rig = cannedRig();
    const memory = rig.context.memory.accounts.get('main');
    if (memory === undefined) throw new Error('no memory');
    if (picture === undefined) delete memory.snapshot;
    else memory.snapshot = picture;
    expect(await askSize(rig.context, ask())).toMatchObject({ ok: true, value: { kind: 'unknown', reason } });
  });
});
