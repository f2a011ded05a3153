// Cards that a person asks for and that send no order by themselves: a stop to arm, a leverage, margin to add.

import type { Ask } from '../../domain/actor.ts';
import { availableFor } from '../../domain/coin-wallets.ts';
import { Decimal } from '../../domain/decimal.ts';
import { type PositionSide, positionKey } from '../../domain/position.ts';
import type { Proposal } from '../../domain/proposal.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { lossAt, trailedPrice } from '../../domain/stop.ts';
import type { Answer } from '../../ports/desk.ts';
import { buildProposal, type ProposalOrder } from '../cards/build-proposal.ts';
import { type AskedPosition, askedPosition, refused } from '../picture/asked-position.ts';
import type { DeskContext } from '../state/context.ts';
import { stopsOf } from '../state/stop-book.ts';
import { alreadyProposed, keepProposal } from './propose-asked.ts';

export interface PositionAsk {
  readonly account?: string;
  readonly symbol: string;
  readonly side?: PositionSide;
}

/** Where a stop is to stand: at a price, or at a distance from the mark price that trails it or stays. */
export type StopAsk =
  | { readonly kind: 'price'; readonly price: string }
  | { readonly kind: 'distance'; readonly ratio: number; readonly trails: boolean };

type Wanted = Result<ProposalOrder['action'], readonly Refusal[]>;

/** Proposes a stop for the whole position; it takes the place of one that the position has. */
export const proposeStop = (
  context: DeskContext,
  ask: Ask,
  asked: PositionAsk,
  stop: StopAsk,
): Answer<Proposal> => propose(context, ask, asked, (found) => stopAction(context, found, stop));

/** Proposes to change the leverage of a position's symbol. */
export const proposeLeverage = (
  context: DeskContext,
  ask: Ask,
  asked: PositionAsk,
  leverage: number,
): Answer<Proposal> => propose(context, ask, asked, (found) => leverageAction(context, found, leverage));

/** Proposes to add margin (in the account's currency) to an isolated position. */
export const proposeMargin = (
  context: DeskContext,
  ask: Ask,
  asked: PositionAsk,
  amount: string,
): Answer<Proposal> => propose(context, ask, asked, (found) => marginAction(found, new Decimal(amount)));

async function propose(
  context: DeskContext,
  ask: Ask,
  asked: PositionAsk,
  wanted: (found: AskedPosition) => Wanted,
): Answer<Proposal> {
  const source = `ask:${ask.id}`;
  const known = await alreadyProposed(context, source);
  if (known !== undefined) return known;
  const found = await askedPosition(context, asked);
  if (!found.ok) return found;
  const { account, snapshot, position } = found.value;
  const action = wanted(found.value);
  if (!action.ok) return refused(...action.error);
  const built = await buildProposal(context, account, snapshot, {
    source,
    action: action.value,
    reason: { kind: 'asked', by: ask.actor.name },
    proposedBy: ask.actor.name,
    subject: positionKey(position.symbol, position.side),
  });
  if (!built.ok) return failure({ kind: 'refused', refusals: built.error });
  return keepProposal(context, built.value, []);
}

function stopAction(
  context: DeskContext,
  { account, snapshot, position }: AskedPosition,
  stop: StopAsk,
): Wanted {
  const { symbol, side } = position;
  const mark = snapshot.marks.get(symbol)?.value;
  const tick = snapshot.instruments.get(symbol)?.priceTick;
  if (mark === undefined || tick === undefined) return failure([{ code: 'UNKNOWN_PRICE', symbol }]);
  const price =
    stop.kind === 'distance'
      ? trailedPrice(side, mark, stop.ratio, tick)
      : new Decimal(stop.price).div(tick).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).times(tick);
  const isBehind = side === 'long' ? price.lt(mark) : price.gt(mark);
  if (!isBehind || price.lte(0)) {
    const given = price.toFixed();
    return failure([{ code: 'STOP_WRONG_SIDE', symbol, stopPrice: given, mark: mark.toFixed(), side }]);
  }
  const liquidation = position.venueLiquidationPrice?.value;
  const isTooFar =
    liquidation?.gt(0) === true && (side === 'long' ? price.lte(liquidation) : price.gte(liquidation));
  if (isTooFar) {
    const values = { stopPrice: price.toFixed(), liquidation: liquidation.toFixed() };
    return failure([{ code: 'STOP_TOO_FAR', symbol, ...values }]);
  }
  const before = stopsOf(context, account.name).find(
    (each) => each.symbol === symbol && each.positionSide === side,
  );
  return success({
    kind: 'place-stop',
    symbol,
    positionSide: side,
    quantity: position.quantity.toString(),
    stopPrice: price.toFixed(),
    ...(stop.kind === 'distance' && stop.trails ? { trail: stop.ratio } : {}),
    ...(before === undefined ? {} : { replaces: before.stopPrice }),
    loss: lossAt(side, mark, price, position.quantity.value).toDecimalPlaces(8).toFixed(),
    currency: snapshot.equity.currency,
  });
}

function leverageAction(
  { settings }: DeskContext,
  { account, snapshot, position }: AskedPosition,
  leverage: number,
): Wanted {
  const { symbol, side } = position;
  const { exchange, name } = account;
  if (!exchange.capabilities.setLeverage) {
    return failure([{ code: 'EXCHANGE_CANNOT', account: name, what: 'a change of leverage' }]);
  }
  if (position.leverage === undefined) {
    return failure([{ code: 'EXCHANGE_CANNOT', account: name, what: `a look at the leverage of ${symbol}` }]);
  }
  if (position.leverage === leverage) return failure([{ code: 'LEVERAGE_UNCHANGED', symbol, leverage }]);
  const brackets = snapshot.instruments.get(symbol)?.brackets ?? [];
  const notional = position.quantity.value.times(position.markPrice.value).toNumber();
  const own = brackets.findLast(({ floor }) => floor <= notional) ?? brackets[0];
  if (own === undefined && leverage > position.leverage) {
    return failure([{ code: 'EXCHANGE_CANNOT', account: name, what: `a look at the tiers of ${symbol}` }]);
  }
  const limit = Math.min(settings.limits.maxLeverage, own?.maxLeverage ?? Number.POSITIVE_INFINITY);
  if (leverage > limit && leverage > position.leverage) {
    return failure([{ code: 'LEVERAGE_TOO_HIGH', leverage, maximum: limit }]);
  }
  return success({
    kind: 'set-leverage',
    symbol,
    positionSide: side,
    before: position.leverage,
    leverage,
  });
}

function marginAction({ account, snapshot, position }: AskedPosition, amount: Decimal): Wanted {
  const { symbol, side } = position;
  const cannot = (what: string): Wanted =>
    failure([{ code: 'EXCHANGE_CANNOT', account: account.name, what }]);
  if (position.marginMode !== 'isolated') return cannot(`added margin for cross ${symbol}`);
  if (!account.exchange.capabilities.addMargin) return cannot('added margin');
  const available = availableFor(snapshot, symbol);
  if (amount.gt(available.value)) {
    return cannot(`more margin than the ${available.toString()} available`);
  }
  return success({ kind: 'add-margin', symbol, side, amount });
}
