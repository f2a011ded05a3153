// Follows positions through their fills: average entry with commission in it, partial closes, flips, profit.
// Exact: money paid out, money taken in and cost still held always add up to the last digit.
import { Decimal } from '../../domain/decimal.ts';
import { ModelInputError } from '../model-input-error.ts';

export interface TrackedFill {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** In quote currency; negative is a rebate. */
  readonly fee?: Decimal | undefined;
}

export interface TrackedPosition {
  readonly symbol: string;
  /** Signed: above zero long, below zero short. */
  readonly quantity: Decimal;
  /** Σ price·quantity of what is still held, entry fees included; signed like the quantity. */
  readonly cost: Decimal;
  /** After the fees of both ends. */
  readonly realizedPnl: Decimal;
  readonly fees: Decimal;
}

const ZERO = new Decimal(0);

export const flat = (symbol: string): TrackedPosition => ({
  symbol,
  quantity: ZERO,
  cost: ZERO,
  realizedPnl: ZERO,
  fees: ZERO,
});

/** Cost over quantity; null when flat. A long's fee raises it, a short's lowers it. */
export const averageEntry = ({ quantity, cost }: TrackedPosition): Decimal | null =>
  quantity.isZero() ? null : cost.div(quantity);

/** Value at `mark` less cost. */
export const unrealizedPnl = ({ quantity, cost }: TrackedPosition, mark: Decimal): Decimal =>
  quantity.times(mark).minus(cost);

/** NOT_POSITIVE names a quantity or price that is none, NOT_FINITE such a fee. */
export function requireFill(fill: TrackedFill, path: string): void {
  for (const name of ['quantity', 'price'] as const) {
    if (fill[name].gt(0) && fill[name].isFinite()) continue;
    const where = `${path}.${name}`;
    throw new ModelInputError('NOT_POSITIVE', where, `${where} is ${fill[name]}; give a number above 0`);
  }
  if (fill.fee === undefined || fill.fee.isFinite()) return;
  throw new ModelInputError('NOT_FINITE', `${path}.fee`, `${path}.fee is ${fill.fee}; give a finite number`);
}

/** The position after one fill. A fill larger than the position closes it and opens the rest on the other side, the fee shared by quantity. */
export function applyFill(position: TrackedPosition, fill: TrackedFill, path = 'fill'): TrackedPosition {
  requireFill(fill, path);
  const fee = fill.fee ?? ZERO;
  const traded = fill.side === 'buy' ? fill.quantity : fill.quantity.negated();
  const held = position.quantity;
  const fees = position.fees.plus(fee);
  const opposite = !held.isZero() && held.isPositive() !== traded.isPositive();
  if (!opposite) {
    const cost = position.cost.plus(traded.times(fill.price)).plus(fee);
    return { ...position, quantity: held.plus(traded), cost, fees };
  }
  const closing = Decimal.min(held.abs(), fill.quantity);
  const whole = closing.eq(held.abs());
  const closingFee = closing.eq(fill.quantity) ? fee : fee.times(closing).div(fill.quantity);
  const released = whole ? position.cost : position.cost.times(closing).div(held.abs());
  const proceeds = (held.isPositive() ? closing : closing.negated()).times(fill.price);
  const realizedPnl = position.realizedPnl.plus(proceeds).minus(released).minus(closingFee);
  const rest = held.plus(traded);
  const opened = whole ? rest.times(fill.price).plus(fee.minus(closingFee)) : position.cost.minus(released);
  return { ...position, quantity: rest, cost: opened, realizedPnl, fees };
}

/** Every symbol's position after all fills, in the order of their first fill. */
export function trackPositions(fills: readonly TrackedFill[]): readonly TrackedPosition[] {
  const positions = new Map<string, TrackedPosition>();
  for (const [i, fill] of fills.entries()) {
    const before = positions.get(fill.symbol) ?? flat(fill.symbol);
    positions.set(fill.symbol, applyFill(before, fill, `fills[${i}]`));
  }
  return [...positions.values()];
}
