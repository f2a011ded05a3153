// A desk over the real adapter: ccxt, HTTP and signatures against the loopback exchange, all on one virtual clock that moves only
// while no request is under way. What happened is read from the exchange's own books, what was told from the outbox in chat's words.
import { speech } from '../../src/chat/core/speech.ts';
import { wordEvent } from '../../src/chat/words/word-event.ts';
import { approve } from '../../src/desk/proposals/approving.ts';
import type { DeskEvent } from '../../src/domain/event.ts';
import { isDecided, type Proposal } from '../../src/domain/proposal.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import { openAt, settingsFor } from '../adapters/ccxt/binance-rig.ts';
import type { VenueOrder } from './binance-server/account.ts';
import type { AccountDriver } from './binance-server/account-driver.ts';
import type { BinanceServer } from './binance-server/binance-driver.ts';
import { startBinanceServer } from './binance-server/binance-server.ts';
import { BTC, ETH } from './binance-server/listing.ts';
import { LivingDesk } from './living-desk.ts';
import { Wire } from './wire.ts';

export interface LoopbackOptions {
  readonly hedge?: boolean;
  /** How long the adapter waits for an answer, in milliseconds of the virtual clock. */
  readonly timeoutMs?: number;
  readonly streams?: boolean;
  readonly prepare?: (server: BinanceServer, account: AccountDriver) => void;
}

/** Answers come at once or never. */
const TIMEOUT_MS = 150;
/** A signing window and what may come on top of it. */
const STRAY_MS = 7_000;
const START = Date.UTC(2026, 10, 21, 5, 3, 22);

export class LoopbackDesk extends LivingDesk<Exchange> {
  readonly #wire: Wire;
  readonly server: BinanceServer;
  readonly account: AccountDriver;
  /** Called at each step that the desk passes, before it goes on. */
  onStep: (step: string) => void = () => undefined;

  private constructor(
    wire: Wire,
    parts: {
      readonly exchange: Exchange;
      readonly server: BinanceServer;
      readonly account: AccountDriver;
    },
  ) {
    super(wire.clock, [parts.exchange], { mode: 'real', passEveryMs: 5_000 }, [parts.exchange]);
    this.#wire = wire;
    this.server = parts.server;
    this.account = parts.account;
    const { crashPoint } = this.context;
    this.context = {
      ...this.context,
      crashPoint: (step) => {
        crashPoint(step);
        this.onStep(step);
      },
    };
  }

  /** 10,000 USDT and 0.5 BTC long at 60,000 (cross, ten times), on an exchange of its own. */
  static async open(options: LoopbackOptions = {}): Promise<LoopbackDesk> {
    const wire = new Wire(START);
    const { clock } = wire;
    const server = await startBinanceServer({
      tickMs: 0,
      now: () => clock.now(),
      pace: wire.pace(),
      listings: [{ ...BTC, stepSize: '0.001', minQty: '0.001', quantityPrecision: 3 }, ETH],
    });
    const account = server.account('main', { deposit: '10000', hedge: options.hedge === true });
    account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.5', leverage: 10, marginType: 'CROSSED' });
    options.prepare?.(server, account);
    const settings = settingsFor(server, account, {
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      streams: options.streams === true,
      ordersKeptMs: options.streams === true ? 30_000 : 0,
    });
    const opened = await openAt(settings, clock);
    if (!opened.ok) throw new Error(`not opened: ${opened.error.message}`);
    if (options.streams === true) await server.waitFor(() => server.users.connections > 0);
    return new LoopbackDesk(wire, { exchange: opened.value.exchange, server, account });
  }

  /** A card for half of the position, approved by one person; the execution has begun when this answers. */
  async approvedCut(executeWithinMs = 1_200_000): Promise<Proposal> {
    const card = await this.card({ policy: { executeWithinMs, slippageCap: 0.0005 } });
    const pressed = await approve(this.context, this.ask(), card.code);
    if (!pressed.ok) throw new Error(`the press was not taken: ${JSON.stringify(pressed.error)}`);
    return card;
  }

  override async live(milliseconds: number): Promise<void> {
    const until = this.clock.now() + milliseconds;
    while (this.clock.now() < until) {
      this.server.tick();
      await super.live(Math.min(1_000, until - this.clock.now()));
    }
  }

  /** Lives until the card is decided, at most so long; and then so much longer that a stray order would have arrived. */
  async liveOut(card: Proposal, atMostMs: number): Promise<void> {
    const until = this.clock.now() + atMostMs;
    while (this.clock.now() < until && !isDecided(this.stored(card).state)) await this.live(1_000);
    await this.live(STRAY_MS);
  }

  /** Signed amount of the long side at the exchange. */
  get held(): string {
    return this.account.amount('BTCUSDT', this.account.state.dual ? 'LONG' : 'BOTH');
  }

  /** Orders that the exchange ever took for this card, oldest first. */
  ordersOf(card: Proposal): readonly VenueOrder[] {
    return this.account.orders.filter((order) => order.clientOrderId.startsWith(card.content.nonce));
  }

  /** Titles of everything that people were told of, oldest first, as chat words it. */
  told(which: (event: DeskEvent) => boolean = () => true): readonly string[] {
    const wording = speech('en', 'UTC');
    return this.ledger.content.outbox
      .filter(({ event }) => which(event))
      .map(({ event }) => wordEvent(event, wording).title);
  }

  async close(): Promise<void> {
    await this.exchange.close();
    await this.server.close();
    this.#wire.close();
  }
}
