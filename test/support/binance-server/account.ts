// One futures account at the venue: its key, its wallet, its positions, orders and history. State only, no rules.
import { Decimal, ZERO } from '../../../src/domain/decimal.ts';

export type Side = 'BUY' | 'SELL';
export type PositionSide = 'BOTH' | 'LONG' | 'SHORT';
export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'REJECTED' | 'EXPIRED';

export interface ApiKey {
  readonly key: string;
  readonly secret: string;
  readonly createdAt: number;
  enableReading: boolean;
  enableFutures: boolean;
  enableWithdrawals: boolean;
  ipRestrict: boolean;
  /** Requests come from an address on the key's list. */
  ipAllowed: boolean;
  revoked: boolean;
  /** Milliseconds since 1970; the key is dead from then on. */
  expiresAt: number | undefined;
}

/** A position, or one side of it in hedge mode. `amount` is below zero when short. */
export interface Leg {
  readonly symbol: string;
  readonly positionSide: PositionSide;
  amount: Decimal;
  /** Σ price × quantity of what is open: the entry price without its rounding. */
  entryCost: Decimal;
  isolatedWallet: Decimal;
  /** Profit and loss realised so far, before fees. */
  realized: Decimal;
  updateTime: number;
}

export interface VenueOrder {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly positionSide: PositionSide;
  readonly type: string;
  readonly origType: string;
  readonly timeInForce: string;
  readonly reduceOnly: boolean;
  readonly closePosition: boolean;
  readonly goodTillDate: number;
  readonly time: number;
  price: Decimal;
  stopPrice: Decimal;
  origQty: Decimal;
  executedQty: Decimal;
  cumQuote: Decimal;
  status: OrderStatus;
  updateTime: number;
  /** The position when the order was taken; what it had become after the order's last fill. */
  readonly positionBefore: Decimal;
  positionAfter: Decimal;
}

export type AlgoStatus =
  | 'NEW'
  | 'CANCELED'
  | 'TRIGGERING'
  | 'TRIGGERED'
  | 'FINISHED'
  | 'REJECTED'
  | 'EXPIRED';

export interface AlgoOrder {
  readonly algoId: number;
  readonly clientAlgoId: string;
  readonly orderType: string;
  readonly symbol: string;
  readonly side: Side;
  readonly positionSide: PositionSide;
  readonly timeInForce: string;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly workingType: 'CONTRACT_PRICE' | 'MARK_PRICE';
  readonly closePosition: boolean;
  readonly priceProtect: boolean;
  readonly reduceOnly: boolean;
  readonly activatePrice: Decimal | undefined;
  /** Per cent, of a trailing stop. */
  readonly callbackRate: Decimal | undefined;
  readonly createTime: number;
  triggerPrice: Decimal;
  /** The most favourable price a trailing stop has seen since it became active. */
  extreme: Decimal | undefined;
  status: AlgoStatus;
  actualOrderId: number | undefined;
  updateTime: number;
  triggerTime: number;
  rejectReason: string;
}

export interface AccountTrade {
  readonly id: number;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly positionSide: PositionSide;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly commission: Decimal;
  readonly commissionAsset: string;
  readonly realizedPnl: Decimal;
  readonly maker: boolean;
  readonly time: number;
}

export interface Income {
  readonly symbol: string;
  readonly incomeType: string;
  readonly income: Decimal;
  readonly asset: string;
  readonly time: number;
  readonly tranId: number;
  readonly tradeId: string;
  readonly info: string;
}

export interface SymbolSettings {
  leverage: number;
  marginType: 'CROSSED' | 'ISOLATED';
}

export interface ListenKey {
  readonly text: string;
  validUntil: number;
}

export class VenueAccount {
  readonly name: string;
  readonly apiKey: ApiKey;
  /** What there is of each coin; a coin that never came is not in it. */
  readonly wallets = new Map<string, Decimal>([['USDT', ZERO]]);
  /** All coins together back all positions. */
  multiAssets = false;
  /** Commission is taken in BNB, at a discount, as long as there is any. */
  burnsBnb = false;
  /** Hedge mode. */
  dual = false;
  makerFee = new Decimal('0.0002');
  takerFee = new Decimal('0.0005');
  updateTime = 0;
  listenKey: ListenKey | undefined;
  readonly settings = new Map<string, SymbolSettings>();
  readonly legs = new Map<string, Leg>();
  readonly orders = new Map<number, VenueOrder>();
  readonly open = new Map<number, VenueOrder>();
  readonly algos = new Map<number, AlgoOrder>();
  readonly openAlgos = new Map<number, AlgoOrder>();
  readonly trades: AccountTrade[] = [];
  readonly income: Income[] = [];
  /** When the countdown of a symbol runs out and its orders are cancelled. */
  readonly countdowns = new Map<string, number>();
  readonly #byClientId = new Map<string, VenueOrder>();

  constructor(name: string, apiKey: ApiKey) {
    this.name = name;
    this.apiKey = apiKey;
  }

  get wallet(): Decimal {
    return this.walletOf('USDT');
  }

  walletOf(asset: string): Decimal {
    return this.wallets.get(asset) ?? ZERO;
  }

  settingsOf(symbol: string): SymbolSettings {
    let found = this.settings.get(symbol);
    if (found === undefined) {
      found = { leverage: 20, marginType: 'CROSSED' };
      this.settings.set(symbol, found);
    }
    return found;
  }

  leg(symbol: string, positionSide: PositionSide): Leg {
    const key = `${symbol}:${positionSide}`;
    let found = this.legs.get(key);
    if (found === undefined) {
      found = {
        symbol,
        positionSide,
        amount: ZERO,
        entryCost: ZERO,
        isolatedWallet: ZERO,
        realized: ZERO,
        updateTime: 0,
      };
      this.legs.set(key, found);
    }
    return found;
  }

  get held(): Leg[] {
    return [...this.legs.values()].filter(({ amount }) => !amount.isZero());
  }

  openOf(symbol: string): VenueOrder[] {
    return [...this.open.values()].filter((order) => order.symbol === symbol);
  }

  openAlgosOf(symbol: string): AlgoOrder[] {
    return [...this.openAlgos.values()].filter((order) => order.symbol === symbol);
  }

  record(order: VenueOrder): void {
    this.orders.set(order.orderId, order);
    this.#byClientId.set(`${order.symbol} ${order.clientOrderId}`, order);
  }

  /** The newest order with this client id: older ones cannot be asked for any more. */
  byClientId(symbol: string, clientOrderId: string): VenueOrder | undefined {
    return this.#byClientId.get(`${symbol} ${clientOrderId}`);
  }
}

export const entryPrice = ({ amount, entryCost }: Leg): Decimal =>
  amount.isZero() ? ZERO : entryCost.div(amount.abs());
