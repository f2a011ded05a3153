// What a reduction does: the book as it would be after it, assessed like the one before.

import { withCross } from '../../domain/coin-wallets.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { Money } from '../../domain/money.ts';
import { type Position, positionKey, sign } from '../../domain/position.ts';
import type { EffectFigure, ProposalEffect } from '../../domain/proposal.ts';
import { Quantity } from '../../domain/quantity.ts';
import { type Reading, readingValue } from '../../domain/reading.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { assess } from './assess.ts';
import type { AssessInput } from './assess-input.ts';
import type { Assessment } from './assessment.ts';
import { unconfirmed } from './unconfirmed.ts';

/** Quantity in base units, taken off the position at its mark price. */
export interface Reduction {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly quantity: number | Decimal;
}

/**
 * The book after the reductions are filled at the mark: realised PnL becomes wallet, equity stays what it was (costs
 * are stated apart on the card). A reduction larger than the position closes it and never turns it.
 */
export function bookAfter(snapshot: AccountSnapshot, reductions: readonly Reduction[]): AccountSnapshot {
  const cuts = new Map(reductions.map((each) => [positionKey(each.symbol, each.side), each.quantity]));
  const positions: Position[] = [];
  let { walletBalance } = snapshot;
  let book = snapshot;
  for (const position of snapshot.positions) {
    const wanted = cuts.get(positionKey(position.symbol, position.side));
    if (wanted === undefined) {
      positions.push(position);
      continue;
    }
    const held = position.quantity.value;
    const asked = held.times(0).plus(wanted);
    const cut = asked.gt(held) ? held : asked;
    const left = held.minus(cut);
    const { currency } = position.unrealizedPnl;
    const gained = cut
      .times(position.markPrice.value.minus(position.entryPrice.value))
      .times(sign(position.side));
    walletBalance = walletBalance.plus(Money.of(gained, currency));
    if (position.marginMode === 'cross') book = { ...book, ...withCross(book, position.symbol, gained) };
    else if (position.isolatedMargin !== undefined) {
      // The cut's share of the isolated margin, with its profit or loss, goes back to the cross wallet.
      const released = held.isZero() ? held : position.isolatedMargin.value.times(cut).div(held);
      book = { ...book, ...withCross(book, position.symbol, released.plus(gained)) };
    }
    if (left.isZero()) continue;
    const isolated =
      position.isolatedMargin === undefined
        ? {}
        : { isolatedMargin: Money.of(position.isolatedMargin.value.times(left).div(held), currency) };
    positions.push({
      ...position,
      ...isolated,
      quantity: Quantity.of(left),
      unrealizedPnl: Money.of(
        left.times(position.markPrice.value.minus(position.entryPrice.value)).times(sign(position.side)),
        currency,
      ),
    });
  }
  return unconfirmed({ ...book, positions, walletBalance });
}

/** Adds margin to an isolated position out of the cross wallet. */
export function bookWithMargin(
  snapshot: AccountSnapshot,
  symbol: string,
  side: 'long' | 'short',
  amount: Decimal,
): AccountSnapshot {
  const positions = snapshot.positions.map((position) => {
    if (position.symbol !== symbol || position.side !== side || position.isolatedMargin === undefined)
      return position;
    return {
      ...position,
      isolatedMargin: position.isolatedMargin.plus(Money.of(amount, position.isolatedMargin.currency)),
    };
  });
  return unconfirmed({ ...snapshot, ...withCross(snapshot, symbol, amount.negated()), positions });
}

export interface Effect {
  readonly now: Assessment;
  readonly after: Assessment;
  readonly effect: ProposalEffect;
}

/** Before and after for a card. `subject`: the position whose distance the card shows; the least of all otherwise. */
export function effectOf(
  snapshot: AccountSnapshot,
  reductions: readonly Reduction[],
  input: AssessInput,
  subject?: string,
): Effect {
  return compare({ ...input, snapshot }, { ...input, snapshot: bookAfter(snapshot, reductions) }, subject);
}

/** The same for added margin. */
export function effectOfMargin(
  snapshot: AccountSnapshot,
  margin: { readonly symbol: string; readonly side: 'long' | 'short'; readonly amount: Decimal },
  input: AssessInput,
  subject?: string,
): Effect {
  const after = bookWithMargin(snapshot, margin.symbol, margin.side, margin.amount);
  return compare({ ...input, snapshot }, { ...input, snapshot: after }, subject);
}

function compare(before: AssessInput, then: AssessInput, subject: string | undefined): Effect {
  const now = assess(before);
  const after = assess(then);
  return { now, after, effect: effectBetween(now, after, subject) };
}

/** The three figures of a card from two assessments; a position that is gone has no distance any more. */
export function effectBetween(now: Assessment, after: Assessment, subject?: string): ProposalEffect {
  const distanceIn = (assessment: Assessment): Reading | undefined =>
    subject === undefined
      ? assessment.liquidationDistance
      : assessment.positions.find((position) => position.key === subject)?.distance;
  return {
    liquidationDistance: figure(distanceIn(now), distanceIn(after)),
    marginRatio: figure(now.marginRatio, after.marginRatio),
    valueAtRisk: figure(now.tail.ratioOfEquity, after.tail.ratioOfEquity),
  };
}

const figure = (now: Reading | undefined, after: Reading | undefined): EffectFigure => ({
  now: now === undefined ? null : (readingValue(now) ?? null),
  after: after === undefined ? null : (readingValue(after) ?? null),
});
