// The venue's own limits: smallest and largest quantity, step and notional. A close of the whole position is exempt from the smallest notional.
import type { Refusal } from '../refusal.ts';
import type { Check } from './check.ts';

export const venueLimits: Check = ({ intent, instrument, markPrice, exposure }) => {
  const refusals: Refusal[] = [];
  const quantity = intent.quantity.value;
  const { symbol } = intent;
  if (instrument.halted === true) refusals.push({ code: 'SYMBOL_HALTED', symbol });
  if (quantity.lt(instrument.minQuantity) || quantity.lte(0)) {
    refusals.push({
      code: 'QUANTITY_TOO_SMALL',
      symbol,
      quantity: quantity.toFixed(),
      minimum: instrument.minQuantity.toFixed(),
    });
  } else if (!quantity.mod(instrument.quantityStep).isZero()) {
    refusals.push({
      code: 'QUANTITY_TOO_SMALL',
      symbol,
      quantity: quantity.toFixed(),
      minimum: instrument.quantityStep.toFixed(),
    });
  }
  if (intent.type === 'market' && quantity.gt(instrument.maxMarketQuantity)) {
    refusals.push({
      code: 'QUANTITY_TOO_LARGE',
      symbol,
      quantity: quantity.toFixed(),
      maximum: instrument.maxMarketQuantity.toFixed(),
    });
  }
  const closesAll = intent.reduceOnly && exposure.after.isZero();
  const worth = quantity.times(intent.limitPrice?.value ?? markPrice);
  if (!closesAll && worth.lt(instrument.minNotional)) {
    refusals.push({
      code: 'NOTIONAL_TOO_SMALL',
      symbol,
      notional: worth.toFixed(2),
      minimum: instrument.minNotional.toFixed(),
    });
  }
  return refusals;
};
