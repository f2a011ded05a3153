// Margin, leverage and margin mode as every venue behind the port has them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { accepted, must, type OpenContractVenue, type PositionMode, Trying } from './contract-venue.ts';
import type { PortRecord } from './port-record.ts';

export function marginContract(name: string, open: OpenContractVenue, record: PortRecord): void {
  describe.each<PositionMode>(['one-way', 'hedge'])(`${name}, %s`, (positionMode) => {
    let t: Trying;
    beforeEach(async () => {
      const venue = await open(positionMode);
      t = new Trying({ ...venue, exchange: record.of(venue.exchange, positionMode) });
    });
    afterEach(() => t.venue.close());

    it('holds margin apart for an isolated position, and takes more for it', async () => {
      accepted(await t.send({ symbol: 'ETHUSDT', side: 'buy', quantity: '2' }));
      const before = await t.position('ETHUSDT', 'long');
      expect(before?.marginMode).toBe('isolated');
      expect(before?.isolatedMargin?.value.toNumber()).toBeCloseTo(600, 1);
      must(await t.exchange.addMargin('ETHUSDT', 'long', new Decimal(300)));
      const after = await t.position('ETHUSDT', 'long');
      expect(after?.isolatedMargin?.value.minus(before?.isolatedMargin?.value ?? 0).toNumber()).toBe(300);
      expect(after?.venueLiquidationPrice?.value.toNumber()).toBeLessThan(
        before?.venueLiquidationPrice?.value.toNumber() ?? 0,
      );
      const { crossWalletBalance, walletBalance } = must(await t.exchange.balances());
      expect(walletBalance.minus(crossWalletBalance).value.toNumber()).toBeCloseTo(900, 1);
    });

    it('adds no margin to a cross position, nor to one that is not there', async () => {
      accepted(await t.send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' }));
      const cross = await t.exchange.addMargin('BTCUSDT', 'long', new Decimal(10));
      expect(!cross.ok && cross.error).toMatchObject({ venueCode: '-4049' });
      const gone = await t.exchange.addMargin('ETHUSDT', 'short', new Decimal(10));
      expect(!gone.ok && gone.error).toMatchObject({ venueCode: '-4054' });
    });

    it('changes the leverage of a symbol with its position', async () => {
      accepted(await t.send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' }));
      must(await t.exchange.setLeverage('BTCUSDT', 20));
      expect((await t.position('BTCUSDT', 'long'))?.leverage).toBe(20);
      const refused = await t.exchange.setLeverage('BTCUSDT', 500);
      expect(!refused.ok && refused.error).toMatchObject({ venueCode: '-4028' });
    });

    it('changes the margin mode only where nothing stands', async () => {
      must(await t.exchange.setMarginMode('BTCUSDT', 'isolated'));
      accepted(await t.send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' }));
      expect((await t.position('BTCUSDT', 'long'))?.marginMode).toBe('isolated');
      const refused = await t.exchange.setMarginMode('BTCUSDT', 'cross');
      expect(!refused.ok && refused.error).toMatchObject({ venueCode: '-4048' });
    });

    it('takes margin away from an isolated position, down to its initial margin', async () => {
      accepted(await t.send({ symbol: 'ETHUSDT', side: 'buy', quantity: '2' }));
      must(await t.exchange.addMargin('ETHUSDT', 'long', new Decimal(300)));
      must(await t.exchange.addMargin('ETHUSDT', 'long', new Decimal(-250)));
      expect((await t.position('ETHUSDT', 'long'))?.isolatedMargin?.value.toNumber()).toBeCloseTo(650, 1);
      const refused = await t.exchange.addMargin('ETHUSDT', 'long', new Decimal(-200));
      expect(!refused.ok && refused.error).toMatchObject({ venueCode: '-4051' });
    });
  });
}
