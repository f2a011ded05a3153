// One contract as the simulated venue lists it; a test changes what it needs.
import { Decimal } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';

export const instrument = (symbol: string, changes: Partial<Instrument> = {}): Instrument => ({
  symbol,
  base: symbol.replace('USDT', ''),
  quote: 'USDT',
  priceTick: new Decimal('0.1'),
  quantityStep: new Decimal('0.001'),
  minQuantity: new Decimal('0.001'),
  maxMarketQuantity: new Decimal('1000'),
  minNotional: new Decimal('5'),
  takerFeeRate: new Decimal('0.0005'),
  makerFeeRate: new Decimal('0.0002'),
  brackets: [{ floor: 0, cap: 10_000_000, maintenanceMarginRate: 0.01, maxLeverage: 50, cum: 0 }],
  ...changes,
});
