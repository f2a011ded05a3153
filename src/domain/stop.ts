// A stop that a person armed: where it stands, how a trailing one follows the price, and which order at the venue is its own. Pure.
import type { Platform } from './actor.ts';
import { Decimal } from './decimal.ts';
import type { Order } from './order.ts';
import type { PositionSide } from './position.ts';
import type { DecimalText } from './proposal.ts';

export interface ArmedStop {
  /** Twenty characters; with an attempt it names the order at the venue. */
  readonly id: string;
  readonly account: string;
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly stopPrice: DecimalText;
  /** Distance to the best price as a ratio; absent: the stop stays where it is. */
  readonly trail?: number;
  /** The best mark price since it was armed. */
  readonly bestPrice: DecimalText;
  readonly armedBy: string;
  readonly armedOn: { readonly platform: Platform; readonly platformId: string };
  readonly armedAt: number;
  readonly proposalId: string;
  /** Orders that were sent for it so far, and positions closed by the desk's own hand. */
  readonly attempt: number;
  /** The order that was sent last: the venue has it, or may have. */
  readonly sent?: SentStop;
  /** The venue said no: tried again after this moment. */
  readonly refusal?: { readonly why: string; readonly tryAfter: number };
}

export interface SentStop {
  readonly clientOrderId: string;
  readonly stopPrice: DecimalText;
  readonly quantity: DecimalText;
  /** After this moment the venue refuses the signed request, whatever the network did with it. */
  readonly windowEndsAt: number;
  /** The venue confirmed it: told once. */
  readonly confirmed?: true;
}

/** A trailing stop's order is moved once the new price is tighter by this ratio: every tick would be a request. */
export const WORTH_MOVING = 0.001;

export const stopOrderId = (id: string, attempt: number): string => `s${id}-${attempt.toString(36)}`;
export const isOrderOf = ({ id }: ArmedStop, clientOrderId: string): boolean =>
  clientOrderId.startsWith(`s${id}-`);

/** The stop price of a trail at its best price, on the tick, rounded towards the position's own side (never tighter than said). */
export function trailedPrice(side: PositionSide, best: Decimal, trail: number, tick: Decimal): Decimal {
  const exact = best.times(side === 'long' ? new Decimal(1).minus(trail) : new Decimal(1).plus(trail));
  const rounding = side === 'long' ? Decimal.ROUND_DOWN : Decimal.ROUND_UP;
  return exact.div(tick).toDecimalPlaces(0, rounding).times(tick);
}

/** The stop after one mark price: the best price is kept, and a trail only ever tightens. */
export function followed(stop: ArmedStop, mark: Decimal, tick: Decimal): ArmedStop {
  const { positionSide: side, trail } = stop;
  const isBetter = side === 'long' ? mark.gt(stop.bestPrice) : mark.lt(stop.bestPrice);
  const best = isBetter ? mark : new Decimal(stop.bestPrice);
  if (trail === undefined) return isBetter ? { ...stop, bestPrice: best.toFixed() } : stop;
  const trailed = trailedPrice(side, best, trail, tick);
  const isTighter = side === 'long' ? trailed.gt(stop.stopPrice) : trailed.lt(stop.stopPrice);
  if (!isBetter && !isTighter) return stop;
  return {
    ...stop,
    bestPrice: best.toFixed(),
    ...(isTighter ? { stopPrice: trailed.toFixed() } : {}),
  };
}

/** The mark price is at the stop or past it. */
export const isReached = ({ positionSide, stopPrice }: ArmedStop, mark: Decimal): boolean =>
  positionSide === 'long' ? mark.lte(stopPrice) : mark.gte(stopPrice);

/** The order does what the stop asks for now: whole position, and a price that is not worth moving. */
export function serves(stop: ArmedStop, order: Order, quantity: Decimal): boolean {
  if (order.stopPrice === undefined || !order.quantity.value.eq(quantity)) return false;
  const wanted = new Decimal(stop.stopPrice);
  const away = order.stopPrice.value.minus(wanted).abs().div(wanted);
  return stop.trail === undefined ? away.isZero() : away.lt(WORTH_MOVING);
}

/** What reaching the stop would lose against a price, at least zero. */
export function lossAt(side: PositionSide, from: Decimal, stopPrice: Decimal, quantity: Decimal): Decimal {
  const move = side === 'long' ? from.minus(stopPrice) : stopPrice.minus(from);
  return Decimal.max(0, move.times(quantity));
}
