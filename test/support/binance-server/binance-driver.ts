// What a test, or a demonstration, holds of a running Binance server: prices, accounts, faults to come, and the log of it all.
import { Decimal } from '../../../src/domain/decimal.ts';
import type { ChangeSignal, WaitOptions } from '../loopback/change-signal.ts';
import type { Lifetime } from '../loopback/lifetime.ts';
import type { Listener } from '../loopback/listener.ts';
import type { FaultRule, ScriptedFault, ScriptedFaults } from '../loopback/scripted-faults.ts';
import type { ApiKey } from './account.ts';
import { AccountDriver } from './account-driver.ts';
import type { FrontDoor, LoggedRequest } from './front-door.ts';
import type { Listing } from './listing.ts';
import type { MarketStream } from './market-stream.ts';
import type { Limits } from './rate-limits.ts';
import type { UserStream } from './user-stream.ts';
import type { Venue } from './venue.ts';
import type { VenueFault } from './venue-faults.ts';
import { movePrice, payFunding, runCountdowns } from './venue-moves.ts';

interface Machinery {
  readonly lifetime: Lifetime;
  readonly changes: ChangeSignal;
  readonly faults: ScriptedFaults<VenueFault>;
  readonly listener: Listener;
  readonly door: FrontDoor;
  readonly runLate: () => void;
}

export interface AccountOptions {
  readonly key?: string;
  readonly secret?: string;
  readonly deposit?: string;
  readonly hedge?: boolean;
  readonly permissions?: Partial<ApiKey>;
}

/** What goes wrong with a call, undefined when nothing does. */
export type FaultPlan = ScriptedFaults<VenueFault>['otherwise'];

/** Price and quantity, as text. */
export type LevelText = readonly [price: string, quantity: string];

export class BinanceServer {
  readonly venue: Venue;
  readonly #machinery: Machinery;
  readonly #accounts = new Map<string, AccountDriver>();

  constructor(venue: Venue, machinery: Machinery) {
    this.venue = venue;
    this.#machinery = machinery;
  }

  /** `http://127.0.0.1:PORT`: the REST paths `/fapi/v1/...` and `/sapi/v1/...` follow. */
  get url(): string {
    return this.#machinery.listener.url;
  }

  /** `ws://127.0.0.1:PORT/ws`, for ccxt's `urls.api.ws.future`. */
  get streamUrl(): string {
    return `${this.url.replace('http', 'ws')}/ws`;
  }

  get openSockets(): number {
    return this.#machinery.listener.openSockets;
  }

