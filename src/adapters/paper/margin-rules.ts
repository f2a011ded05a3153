// What the simulated venue refuses when margin, leverage or margin mode are to be changed, with the codes of the real one.
import { type Decimal, ZERO } from '../../domain/decimal.ts';
import type { Rejection } from '../../domain/fault.ts';
import type { PositionSide } from '../../domain/position.ts';
import { bracketOf } from './margin.ts';
import type { Holding } from './paper-book.ts';
import type { VenueState } from './venue-state.ts';

/** Adding margin needs an isolated position and free money; taking it away leaves the initial margin where it is. */
export function moveMarginRule(
  state: VenueState,
  holding: Holding | undefined,
  side: PositionSide,
  amount: Decimal,
): Rejection | undefined {
  if (amount.isZero() || !amount.isFinite())
    return { venueCode: '-4055', reason: 'Amount must be positive.' };
  if (holding === undefined || holding.side !== side) {
    return { venueCode: '-4054', reason: 'Cannot add position margin: position is 0.' };
  }
  if (holding.marginMode !== 'isolated') {
    return { venueCode: '-4049', reason: 'Add margin only support for isolated position.' };
  }
  if (amount.gt(0) && amount.gt(state.available())) {
    return { venueCode: '-4050', reason: 'Cross balance insufficient.' };
  }
  if (amount.lt(0) && amount.abs().gt(removable(state, holding))) {
    return { venueCode: '-4051', reason: 'Isolated balance insufficient.' };
  }
  return undefined;
}

/** Margin beyond the initial margin of the position at its mark price, once a loss is taken off. */
function removable(state: VenueState, holding: Holding): Decimal {
  const value = state.marks.get(holding.symbol)?.times(holding.quantity) ?? holding.cost;
  const gain = holding.side === 'long' ? value.minus(holding.cost) : holding.cost.minus(value);
  const loss = gain.lt(0) ? gain : ZERO;
  return holding.margin.plus(loss).minus(value.div(state.book.settingOf(holding.symbol).leverage));
}

/** A leverage is a whole number that the bracket of the position allows; an isolated position's is not lowered. */
export function leverageRule(state: VenueState, symbol: string, leverage: number): Rejection | undefined {
  const instrument = state.instruments.get(symbol);
  if (instrument === undefined) return { venueCode: '-1121', reason: 'Invalid symbol.' };
  const highest = instrument.brackets[0]?.maxLeverage ?? 1;
  if (!Number.isInteger(leverage) || leverage < 1 || leverage > highest) {
    return { venueCode: '-4028', reason: `Leverage ${leverage} is not valid.` };
  }
  for (const holding of state.book.holdings.values()) {
    if (holding.symbol !== symbol) continue;
    const notional = state.marks.get(symbol)?.times(holding.quantity) ?? holding.cost;
    if (leverage > bracketOf(instrument.brackets, notional.toNumber()).maxLeverage) {
      return { venueCode: '-2027', reason: 'Exceeded the maximum allowable position at current leverage.' };
    }
    if (holding.marginMode === 'isolated' && leverage < state.book.settingOf(symbol).leverage) {
      return {
        venueCode: '-4161',
        reason: 'Leverage reduction is not supported in Isolated Margin Mode with open positions.',
      };
    }
  }
  return undefined;
}

/** The margin mode changes only where nothing depends on it. */
export function marginModeRule(state: VenueState, symbol: string): Rejection | undefined {
  if (!state.instruments.has(symbol)) return { venueCode: '-1121', reason: 'Invalid symbol.' };
  if ([...state.orders.open.values()].some((order) => order.symbol === symbol)) {
    return { venueCode: '-4047', reason: 'Margin type cannot be changed if there exists open orders.' };
  }
  if ([...state.book.holdings.values()].some((holding) => holding.symbol === symbol)) {
    return { venueCode: '-4048', reason: 'Margin type cannot be changed if there exists position.' };
  }
  return undefined;
}
