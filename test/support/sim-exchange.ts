// A futures venue that fails on command: the Exchange port over a SimVenue, with every fault the desk must survive as a knob.
import type { Decimal as DecimalValue } from '../../src/domain/decimal.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Fault, Rejection } from '../../src/domain/fault.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { Money } from '../../src/domain/money.ts';
import type { Fill, Order, OrderIntent } from '../../src/domain/order.ts';
import type { MarginMode, Position, PositionSide } from '../../src/domain/position.ts';
import { Price } from '../../src/domain/price.ts';
import { failure, type Result, success } from '../../src/domain/result.ts';
import type { ApprovedOrder } from '../../src/domain/review.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type {
  Balances,
  Exchange,
  ExchangeCapabilities,
  ExchangeEvent,
  KeyPermissions,
  MarkPrice,
  OrderBook,
  SigningWindow,
  SubmitResult,
  VenueStatus,
} from '../../src/ports/exchange.ts';
import type { StreamMessage, VenueTelemetry } from '../../src/ports/venue-telemetry.ts';
import { type ExchangeMethod, fault, type SubmitBehaviour, TIMEOUT_UNKNOWN } from './sim-faults.ts';
import { SimVenue } from './sim-venue.ts';

export interface SimExchangeOptions {
  readonly account?: string;
  readonly venue?: string;
  readonly kind?: 'paper' | 'real';
  readonly signingWindow?: SigningWindow;
  readonly capabilities?: Partial<ExchangeCapabilities>;
}

export class SimExchange implements Exchange {
  readonly account: string;
  readonly venue: string;
  readonly kind: 'paper' | 'real';
  readonly capabilities: ExchangeCapabilities;
  readonly signingWindow: SigningWindow;
  readonly sim: SimVenue;
  readonly urgent: Exchange = this;
  readonly permissions: KeyPermissions = {
    read: true,
    trade: true,
    withdraw: false,
    addressRestricted: true,
  };
  readonly listeners = new Set<(event: ExchangeEvent) => void>();
  /** When the venue cancels by itself, by symbol. */
  readonly countdowns = new Map<string, number>();
  readonly calls: { readonly method: ExchangeMethod; readonly at: number }[] = [];
  /** An order is not found by its client id, nor its fills listed, before this long after it was taken. */
  queryLagMs = 0;
  /** Prices are this old. */
  priceAgeMs = 0;
  /** Best prices of the book lie this far from the mark; its depth on each side in base units. */
  bookDepth = 1_000_000;
  /** Books that are not like the others, by symbol. */
  readonly books = new Map<string, Pick<OrderBook, 'bids' | 'asks'>>();
  submitsSeen = 0;
  /** Called the moment an order arrives, before anything happens to it. */
  onSubmit: (intent: OrderIntent) => void = () => undefined;
  closed = false;
  figures: VenueTelemetry = { streams: [] };
  messages: StreamMessage[] = [];
  /** What the venue says of itself. */
  standing: VenueStatus = { state: 'ok' };
  /** Added to the desk's time when the venue tells its own; one number a question, the last for all later ones. */
  clockOffMs: number[] = [0];
  readonly #clock: Clock;
  readonly #failing = new Map<ExchangeMethod, { fault: Fault; left: number }>();
  readonly #delays = new Map<ExchangeMethod, number>();
  #behaviours: SubmitBehaviour[] = [];
  #always: SubmitBehaviour = { kind: 'fine' };
  #late: { at: number; until: number; intent: OrderIntent }[] = [];

  constructor(clock: Clock, venue: SimVenue = new SimVenue(), options: SimExchangeOptions = {}) {
    this.#clock = clock;
    this.sim = venue;
    this.account = options.account ?? 'main';
    this.venue = options.venue ?? 'sim';
    this.kind = options.kind ?? 'paper';
    this.signingWindow = options.signingWindow ?? { windowMs: 5_000, skewMs: 0 };
    this.capabilities = {
      derivatives: true,
      conditionalOrders: true,
      addMargin: true,
      setLeverage: true,
      setMarginMode: true,
      countdown: true,
      streams: true,
      orderByClientId: true,
      ...options.capabilities,
    };
  }

  /** The next orders behave like this, one after the other; later ones as `everySubmit` says. */
  nextSubmits(...behaviours: SubmitBehaviour[]): void {
    this.#behaviours.push(...behaviours);
  }

  everySubmit(behaviour: SubmitBehaviour): void {
    this.#always = behaviour;
  }

  fail(method: ExchangeMethod, with_: Fault = fault('UNREACHABLE'), times = Number.POSITIVE_INFINITY): void {
    this.#failing.set(method, { fault: with_, left: times });
  }

