// The positions that a first start finds open, at the feed's prices of that moment, so that there is a live book to look at.
import { Decimal, floorToStep } from '../../domain/decimal.ts';
import { positionKey } from '../../domain/position.ts';
import { roundMoney } from './paper-book.ts';
import type { SamplePosition } from './paper-settings.ts';
import type { VenueState } from './venue-state.ts';

/** The balance that sample quantities are meant for. */
const REFERENCE_BALANCE = 10_000;

/** Opens the sample positions at the marks, without fees; a symbol that the feed does not have is passed over. */
export function openSampleBook(state: VenueState, sample: readonly SamplePosition[], balance: Decimal): void {
  for (const position of sample) {
    const { symbol, side, leverage, marginMode } = position;
    const mark = state.marks.get(symbol);
    const instrument = state.instruments.get(symbol);
    if (mark === undefined || instrument === undefined) continue;
    const wanted =
      position.quantity === undefined
        ? balance.times(position.exposure ?? 1).div(mark)
        : new Decimal(position.quantity).times(balance).div(REFERENCE_BALANCE);
    const quantity = floorToStep(wanted, instrument.quantityStep);
    if (quantity.lte(0)) continue;
    const cost = quantity.times(mark);
    const holding = { symbol, side, quantity, cost, marginMode, margin: new Decimal(0) };
    state.book.settings.set(symbol, { leverage, marginMode });
    state.book.holdings.set(positionKey(symbol, side), holding);
    if (marginMode !== 'isolated') continue;
    state.book.moveMargin(holding, roundMoney(cost.times(position.marginShare ?? 1 / leverage)));
  }
  state.changed = true;
}
