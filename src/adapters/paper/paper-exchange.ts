// The simulated exchange as a port: one account on a market feed, with its own memory, slowness and failures.
import type { Decimal } from '../../domain/decimal.ts';
import type { Fault, Rejection } from '../../domain/fault.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Fill, Order } from '../../domain/order.ts';
import type { MarginMode, Position, PositionSide } from '../../domain/position.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { ApprovedOrder } from '../../domain/review.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  Balances,
  Exchange,
  ExchangeCapabilities,
  KeyPermissions,
  MarkPrice,
  OrderBook,
  SigningWindow,
  SubmitResult,
  VenueStatus,
} from '../../ports/exchange.ts';
import type { MarketFeed } from '../../ports/market-feed.ts';
import type { StateFile } from '../../ports/state-file.ts';
import type { StreamMessage, VenueTelemetry } from '../../ports/venue-telemetry.ts';
import { balancesOf, positionsOf, toMark } from './account-view.ts';
import { drawFailure } from './failure-draw.ts';
import { leverageRule, marginModeRule, moveMarginRule } from './margin-rules.ts';
import type { MarketWalk } from './market-walk.ts';
import type { PaperEngine } from './paper-engine.ts';
import { LOST, NO_COUNTDOWN, notFound, UNREACHABLE } from './paper-faults.ts';
import { toOrder } from './paper-orders.ts';
import type { PaperSettings } from './paper-settings.ts';
import { StateWriter } from './state-text.ts';

export interface PaperExchangeParts {
  readonly account: string;
  readonly feed: MarketFeed;
  readonly clock: Clock;
  readonly stateFile: StateFile;
  readonly settings: PaperSettings;
  readonly seed: number;
  readonly engine: PaperEngine;
  readonly walk: MarketWalk;
  readonly openedAt: number;
  readonly calls: number;
}

export class PaperExchange implements Exchange {
  readonly account: string;
  readonly venue: string;
  readonly kind = 'paper';
  readonly capabilities: ExchangeCapabilities = {
    derivatives: true,
    conditionalOrders: true,
    addMargin: true,
    setLeverage: true,
    setMarginMode: true,
    countdown: false,
    streams: false,
    orderByClientId: true,
  };
  readonly signingWindow: SigningWindow;
  /** There is no queue in which anything could be first. */
  readonly urgent: Exchange = this;
  readonly #parts: PaperExchangeParts;
  readonly #writer = new StateWriter();
  #calls: number;
  /** Calls take their turn: what one of them changes is whole before the next one looks. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: PaperExchangeParts) {
    this.#parts = parts;
    this.account = parts.account;
    this.venue = `paper (${parts.feed.name})`;
    this.signingWindow = { windowMs: parts.settings.latencyMs, skewMs: 0 };
    this.#calls = parts.calls;
  }

  instruments(): Promise<Result<ReadonlyMap<string, Instrument>, Fault>> {
    return this.#read(() => this.#state.instruments);
  }

  balances(): Promise<Result<Balances, Fault>> {
    return this.#read(() => balancesOf(this.#state));
  }

  positions(): Promise<Result<readonly Position[], Fault>> {
    return this.#read(() => positionsOf(this.#state));
  }

  openOrders(): Promise<Result<readonly Order[], Fault>> {
    return this.#read(() => [...this.#state.orders.open.values()].map(toOrder));
  }

  marks(symbols: readonly string[]): Promise<Result<readonly MarkPrice[], Fault>> {
    return this.#read(() =>
      symbols.flatMap((symbol) => {
        const tick = this.#state.ticks.get(symbol);
        return tick === undefined ? [] : [toMark(tick)];
      }),
    );
  }

  orderBook(symbol: string): Promise<Result<OrderBook, Fault>> {
    const { feed, walk } = this.#parts;
    return this.#call(() =>
      this.#state.instruments.has(symbol)
        ? feed.orderBook(symbol, walk.at)
        : notFound(`the venue does not list ${symbol}`),
    );
  }

  fills(since: number): Promise<Result<readonly Fill[], Fault>> {
    return this.#read(() => this.#state.fills.since(since));
  }

  orderByClientId(symbol: string, clientOrderId: string): Promise<Result<Order | undefined, Fault>> {
    return this.#read(() => {
      const order = this.#state.orders.find(symbol, clientOrderId);
      return order === undefined ? undefined : toOrder(order);
    });
  }

  async submit(approved: ApprovedOrder): Promise<SubmitResult> {
    const { intent } = approved;
    const { clock, engine, walk } = this.#parts;
    const signedAt = clock.now();
    const answer = await this.#call(async (): Promise<Result<SubmitResult, Fault>> => {
      const placed = engine.place(intent, await walk.orderBook(intent.symbol, walk.at), walk.at);
      return success(
        placed.kind === 'placed'
          ? { kind: 'accepted', order: toOrder(placed.order), signedAt }
          : { kind: 'rejected', rejection: placed.rejection },
      );
    });
    return answer.ok ? answer.value : { kind: 'fault', fault: answer.error };
  }

  cancel(order: Order): Promise<Result<Order, Fault>> {
    return this.#call(() => {
      const { engine, walk } = this.#parts;
      const known = this.#state.orders.byId(order.id);
      if (known === undefined) {
        return notFound(`-2011 Unknown order sent (${order.symbol} ${order.clientOrderId})`);
      }
      engine.cancel(known, walk.at);
      return success(toOrder(known));
    });
  }

  cancelAll(symbol: string, book: Order['book']): Promise<Result<void, Fault>> {
    return this.#call(() => {
      const { engine, walk } = this.#parts;
      const resting = [...this.#state.orders.open.values()];
      for (const order of resting) {
        if (order.symbol === symbol && toOrder(order).book === book) engine.cancel(order, walk.at);
      }
      return success(undefined);
    });
  }

  addMargin(symbol: string, side: PositionSide, amount: Decimal): Promise<Result<void, Fault | Rejection>> {
    return this.#call<void, Fault | Rejection>(() => {
      const { book } = this.#state;
      const holding = book.holdingFor(symbol, side);
      const rejection = moveMarginRule(this.#state, holding, side, amount);
      if (rejection !== undefined || holding === undefined) return failure<Rejection>(rejection!);
      book.moveMargin(holding, amount);
      this.#changed();
      return success(undefined);
    });
  }

  setLeverage(symbol: string, leverage: number): Promise<Result<void, Fault | Rejection>> {
    return this.#call<void, Fault | Rejection>(() => {
      const rejection = leverageRule(this.#state, symbol, leverage);
      if (rejection !== undefined) return failure<Rejection>(rejection);
      const { marginMode } = this.#state.book.settingOf(symbol);
      this.#state.book.settings.set(symbol, { leverage, marginMode });
      this.#changed();
      return success(undefined);
    });
  }

  setMarginMode(symbol: string, marginMode: MarginMode): Promise<Result<void, Fault | Rejection>> {
    return this.#call<void, Fault | Rejection>(() => {
      const rejection = marginModeRule(this.#state, symbol);
      if (rejection !== undefined) return failure<Rejection>(rejection);
      const { leverage } = this.#state.book.settingOf(symbol);
      this.#state.book.settings.set(symbol, { leverage, marginMode });
      this.#changed();
      return success(undefined);
    });
  }

  async countdown(): Promise<Result<void, Fault>> {
    return failure(NO_COUNTDOWN);
  }

  serverTime(): Promise<Result<number, Fault>> {
    return this.#read(() => this.#parts.clock.now());
  }

  status(): Promise<Result<VenueStatus, Fault>> {
    return this.#read(() => ({ state: 'ok' }));
  }

  async keyPermissions(): Promise<Result<KeyPermissions, Fault>> {
    return success({ read: true, trade: true, withdraw: false, addressRestricted: undefined });
  }

  /** Everything is in the next read; nothing is pushed. */
  listen(): () => void {
    return () => undefined;
  }

