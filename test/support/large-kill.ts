// A desk on real accounts at a loopback Binance, in virtual time, with a book worth a kill switch: many positions, each with
// two entries, a take-profit and a stop around it.
import { openRealAccount, type SharedAddresses } from '../../src/adapters/ccxt/open-real-account.ts';
import { pullKillSwitch } from '../../src/desk/kill/kill-desk.ts';
import type { DeskAccount } from '../../src/desk/state/context.ts';
import type { KillAccount } from '../../src/domain/kill-switch.ts';
import { settingsFor } from '../adapters/ccxt/binance-rig.ts';
import { DeskRig } from '../desk/desk-rig.ts';
import type { AccountDriver } from './binance-server/account-driver.ts';
import type { BinanceServer } from './binance-server/binance-driver.ts';
import { startBinanceServer } from './binance-server/binance-server.ts';
import { listing } from './binance-server/listing.ts';
import { FakeKillFile } from './fake-kill-file.ts';
import { SilentLog } from './silent-log.ts';
import { Wire } from './wire.ts';

export interface LargeBook {
  /** Positions of each account. */
  readonly positions: number;
  /** Milliseconds from the desk to the exchange, and the same back. */
  readonly oneWayMs?: number;
  /** By account name; every second one keeps both sides of a symbol in hedge mode unless told. */
  readonly accounts?: readonly string[];
  /** Each account at an exchange of its own, which can fail alone. */
  readonly apart?: boolean;
  readonly startAt?: number;
}

export const FIRST = 'main';
export const SECOND_ACCOUNT = 'second';

const symbolOf = (index: number): string => `C${String(index).padStart(3, '0')}USDT`;

/** In hedge mode the first symbols hold both sides. */
function seed(account: AccountDriver, positions: number): void {
  const isHedge = account.state.dual;
  for (let index = 0; index < positions; index += 1) {
    const side = index % 3 === 2 ? 'short' : 'long';
    const symbol = symbolOf(isHedge ? Math.floor(index / 2) : index);
    const held = isHedge ? (index % 2 === 0 ? 'long' : 'short') : side;
    account.hold({ symbol, side: held, quantity: String(20 + index), leverage: 5 });
    const positionSide = isHedge ? (held === 'long' ? 'LONG' : 'SHORT') : 'BOTH';
    const [opens, closes] = held === 'long' ? (['BUY', 'SELL'] as const) : (['SELL', 'BUY'] as const);
    const away = held === 'long' ? 1 : -1;
    const at = (distance: number): string => (10 + away * distance).toFixed(3);
    const common = { symbol, positionSide, quantity: '10' } as const;
    const reduces = isHedge ? {} : { reduceOnly: true };
    account.place({ ...common, side: opens, price: at(-0.2) });
    account.place({ ...common, side: opens, price: at(-0.3) });
    account.place({ ...common, ...reduces, side: closes, price: at(0.3) });
    account.stop({ ...common, ...reduces, side: closes, triggerPrice: at(-0.4) });
  }
}

export class LargeKill {
  readonly wire: Wire;
  readonly rig: DeskRig;
  readonly killFile: FakeKillFile;
  readonly servers: readonly BinanceServer[];
  readonly accounts: readonly AccountDriver[];
  /** What is wrong with a trade or the order of things, as the exchange saw it happen. */
  readonly offences: string[] = [];

  private constructor(
    wire: Wire,
    rig: DeskRig,
    killFile: FakeKillFile,
    servers: readonly BinanceServer[],
    accounts: readonly AccountDriver[],
  ) {
    this.wire = wire;
    this.rig = rig;
    this.killFile = killFile;
    this.servers = servers;
    this.accounts = accounts;
  }

