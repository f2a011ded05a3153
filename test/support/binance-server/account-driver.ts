// The test's hand on one account: money, positions and orders that somebody else put there, and the truth about all of it.
import { Decimal } from '../../../src/domain/decimal.ts';
import {
  type AlgoOrder,
  type ApiKey,
  entryPrice,
  type Leg,
  type PositionSide,
  type Side,
  type VenueAccount,
  type VenueOrder,
} from './account.ts';
import { cancelAlgo, type NewAlgoOrder, placeAlgo } from './algo-orders.ts';
import { money } from './figures.ts';
import { accountFigures, liquidationPriceOf, totalsPool } from './margin.ts';
import { cancel, fillOpen, place } from './matching.ts';
import type { NewOrder } from './order-rules.ts';
import type { Venue } from './venue.ts';
import { closeByVenue } from './venue-moves.ts';

export interface SeededPosition {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly quantity: string;
  /** The mark unless told. */
  readonly entryPrice?: string;
  readonly leverage?: number;
  readonly marginType?: 'CROSSED' | 'ISOLATED';
  /** Notional at entry divided by the leverage unless told. */
  readonly isolatedMargin?: string;
}

export interface PlacedOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: string;
  /** None makes it a market order. */
  readonly price?: string;
  readonly reduceOnly?: boolean;
  readonly positionSide?: PositionSide;
  readonly timeInForce?: string;
  readonly clientOrderId?: string;
}

export interface PlacedStop extends Omit<PlacedOrder, 'timeInForce'> {
  readonly triggerPrice: string;
  readonly orderType?: 'STOP_MARKET' | 'TAKE_PROFIT_MARKET' | 'STOP' | 'TAKE_PROFIT';
  readonly workingType?: NewAlgoOrder['workingType'];
}

export interface PositionTruth {
  readonly symbol: string;
  readonly positionSide: PositionSide;
  /** Signed. */
  readonly amount: string;
  readonly entryPrice: string;
  readonly isolatedWallet: string;
  readonly liquidationPrice: string | undefined;
}

export class AccountDriver {
  readonly state: VenueAccount;
  readonly #venue: Venue;
  readonly #changed: () => void;
  #seeded = 0;

  constructor(venue: Venue, state: VenueAccount, changed: () => void) {
    this.#venue = venue;
    this.state = state;
    this.#changed = changed;
  }

  get name(): string {
    return this.state.name;
  }

  /** Key, secret and permissions; a test changes the permissions, revokes or lets it expire. */
  get apiKey(): ApiKey {
    return this.state.apiKey;
  }

