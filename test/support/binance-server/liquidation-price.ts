// Where a margin balance meets its maintenance margin: solved exactly, bracket by bracket, for one symbol's legs.
import { Decimal, ZERO } from '../../../src/domain/decimal.ts';
import type { Leg } from './account.ts';
import type { Bracket } from './listing.ts';
import type { Market } from './market.ts';

/** Balance less maintenance as a straight line of the price: `constant + slope × price`. */
interface Line {
  readonly constant: Decimal;
  readonly slope: Decimal;
}

function lineIn(legs: readonly Leg[], balance: Decimal, price: Decimal, brackets: readonly Bracket[]): Line {
  let constant = balance;
  let slope = ZERO;
  for (const { amount, entryCost } of legs) {
    const notional = amount.abs().times(price);
    const bracket = brackets.find(({ notionalCap }) => notional.lt(notionalCap)) ?? brackets.at(-1);
    if (bracket === undefined) throw new Error('A listing without brackets.');
    constant = constant.plus(amount.isNegative() ? entryCost : entryCost.negated()).plus(bracket.cum);
    slope = slope.plus(amount).minus(amount.abs().times(bracket.maintMarginRatio));
  }
  return { constant, slope };
}

/**
 * The price nearest to the mark at which `balance` plus the legs' profit equals their maintenance margin.
 * @returns undefined when no price above zero does that.
 */
export function liquidationPrice(
  market: Market,
  legs: readonly Leg[],
  balance: Decimal,
): Decimal | undefined {
  const { brackets } = market.listing;
  const edges = legs.flatMap(({ amount }) =>
    brackets.map(({ notionalCap }) => new Decimal(notionalCap).div(amount.abs())),
  );
  edges.sort((a, b) => a.comparedTo(b));
  const bounds = [ZERO, ...edges];
  let nearest: Decimal | undefined;
  bounds.forEach((from, index) => {
    const to = bounds[index + 1];
    const inside = to === undefined ? from.plus(1) : from.plus(to).div(2);
    const { constant, slope } = lineIn(legs, balance, inside, brackets);
    if (slope.isZero()) return;
    const root = constant.negated().div(slope);
    if (root.lte(0) || root.lt(from) || (to !== undefined && root.gt(to))) return;
    const distance = root.minus(market.mark).abs();
    if (nearest === undefined || distance.lt(nearest.minus(market.mark).abs())) nearest = root;
  });
  return nearest;
}