  static async open(book: LargeBook): Promise<LargeKill> {
    const { positions, oneWayMs = 0, accounts: names = [FIRST, SECOND_ACCOUNT], apart = false } = book;
    const wire = new Wire(book.startAt ?? Date.UTC(2026, 0, 5, 12, 0, 5));
    const { clock } = wire;
    const listings = Array.from({ length: positions }, (_, index) =>
      listing(symbolOf(index), { base: symbolOf(index).slice(0, 4) }),
    );
    const start = () =>
      startBinanceServer({ tickMs: 0, now: () => clock.now(), listings, pace: wire.pace(oneWayMs) });
    const shared = await start();
    const servers = [shared];
    const accounts: AccountDriver[] = [];
    const opened: DeskAccount[] = [];
    const addresses: SharedAddresses = new Map();
    for (const [index, name] of names.entries()) {
      const server = apart && index > 0 ? await start() : shared;
      if (server !== shared) servers.push(server);
      const account = server.account(name, { deposit: '1000000', hedge: index % 2 === 1 });
      seed(account, positions);
      accounts.push(account);
      const settings = settingsFor(server, account, { timeoutMs: 5_000 });
      const parts = { clock, log: new SilentLog(), random: () => 0.5 };
      const opening = openRealAccount(settings, parts, addresses);
      let isOpen = false;
      void opening.then(() => {
        isOpen = true;
      });
      await wire.until(() => isOpen, 60_000);
      const answer = await opening;
      if (!answer.ok) throw new Error(answer.error.message);
      opened.push({ name, ...answer.value });
    }
    const killFile = new FakeKillFile();
    const rig = new DeskRig({ clock, killFile, accounts: opened, mode: 'real' });
    const large = new LargeKill(wire, rig, killFile, servers, accounts);
    large.#witness();
    for (const server of servers) server.clearRequests();
    return large;
  }

  get server(): BinanceServer {
    return this.servers[0] as BinanceServer;
  }

  /** `/killswitch flatten`. Answers when it was pulled, as the desk's clock says. */
  async pull(): Promise<number> {
    const at = this.wire.clock.now();
    const answer = pullKillSwitch(
      this.rig.context,
      this.rig.ask('Kim'),
      { kind: 'all' },
      'flatten',
      'test',
      false,
    );
    await this.wire.quiet();
    const latched = await answer;
    if (!latched.ok) throw new Error('not pulled');
    return at;
  }

  /** Until the kill says that it is done, in milliseconds since it was pulled. */
  async finish(atMostMs: number): Promise<number> {
    const { memory } = this.rig.context;
    await this.wire.until(() => memory.latch.finishedAt !== undefined, atMostMs);
    return (memory.latch.finishedAt ?? 0) - memory.latch.at;
  }

  told(account: string): KillAccount | undefined {
    return this.rig.context.memory.latch.accounts.find((each) => each.account === account);
  }

  /** Orders and positions that the exchange itself still has. */
  get left(): string[] {
    return this.accounts.flatMap((account) => [
      ...account.positions.map(({ symbol, amount }) => `${account.name} holds ${amount} ${symbol}`),
      ...account.openOrders.map(({ clientOrderId }) => `${account.name} order ${clientOrderId}`),
      ...account.openAlgos.map(({ clientAlgoId }) => `${account.name} stop ${clientAlgoId}`),
    ]);
  }

  async close(): Promise<void> {
    for (const { exchange } of this.rig.context.accounts) await exchange.close();
    for (const server of this.servers) await server.close();
    this.wire.close();
  }

  /** Every change of a position is looked at as it happens: it only ever gets smaller, and keeps its stop until it is gone. */
  #witness(): void {
    for (const { venue } of this.servers) {
      const before = new Map<string, number>();
      const key = (account: string, symbol: string, side: string): string => `${account} ${symbol} ${side}`;
      const look = (): void => {
        for (const { name, legs } of venue.accounts) {
          for (const leg of legs.values()) {
            const id = key(name, leg.symbol, leg.positionSide);
            const amount = leg.amount.toNumber();
            const was = before.get(id) ?? amount;
            if (amount * was < 0) this.offences.push(`${id}: turned from ${was} to ${amount}`);
            if (Math.abs(amount) > Math.abs(was)) this.offences.push(`${id}: grew from ${was} to ${amount}`);
            before.set(id, amount);
          }
        }
      };
      look();
      const tell = venue.onAccountEvent;
      venue.onAccountEvent = (account, event) => {
        look();
        if (event.kind === 'algo' && event.order.status === 'CANCELED') {
          const held = account.held.some(({ symbol }) => symbol === event.order.symbol);
          if (held)
            this.offences.push(`${account.name} ${event.order.symbol}: lost its stop while it is held`);
        }
        tell(account, event);
      };
    }
  }
}