  /** Every call of the method takes this long on the clock. */
  delay(method: ExchangeMethod, milliseconds: number): void {
    this.#delays.set(method, milliseconds);
  }

  heal(): void {
    this.#failing.clear();
    this.#delays.clear();
    this.#behaviours = [];
    this.#always = { kind: 'fine' };
  }

  /** Orders that were under way arrive when their time has come. */
  arrivals(): void {
    const now = this.#clock.now();
    const due = this.#late.filter((each) => each.at <= now);
    this.#late = this.#late.filter((each) => each.at > now);
    for (const each of due) if (each.at <= each.until) this.sim.place(each.intent, each.at);
  }

  async #call<T>(method: ExchangeMethod, answer: () => T): Promise<Result<T, Fault>> {
    this.calls.push({ method, at: this.#clock.now() });
    const delay = this.#delays.get(method);
    if (delay === undefined) await Promise.resolve();
    else await this.#clock.sleep(delay);
    this.arrivals();
    const failing = this.#failing.get(method);
    if (failing !== undefined && failing.left > 0) {
      failing.left -= 1;
      return failure(failing.fault);
    }
    return success(answer());
  }

  instruments(): Promise<Result<ReadonlyMap<string, Instrument>, Fault>> {
    return this.#call('instruments', () => {
      const listed = [...this.sim.instruments.values()];
      return new Map(
        listed.map((each) => [
          each.symbol,
          this.sim.halted.has(each.symbol) ? { ...each, halted: true } : each,
        ]),
      );
    });
  }

  balances(): Promise<Result<Balances, Fault>> {
    return this.#call('balances', () => {
      const positions = this.sim.positions();
      const isolated = positions.reduce(
        (sum, each) => sum.plus(each.isolatedMargin?.value ?? 0),
        new Decimal(0),
      );
      const pnl = positions.reduce((sum, each) => sum.plus(each.unrealizedPnl.value), new Decimal(0));
      const wallet = this.sim.crossWallet.plus(isolated);
      return {
        walletBalance: Money.of(wallet, 'USDT'),
        crossWalletBalance: Money.of(this.sim.crossWallet, 'USDT'),
        equity: Money.of(wallet.plus(pnl), 'USDT'),
        availableBalance: Money.of(this.sim.crossWallet, 'USDT'),
        positionMode: this.sim.positionMode,
      };
    });
  }

  positions(): Promise<Result<readonly Position[], Fault>> {
    return this.#call('positions', () => this.sim.positions());
  }

  openOrders(): Promise<Result<readonly Order[], Fault>> {
    return this.#call('openOrders', () => this.sim.open());
  }

  marks(symbols: readonly string[]): Promise<Result<readonly MarkPrice[], Fault>> {
    return this.#call('marks', () =>
      symbols.flatMap((symbol) => {
        const mark = this.sim.marks.get(symbol);
        return mark === undefined
          ? []
          : [{ symbol, price: Price.of(mark), at: this.#clock.now() - this.priceAgeMs, fundingRate: 0.0001 }];
      }),
    );
  }

  orderBook(symbol: string): Promise<Result<OrderBook, Fault>> {
    return this.#call('orderBook', () => {
      const torn = this.books.get(symbol);
      if (torn !== undefined) return { symbol, ...torn, at: this.#clock.now() };
      const mark = this.sim.mark(symbol).toNumber();
      const level = (share: number): readonly [number, number] => [mark * (1 + share), this.bookDepth / 5];
      const shares = [0.0001, 0.0003, 0.0006, 0.001, 0.002];
      return {
        symbol,
        bids: shares.map((share) => level(-share)),
        asks: shares.map((share) => level(share)),
        at: this.#clock.now(),
      };
    });
  }

  #visible(at: number): boolean {
    return this.#clock.now() - at >= this.queryLagMs;
  }

  fills(since: number): Promise<Result<readonly Fill[], Fault>> {
    return this.#call('fills', () =>
      this.sim.fills.filter((each) => each.at >= since && this.#visible(each.at)),
    );
  }

  orderByClientId(symbol: string, clientOrderId: string): Promise<Result<Order | undefined, Fault>> {
    return this.#call('orderByClientId', () =>
      this.sim.orders.findLast(
        (each) =>
          each.symbol === symbol && each.clientOrderId === clientOrderId && this.#visible(each.createdAt),
      ),
    );
  }

  async submit(order: ApprovedOrder): Promise<SubmitResult> {
    const { intent } = order;
    this.submitsSeen += 1;
    this.onSubmit(intent);
    const signedAt = this.#clock.now();
    const called = await this.#call('submit', () => undefined);
    if (!called.ok) return { kind: 'fault', fault: called.error };
    const behaviour = this.#behaviours.shift() ?? this.#always;
    const now = this.#clock.now();
    const lost: SubmitResult = { kind: 'fault', fault: TIMEOUT_UNKNOWN };
    switch (behaviour.kind) {
      case 'drop':
        return lost;
      case 'fault':
        return { kind: 'fault', fault: behaviour.fault };
      case 'reject': {
        const { venueCode, reason } = behaviour;
        return { kind: 'rejected', rejection: { venueCode, reason: reason ?? 'rejected' } };
      }
      case 'late':
        this.#late.push({
          at: now + behaviour.afterMs,
          until: signedAt + this.signingWindow.windowMs,
          intent,
        });
        return lost;
      case 'lose-response':
        this.sim.place(intent, now);
        return lost;
      case 'partial-lost':
        this.sim.place(intent, now, new Decimal(behaviour.share));
        return lost;
      case 'partial':
      case 'fine': {
        const share = behaviour.kind === 'partial' ? new Decimal(behaviour.share) : undefined;
        const placed = this.sim.place(intent, now, share);
        if (placed.kind === 'accepted') return { kind: 'accepted', order: placed.order, signedAt };
        return { kind: 'rejected', rejection: { venueCode: placed.venueCode, reason: placed.reason } };
      }
      default:
        return behaviour satisfies never;
    }
  }

  async cancel(order: Order): Promise<Result<Order, Fault>> {
    if (this.sim.halted.has(order.symbol)) {
      this.calls.push({ method: 'cancel', at: this.#clock.now() });
      return failure(fault('MAINTENANCE'));
    }
    const called = await this.#call('cancel', () => this.sim.cancel(order.id, this.#clock.now()));
    if (!called.ok) return called;
    return called.value === undefined ? failure(fault('NOT_FOUND')) : success(called.value);
  }

  async cancelAll(symbol: string, book: Order['book']): Promise<Result<void, Fault>> {
    if (this.sim.halted.has(symbol)) return failure(fault('MAINTENANCE'));
    return this.#call('cancelAll', () => {
      for (const order of this.sim.open()) {
        if (order.symbol === symbol && order.book === book) this.sim.cancel(order.id, this.#clock.now());
      }
    });
  }

  setLeverage(symbol: string, leverage: number): Promise<Result<void, Fault | Rejection>> {
    return this.#call('setLeverage', () => this.sim.setLeverage(symbol, leverage));
  }

  setMarginMode(symbol: string, marginMode: MarginMode): Promise<Result<void, Fault | Rejection>> {
    return this.#call('setMarginMode', () => this.sim.setMarginMode(symbol, marginMode));
  }

  countdown(symbol: string, milliseconds: number): Promise<Result<void, Fault>> {
    return this.#call('countdown', () => {
      if (milliseconds === 0) this.countdowns.delete(symbol);
      else this.countdowns.set(symbol, this.#clock.now() + milliseconds);
    });
  }

  status(): Promise<Result<VenueStatus, Fault>> {
    return this.#call('status', () => this.standing);
  }

  keyPermissions(): Promise<Result<KeyPermissions, Fault>> {
    return this.#call('keyPermissions', () => this.permissions);
  }

  listen(listener: (event: ExchangeEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async addMargin(
    symbol: string,
    side: PositionSide,
    amount: DecimalValue,
  ): Promise<Result<void, Fault | Rejection>> {
    const called = await this.#call('addMargin', () => undefined);
    if (!called.ok) return called;
    const behaviour = this.#behaviours.shift() ?? this.#always;
    if (behaviour.kind === 'drop') return failure(TIMEOUT_UNKNOWN);
    if (behaviour.kind === 'reject') return failure({ venueCode: behaviour.venueCode, reason: 'rejected' });
    if (behaviour.kind === 'fault') return failure(behaviour.fault);
    const added = this.sim.addMargin(symbol, side, amount);
    if (behaviour.kind === 'lose-response') return failure(TIMEOUT_UNKNOWN);
    return added
      ? success(undefined)
      : failure({ venueCode: '-4051', reason: 'Isolated balance insufficient.' });
  }

  serverTime(): Promise<Result<number, Fault>> {
    return this.#call('serverTime', () => {
      const off = this.clockOffMs.length > 1 ? this.clockOffMs.shift() : this.clockOffMs[0];
      return this.#clock.now() + (off ?? 0);
    });
  }

  telemetry(): VenueTelemetry {
    return this.figures;
  }

  heard(limit: number): readonly StreamMessage[] {
    return this.messages.slice(0, limit);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