  /** Moves money in, or out when below zero. */
  deposit(amount: string, asset = 'USDT'): void {
    const income = new Decimal(amount);
    this.#venue.book(this.state, {
      symbol: '',
      incomeType: 'TRANSFER',
      income,
      asset,
      tradeId: '',
      info: 'TRANSFER',
    });
    const reason = income.isNegative() ? 'WITHDRAW' : 'DEPOSIT';
    this.#venue.onAccountEvent(this.state, { kind: 'account', reason, symbols: [] });
    this.#changed();
  }

  /** Hedge mode on or off, without asking whether the venue would allow it. */
  hedge(dual: boolean): void {
    this.state.dual = dual;
  }

  leverage(symbol: string, leverage: number, marginType?: 'CROSSED' | 'ISOLATED'): void {
    const settings = this.state.settingsOf(symbol);
    settings.leverage = leverage;
    if (marginType !== undefined) settings.marginType = marginType;
  }

  /** Puts a position there as if it had always been: no trade, no fee. Replaces what the leg held. */
  hold(position: SeededPosition): void {
    const { symbol, side } = position;
    const market = this.#venue.market(symbol);
    const settings = this.state.settingsOf(symbol);
    if (position.leverage !== undefined) settings.leverage = position.leverage;
    if (position.marginType !== undefined) settings.marginType = position.marginType;
    const leg = this.leg(symbol, side);
    const quantity = new Decimal(position.quantity);
    leg.amount = side === 'long' ? quantity : quantity.negated();
    leg.entryCost = quantity.times(position.entryPrice ?? market.mark);
    leg.isolatedWallet =
      settings.marginType === 'ISOLATED'
        ? new Decimal(position.isolatedMargin ?? leg.entryCost.div(settings.leverage).toDecimalPlaces(8))
        : new Decimal(0);
    leg.updateTime = this.#venue.now();
    this.#venue.onAccountEvent(this.state, { kind: 'account', reason: 'ADJUSTMENT', symbols: [symbol] });
    this.#changed();
  }

  leg(symbol: string, side: 'long' | 'short'): Leg {
    const positionSide = this.state.dual ? (side === 'long' ? 'LONG' : 'SHORT') : 'BOTH';
    return this.state.leg(symbol, positionSide);
  }

  /** Places an order as the account's owner would by hand, by the venue's rules. */
  place(order: PlacedOrder): VenueOrder {
    this.#seeded += 1;
    const wanted: NewOrder = {
      symbol: order.symbol,
      side: order.side,
      positionSide: order.positionSide ?? 'BOTH',
      type: order.price === undefined ? 'MARKET' : 'LIMIT',
      timeInForce: order.timeInForce ?? 'GTC',
      quantity: new Decimal(order.quantity),
      price: order.price === undefined ? undefined : new Decimal(order.price),
      reduceOnly: order.reduceOnly ?? false,
      closePosition: false,
      clientOrderId: order.clientOrderId ?? `web_${this.#seeded}_${this.#venue.now()}`,
      goodTillDate: 0,
    };
    const placed = place(this.#venue, this.state, wanted);
    this.#changed();
    return placed;
  }

  /** Places a conditional order by hand. */
  stop(order: PlacedStop): AlgoOrder {
    this.#seeded += 1;
    const placed = placeAlgo(this.#venue, this.state, {
      clientAlgoId: order.clientOrderId ?? `web_stop_${this.#seeded}_${this.#venue.now()}`,
      orderType: order.orderType ?? 'STOP_MARKET',
      symbol: order.symbol,
      side: order.side,
      positionSide: order.positionSide ?? 'BOTH',
      timeInForce: 'GTC',
      quantity: new Decimal(order.quantity),
      price: order.price === undefined ? undefined : new Decimal(order.price),
      triggerPrice: new Decimal(order.triggerPrice),
      workingType: order.workingType ?? 'CONTRACT_PRICE',
      closePosition: false,
      priceProtect: false,
      reduceOnly: order.reduceOnly ?? false,
      activatePrice: undefined,
      callbackRate: undefined,
    });
    this.#changed();
    return placed;
  }

  cancel(order: VenueOrder | AlgoOrder): void {
    if ('algoId' in order) cancelAlgo(this.#venue, this.state, order);
    else cancel(this.#venue, this.state, order);
    this.#changed();
  }

  /** Fills an open order, or a part of it, at its own price or the one told. */
  fill(order: VenueOrder | string, options: { quantity?: string; price?: string } = {}): void {
    const found = typeof order === 'string' ? this.order(order) : order;
    const market = this.#venue.market(found.symbol);
    const price = new Decimal(options.price ?? (found.price.isZero() ? market.last : found.price));
    const quantity = options.quantity === undefined ? undefined : new Decimal(options.quantity);
    fillOpen(this.#venue, this.state, found, price, quantity);
    this.#changed();
  }

  /** The venue closes the position by itself. */
  forceClose(
    symbol: string,
    side: 'long' | 'short',
    why: Parameters<typeof closeByVenue>[3] = 'autoclose-',
    quantity?: string,
  ): VenueOrder {
    const amount = quantity === undefined ? undefined : new Decimal(quantity);
    const order = closeByVenue(this.#venue, this.state, this.leg(symbol, side), why, amount);
    this.#changed();
    return order;
  }

  /** The newest order with this client id. */
  order(clientOrderId: string): VenueOrder {
    const found = this.orders.findLast((each) => each.clientOrderId === clientOrderId);
    if (found === undefined) throw new Error(`${this.name} has no order ${clientOrderId}.`);
    return found;
  }

  /** Every order the venue ever took, oldest first: the witness. */
  get orders(): readonly VenueOrder[] {
    return [...this.state.orders.values()];
  }

  get openOrders(): readonly VenueOrder[] {
    return [...this.state.open.values()];
  }

  get algos(): readonly AlgoOrder[] {
    return [...this.state.algos.values()];
  }

  get openAlgos(): readonly AlgoOrder[] {
    return [...this.state.openAlgos.values()];
  }

  get trades(): VenueAccount['trades'] {
    return this.state.trades;
  }

  get income(): VenueAccount['income'] {
    return this.state.income;
  }

  /** To the last digit that the venue keeps. */
  get wallet(): string {
    return money(this.state.wallet);
  }

  walletOf(asset: string): string {
    return money(this.state.walletOf(asset));
  }

  /** Wallet and unrealised profit. */
  get equity(): string {
    const { wallet, unrealized } = accountFigures(this.#venue, this.state, totalsPool(this.state));
    return money(wallet.plus(unrealized));
  }

  get positions(): readonly PositionTruth[] {
    return this.state.held.map((leg) => ({
      symbol: leg.symbol,
      positionSide: leg.positionSide,
      amount: leg.amount.toString(),
      entryPrice: entryPrice(leg).toString(),
      isolatedWallet: leg.isolatedWallet.toString(),
      liquidationPrice: liquidationPriceOf(this.#venue, this.state, leg)?.toString(),
    }));
  }

  /** Signed amount of a leg; 0 when there is none. */
  amount(symbol: string, positionSide: PositionSide = 'BOTH'): string {
    return this.state.leg(symbol, positionSide).amount.toString();
  }

  /** Nothing held, nothing resting in either book. */
  get flat(): boolean {
    return this.state.held.length === 0 && this.state.open.size === 0 && this.state.openAlgos.size === 0;
  }
}
