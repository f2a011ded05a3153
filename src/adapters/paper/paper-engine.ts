// The simulated venue's matching: takes orders in, lets prices touch what rests, runs stops. No time passes in here by itself.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { Rejection } from '../../domain/fault.ts';
import type { Fill, OrderIntent } from '../../domain/order.ts';
import type { OrderBook } from '../../ports/exchange.ts';
import type { FeedTick } from '../../ports/market-feed.ts';
import { payFunding } from './funding.ts';
import { liquidate } from './liquidation.ts';
import { bracketOf } from './margin.ts';
import { beyondBand, brokenRule, REJECT } from './order-rules.ts';
import { roundMoney } from './paper-book.ts';
import { openOrder, type PaperOrder } from './paper-orders.ts';
import type { PaperSettings } from './paper-settings.ts';
import { take } from './slippage.ts';
import type { VenueState } from './venue-state.ts';

export type Placed =
  | { readonly kind: 'placed'; readonly order: PaperOrder }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

interface Taken {
  readonly filled: Decimal;
  readonly average: Decimal;
}

export class PaperEngine {
  readonly state: VenueState;
  readonly #settings: PaperSettings;

  constructor(state: VenueState, settings: PaperSettings) {
    this.state = state;
    this.#settings = settings;
  }

  /** Takes an order in: rejects it, fills what the book gives, lets the rest stand where it may. */
  place(intent: OrderIntent, orderBook: OrderBook | undefined, at: number): Placed {
    const { state } = this;
    const broken = brokenRule({
      intent,
      instrument: state.instruments.get(intent.symbol),
      mark: state.marks.get(intent.symbol),
      orderBook,
      book: state.book,
      orders: state.orders,
    });
    if (broken !== undefined) return { kind: 'rejected', rejection: broken };
    const order = openOrder(String(state.lastId + 1), intent, at);
    state.clamp(order);
    if (order.type === 'stop-market') return this.#accept(order);
    const taken = order.timeInForce === 'post-only' ? undefined : this.#take(order, orderBook);
    const rejection = this.#fillRule(order, taken) ?? this.#moneyRule(order, taken);
    if (rejection !== undefined) return { kind: 'rejected', rejection };
    const accepted = this.#accept(order);
    if (taken !== undefined) this.#fill(order, taken.filled, taken.average, 'taker', at);
    const mayRest = order.type === 'limit' && order.timeInForce !== 'ioc';
    if (order.state === 'open' && !mayRest) state.orders.finish(order, 'expired', at);
    return accepted;
  }

  cancel(order: PaperOrder, at: number): void {
    if (order.state !== 'open') return;
    this.state.orders.finish(order, 'cancelled', at);
    this.state.changed = true;
  }

  /**
   * A new price: pays funding that fell due before it, fills resting limit orders that it reaches. Answers the stops
   * that it reaches; they are run with a book, and `settle` comes after them.
   */
  price(tick: FeedTick): readonly PaperOrder[] {
    const { state } = this;
    payFunding(state, tick);
    state.marks.set(tick.symbol, tick.mark);
    state.ticks.set(tick.symbol, tick);
    if (state.orders.open.size === 0) return [];
    const mark = new Decimal(tick.mark);
    const triggered: PaperOrder[] = [];
    for (const order of [...state.orders.open.values()]) {
      if (order.symbol !== tick.symbol || order.state !== 'open') continue;
      if (order.stopPrice !== undefined) {
        const reached = order.side === 'sell' ? mark.lte(order.stopPrice) : mark.gte(order.stopPrice);
        if (reached) triggered.push(order);
      } else if (order.limitPrice !== undefined) {
        const reached = order.side === 'buy' ? mark.lte(order.limitPrice) : mark.gte(order.limitPrice);
        if (reached) this.#fillResting(order, order.limitPrice, tick.at);
      }
    }
    return triggered;
  }

