// The money of the simulated account: wallet, positions by their exact cost, and what a trade does to them.
// Nothing is lost to rounding: deposits + realised + funding + insurance − fees = wallet, to the last digit.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { OrderSide } from '../../domain/order.ts';
import { type MarginMode, type PositionSide, positionKey, sign } from '../../domain/position.ts';
import type { SymbolSetting } from './paper-settings.ts';

/** Digits that the venue books in quote currency. */
const MONEY_DIGITS = 8;
/** Digits of a released cost; a price and a quantity of 8 digits each have no more. */
const COST_DIGITS = 16;

export interface Holding {
  readonly symbol: string;
  readonly side: PositionSide;
  quantity: Decimal;
  /** What was paid to get in: Σ quantity · price, exactly. The entry price is cost / quantity. */
  cost: Decimal;
  readonly marginMode: MarginMode;
  /** Isolated margin; zero in cross mode. */
  margin: Decimal;
}

/** Every movement of money since the first deposit. */
export interface CashFlows {
  deposited: Decimal;
  realized: Decimal;
  fees: Decimal;
  funding: Decimal;
  /** What the venue's insurance fund paid where a loss was larger than the margin. */
  insurance: Decimal;
}

export interface Trade {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly fee: Decimal;
}

export const roundMoney = (value: Decimal): Decimal => value.toDecimalPlaces(MONEY_DIGITS);
const roundUp = (value: Decimal): Decimal => value.toDecimalPlaces(MONEY_DIGITS, Decimal.ROUND_UP);
const roundDown = (value: Decimal): Decimal => value.toDecimalPlaces(MONEY_DIGITS, Decimal.ROUND_DOWN);

export class PaperBook {
  positionMode: 'one-way' | 'hedge' = 'one-way';
  /** Money behind cross positions and free money; isolated margins are apart. */
  crossWallet: Decimal = ZERO;
  readonly holdings = new Map<string, Holding>();
  readonly flows: CashFlows = {
    deposited: ZERO,
    realized: ZERO,
    fees: ZERO,
    funding: ZERO,
    insurance: ZERO,
  };
  readonly settings = new Map<string, SymbolSetting>();
  readonly #fallback: SymbolSetting;

  constructor(fallback: SymbolSetting) {
    this.#fallback = fallback;
  }

  settingOf(symbol: string): SymbolSetting {
    return this.settings.get(symbol) ?? this.#fallback;
  }

  /** Wallet balance with isolated margins, without unrealised profit. */
  wallet(): Decimal {
    let sum = this.crossWallet;
    for (const holding of this.holdings.values()) sum = sum.plus(holding.margin);
    return sum;
  }

  deposit(amount: Decimal): void {
    this.crossWallet = this.crossWallet.plus(amount);
    this.flows.deposited = this.flows.deposited.plus(amount);
  }

  /** The position an order works on: in hedge mode the named side, else the one there is. */
  holdingFor(symbol: string, side: PositionSide): Holding | undefined {
    if (this.positionMode === 'hedge') return this.holdings.get(positionKey(symbol, side));
    return this.holdings.get(positionKey(symbol, 'long')) ?? this.holdings.get(positionKey(symbol, 'short'));
  }

  /** How much of an order makes a position smaller, and how much opens or grows one. */
  split(
    symbol: string,
    side: OrderSide,
    positionSide: PositionSide,
    quantity: Decimal,
  ): { closing: Decimal; opening: Decimal; holding: Holding | undefined; openSide: PositionSide } {
    const direction: PositionSide = side === 'buy' ? 'long' : 'short';
    const openSide = this.positionMode === 'hedge' ? positionSide : direction;
    const holding = this.holdingFor(symbol, positionSide);
    if (holding === undefined || holding.side === direction) {
      const closesNothing = this.positionMode === 'hedge' && positionSide !== direction;
      return { closing: ZERO, opening: closesNothing ? ZERO : quantity, holding, openSide };
    }
    const closing = Decimal.min(quantity, holding.quantity);
    const opening = this.positionMode === 'hedge' ? ZERO : quantity.minus(closing);
    return { closing, opening, holding, openSide };
  }

  /** Books a trade whole and answers what it realised, before its fee. */
  trade(trade: Trade): Decimal {
    const { symbol, price, fee } = trade;
    const { closing, opening, holding, openSide } = this.split(
      symbol,
      trade.side,
      trade.positionSide,
      trade.quantity,
    );
    let realized = ZERO;
    if (holding !== undefined && closing.gt(0)) realized = this.#close(holding, closing, price);
    if (opening.gt(0)) this.#open(symbol, openSide, opening, price);
    this.crossWallet = this.crossWallet.minus(fee);
    this.flows.fees = this.flows.fees.plus(fee);
    return realized;
  }

  #close(holding: Holding, quantity: Decimal, price: Decimal): Decimal {
    const whole = quantity.eq(holding.quantity);
    const share = quantity.div(holding.quantity);
    const released = whole ? holding.cost : holding.cost.times(share).toDecimalPlaces(COST_DIGITS);
    const margin = whole ? holding.margin : roundDown(holding.margin.times(share));
    const realized = quantity.times(price).minus(released).times(sign(holding.side));
    holding.quantity = holding.quantity.minus(quantity);
    holding.cost = holding.cost.minus(released);
    holding.margin = holding.margin.minus(margin);
    if (whole) this.holdings.delete(positionKey(holding.symbol, holding.side));
    this.crossWallet = this.crossWallet.plus(margin).plus(realized);
    this.flows.realized = this.flows.realized.plus(realized);
    return realized;
  }

  #open(symbol: string, side: PositionSide, quantity: Decimal, price: Decimal): void {
    const { leverage, marginMode } = this.settingOf(symbol);
    const cost = quantity.times(price);
    const key = positionKey(symbol, side);
    let holding = this.holdings.get(key);
    if (holding === undefined) {
      holding = { symbol, side, quantity: ZERO, cost: ZERO, marginMode, margin: ZERO };
      this.holdings.set(key, holding);
    }
    holding.quantity = holding.quantity.plus(quantity);
    holding.cost = holding.cost.plus(cost);
    if (holding.marginMode === 'isolated') this.moveMargin(holding, roundUp(cost.div(leverage)));
  }

  /** From the cross wallet into an isolated position. */
  moveMargin(holding: Holding, amount: Decimal): void {
    holding.margin = holding.margin.plus(amount);
    this.crossWallet = this.crossWallet.minus(amount);
  }

  /** A funding payment (below zero: paid). An isolated margin pays what the free money cannot. */
  fund(holding: Holding, amount: Decimal, available: Decimal): void {
    const fromMargin = holding.marginMode === 'isolated' && amount.lt(0) && available.plus(amount).lt(0);
    if (fromMargin) holding.margin = holding.margin.plus(amount);
    else this.crossWallet = this.crossWallet.plus(amount);
    this.flows.funding = this.flows.funding.plus(amount);
  }

  /** The insurance fund makes good what is below zero. */
  insure(amount: Decimal): void {
    this.crossWallet = this.crossWallet.plus(amount);
    this.flows.insurance = this.flows.insurance.plus(amount);
  }
}