  /** Writes the account as it is, and how far the market was walked. */
  persist(): Promise<Result<void, Fault>> {
    return this.#inTurn(() => this.#write());
  }

  telemetry(): VenueTelemetry {
    return { streams: [] };
  }

  heard(): readonly StreamMessage[] {
    return [];
  }

  /** The feed belongs to whoever opened it and is left open. */
  async close(): Promise<void> {
    await this.persist();
  }

  get #state() {
    return this.#parts.engine.state;
  }

  #changed(): void {
    this.#state.changed = true;
    this.#state.watch.forget();
  }

  #read<T>(look: () => T): Promise<Result<T, Fault>> {
    return this.#call(() => success(look()));
  }

  /** Latency, the drawn failure, the walk to the present, the work, and the write of what it changed. */
  async #call<T, E = Fault>(work: () => Result<T, E> | Promise<Result<T, E>>): Promise<Result<T, E | Fault>> {
    const { clock, settings, walk, seed } = this.#parts;
    this.#calls += 1;
    const draw = drawFailure(seed, this.#calls, settings.failureRate);
    if (settings.latencyMs > 0) await clock.sleep(settings.latencyMs);
    if (draw === 'fails-before') return failure<Fault>(UNREACHABLE);
    return this.#inTurn(async () => {
      const walked = await walk.advance(clock.now());
      if (!walked.ok) return walked;
      const answer = await work();
      const written = this.#state.changed ? await this.#write() : success(undefined);
      if (!written.ok) return written;
      return draw === 'fails-after' ? failure<Fault>(LOST) : answer;
    });
  }

  /** What could not be written stays marked, and the next call tries again. */
  async #write(): Promise<Result<void, Fault>> {
    const { account, openedAt, walk, stateFile } = this.#parts;
    const text = this.#writer.write(this.#state, {
      account,
      openedAt,
      advancedTo: walk.at,
      calls: this.#calls,
    });
    const written = await stateFile.write(text);
    if (written.ok) this.#state.changed = false;
    return written.ok ? written : failure({ ...written.error, outcome: 'unknown' as const });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