  /** Runs a stop that a price has reached as a market order; it expires where it has nothing to do or no money. */
  trigger(order: PaperOrder, orderBook: OrderBook | undefined, at: number): void {
    const { state } = this;
    if (order.state !== 'open') return;
    state.changed = true;
    state.clamp(order);
    const taken = order.quantity.isZero() ? undefined : this.#take(order, orderBook);
    const rejected = this.#fillRule(order, taken) ?? this.#moneyRule(order, taken);
    if (taken !== undefined && rejected === undefined) {
      this.#fill(order, taken.filled, taken.average, 'taker', at);
    }
    if (order.state === 'open') state.orders.finish(order, 'expired', at);
  }

  /** Looks at the margins after a price and its stops. */
  settle(tick: FeedTick): void {
    liquidate(this.state, tick, this.#settings.liquidationFeeRate);
  }

  #accept(order: PaperOrder): Placed {
    this.state.nextId();
    this.state.orders.add(order);
    this.state.changed = true;
    return { kind: 'placed', order };
  }

  #take(order: PaperOrder, orderBook: OrderBook | undefined): Taken | undefined {
    const instrument = this.state.instruments.get(order.symbol);
    if (orderBook === undefined || instrument === undefined) return undefined;
    return take({
      book: orderBook,
      side: order.side,
      quantity: order.quantity.minus(order.filled),
      limit: order.limitPrice,
      tick: instrument.priceTick,
      model: this.#settings.slippage,
      coefficient: this.#settings.slippageCoefficient,
    });
  }

  /** A market order needs a counterparty at a sane price, fill-or-kill all of it. */
  #fillRule(order: PaperOrder, taken: Taken | undefined): Rejection | undefined {
    const mark = this.state.marks.get(order.symbol);
    if (order.type !== 'limit') {
      const sane = taken !== undefined && mark !== undefined && !beyondBand(taken.average, mark);
      return sane ? undefined : REJECT.percentPrice;
    }
    const whole = taken?.filled.eq(order.quantity) ?? false;
    return order.timeInForce === 'fok' && !whole ? REJECT.fillOrKill : undefined;
  }

  /** What an order opens needs a bracket that allows its leverage, and free money for initial margin and fee. */
  #moneyRule(order: PaperOrder, taken: Taken | undefined): Rejection | undefined {
    const { state } = this;
    const mark = state.marks.get(order.symbol);
    const instrument = state.instruments.get(order.symbol);
    if (mark === undefined || instrument === undefined) return REJECT.unknownSymbol;
    const left = order.quantity.minus(order.filled);
    const { opening, closing, holding } = state.book.split(
      order.symbol,
      order.side,
      order.positionSide,
      left,
    );
    if (opening.isZero()) return undefined;
    const held = closing.isZero() && holding !== undefined ? holding.quantity : ZERO;
    const { leverage } = state.book.settingOf(order.symbol);
    const after = opening.plus(held).times(mark).toNumber();
    if (leverage > bracketOf(instrument.brackets, after).maxLeverage) return REJECT.leverage;
    const notional = opening.times(order.limitPrice ?? taken?.average ?? mark);
    const needed = notional.div(leverage).plus(notional.times(instrument.takerFeeRate));
    return needed.gt(state.available()) ? REJECT.margin : undefined;
  }

  #fillResting(order: PaperOrder, price: Decimal, at: number): void {
    const { state } = this;
    state.clamp(order);
    const left = order.quantity.minus(order.filled);
    if (left.gt(0)) this.#fill(order, left, price, 'maker', at);
    else state.orders.finish(order, 'expired', at);
    state.changed = true;
  }

  #fill(
    order: PaperOrder,
    quantity: Decimal,
    price: Decimal,
    liquidity: Fill['liquidity'],
    at: number,
  ): void {
    const instrument = this.state.instruments.get(order.symbol);
    if (instrument === undefined) return;
    const rate = liquidity === 'maker' ? instrument.makerFeeRate : instrument.takerFeeRate;
    const fee = roundMoney(quantity.times(price).times(rate));
    this.state.record(order, { quantity, price, fee, liquidity, at });
  }
}