  /** The account of that name, made when it is new. */
  account(name = 'main', options: AccountOptions = {}): AccountDriver {
    const known = this.#accounts.get(name);
    if (known !== undefined) return known;
    const state = this.venue.open(name, {
      key: options.key ?? `${name.replace(/\W/g, '')}KEY`.padEnd(64, '0'),
      secret: options.secret ?? `${name}-secret`.padEnd(64, '1'),
      createdAt: this.venue.now(),
      enableReading: true,
      enableFutures: true,
      enableWithdrawals: false,
      ipRestrict: true,
      ipAllowed: true,
      revoked: false,
      expiresAt: undefined,
      ...options.permissions,
    });
    const driver = new AccountDriver(this.venue, state, () => this.#machinery.changes.notify());
    this.#accounts.set(name, driver);
    if (options.hedge === true) driver.hedge(true);
    if (options.deposit !== undefined) driver.deposit(options.deposit);
    return driver;
  }

  list(each: Listing): void {
    this.venue.list(each);
  }

  /** Moves mark, last and index price together and lets everything follow. */
  price(symbol: string, price: string): void {
    movePrice(this.venue, symbol, { mark: price, last: price, index: price });
    this.#moved();
  }

  /** Moves the mark alone, as when the book and the index part. */
  mark(symbol: string, price: string): void {
    movePrice(this.venue, symbol, { mark: price });
    this.#moved();
  }

  /** A real book that orders use up; none given makes it bottomless again. */
  book(
    symbol: string,
    sides?: { readonly bids: readonly LevelText[]; readonly asks: readonly LevelText[] },
  ): void {
    const levels = (side: readonly LevelText[]) =>
      side.map(([price, quantity]) => ({ price: new Decimal(price), quantity: new Decimal(quantity) }));
    const market = this.venue.market(symbol);
    market.setBook(sides === undefined ? undefined : { bids: levels(sides.bids), asks: levels(sides.asks) });
    movePrice(this.venue, symbol, {});
    this.#moved();
  }

  /** New orders fill only this share at once; the rest waits for `account.fill`. None given: all at once again. */
  partialFills(symbol: string, share?: string): void {
    this.venue.market(symbol).fillShare = share === undefined ? undefined : new Decimal(share);
  }

  fundingRate(symbol: string, rate: string): void {
    this.venue.market(symbol).fundingRate = new Decimal(rate);
    this.#moved();
  }

  /** Pays funding on every position of the symbol now. */
  payFunding(symbol: string): void {
    payFunding(this.venue, symbol);
    this.#machinery.changes.notify();
  }

  /** Stops a symbol: no order, and with `cancels: false` no cancel either. */
  halt(symbol: string, options: { readonly cancels?: boolean; readonly status?: string } = {}): void {
    const market = this.venue.market(symbol);
    market.status = options.status ?? 'PENDING_TRADING';
    market.frozen = options.cancels === false;
  }

  resume(symbol: string): void {
    const market = this.venue.market(symbol);
    market.status = 'TRADING';
    market.frozen = false;
    movePrice(this.venue, symbol, {});
    this.#moved();
  }

  /** Closes the whole venue: an HTML page with 503, or -1016. */
  maintenance(kind: FrontDoor['maintenance'] | false): void {
    this.#machinery.door.maintenance = kind === false ? undefined : kind;
  }

  /** The venue's clock runs this much ahead of (below zero: behind) everybody else's. */
  skew(ms: number): void {
    this.venue.skewMs = ms;
  }

  /** Orders and their fills show up in queries only this long after they were taken. */
  queryLag(ms: number): void {
    this.venue.queryLagMs = ms;
  }

  /** The private stream and its faults. */
  get users(): UserStream {
    return this.#machinery.door.users;
  }

  /** The public streams and their faults. */
  get streams(): MarketStream {
    return this.#machinery.door.markets;
  }

  set refuseStreams(refusing: boolean) {
    this.#machinery.door.refusingStreams = refusing;
  }

  /** Lets the next calls of `METHOD /path` (or `*`) go wrong. */
  failNext(method: string, fault: VenueFault, times = 1): ScriptedFault {
    return this.fault({ method, fault, times });
  }

  /** Lets the calls that fit a rule go wrong, until its times are used up or it is removed. */
  fault(rule: FaultRule<VenueFault>): ScriptedFault {
    return this.#machinery.faults.add(rule);
  }

  /** Asked for each call that no rule fits: a fault by a plan of the test's own. */
  set otherwise(plan: FaultPlan) {
    this.#machinery.faults.otherwise = plan;
  }

  clearFaults(): void {
    this.#machinery.faults.clear();
  }

  /** Cuts every open connection and goes on listening. */
  cut(): void {
    this.#machinery.listener.cut();
  }

  /** Nothing listens any more: connections are refused until the answered function has run. */
  refuse(): () => Promise<void> {
    return this.#machinery.listener.refuse();
  }

  set limits(limits: Partial<Limits>) {
    this.#machinery.door.limits.limits = { ...this.#machinery.door.limits.limits, ...limits };
  }

  /** Bans the address for so long. */
  ban(ms: number): void {
    this.#machinery.door.limits.bannedUntil = this.venue.now() + ms;
  }

  /** Every request, oldest first. */
  get requests(): readonly LoggedRequest[] {
    return this.#machinery.door.requests;
  }

  calls(method: string): LoggedRequest[] {
    return this.requests.filter((each) => each.method === method);
  }

  /** Request weight of all requests so far. */
  get weight(): number {
    return this.requests.reduce((sum, each) => sum + each.weight, 0);
  }

  clearRequests(): void {
    this.#machinery.door.requests.length = 0;
  }

  /** Does what is due by the venue's clock: late orders, countdowns, listen keys. Runs by itself as well. */
  tick(): void {
    this.#machinery.runLate();
    runCountdowns(this.venue);
    this.users.expireDue();
    this.#machinery.changes.notify();
  }

  /** Resolves with the first truthy answer of `probe`; asked after every request and change, and every 20 ms. */
  waitFor<T>(
    probe: () => T,
    options: WaitOptions = {},
  ): Promise<Exclude<T, false | undefined | null | 0 | ''>> {
    return this.#machinery.changes.waitFor(probe, options, () => this.#describe());
  }

  /** Ends every timer and connection. Rejects when the server itself had failed. */
  async close(): Promise<void> {
    this.#machinery.lifetime.end();
    this.#machinery.changes.end();
    await this.#machinery.listener.close();
  }

  #moved(): void {
    this.streams.publish();
    this.#machinery.changes.notify();
  }

  #describe(): string {
    const calls = this.requests
      .slice(-10)
      .map((each) => `  ${each.method} ${each.status} ${each.code ?? ''}`);
    const held = [...this.#accounts.values()].flatMap(({ name, positions }) =>
      positions.map(({ symbol, amount }) => `  ${name} ${symbol} ${amount}`),
    );
    return ['Last requests:', ...calls, 'Positions:', ...held].join('\n');
  }
}
