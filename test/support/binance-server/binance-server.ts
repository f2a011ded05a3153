// A Binance USDⓈ-M futures exchange on 127.0.0.1: real HTTP and WebSocket, the venue's own rules, arithmetic and words.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ChangeSignal } from '../loopback/change-signal.ts';
import { Lifetime } from '../loopback/lifetime.ts';
import { listenOnLoopback, send } from '../loopback/listener.ts';
import { runUnderFault, ScriptedFaults } from '../loopback/scripted-faults.ts';
import { BinanceServer } from './binance-driver.ts';
import { FrontDoor } from './front-door.ts';
import { BTC, ETH, type Listing, SOL } from './listing.ts';
import { Venue } from './venue.ts';
import type { VenueFault } from './venue-faults.ts';

export interface BinanceServerOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Milliseconds since 1970; the wall clock unless told. */
  readonly now?: () => number;
  readonly listings?: readonly Listing[];
  /** How often what is due by the clock is done, and marks are sent again, in real milliseconds; 0 for never. */
  readonly tickMs?: number;
}

const TICK_MS = 1_000;

export async function startBinanceServer(options: BinanceServerOptions = {}): Promise<BinanceServer> {
  const lifetime = new Lifetime();
  const changes = new ChangeSignal();
  const faults = new ScriptedFaults<VenueFault>();
  const venue = new Venue({ now: options.now ?? Date.now, listings: options.listings ?? [BTC, ETH, SOL] });
  const door = new FrontDoor(venue);
  let late: { readonly at: number; readonly run: () => void }[] = [];

  function runLate(): void {
    const due = late.filter(({ at }) => at <= venue.now());
    late = late.filter((each) => !due.includes(each));
    for (const { run } of due) run();
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    runLate();
    const read = await door.read(request);
    const fault = faults.take(read.method, read.credentials.params);
    if (fault?.kind === 'late') {
      late.push({ at: venue.now() + fault.ms, run: () => door.run(read) });
      lifetime.after(fault.ms, () => {
        runLate();
        changes.notify();
      });
      if (fault.connection === 'cut') request.socket.destroy();
      return;
    }
    const outcome = await runUnderFault(fault, lifetime, async () => door.run(read));
    if (read.log.status === undefined && outcome.kind === 'answer') read.log.status = outcome.answer.status;
    changes.notify();
    send(request, response, outcome);
  }

  const listener = await listenOnLoopback(options.port ?? 0, handle, (request, socket, head) => {
    door.upgrade(request, socket, head);
    changes.notify();
  });
  const server = new BinanceServer(venue, { lifetime, changes, faults, listener, door, runLate });
  const tickMs = options.tickMs ?? TICK_MS;
  const beat = (): void => {
    server.tick();
    door.markets.publish();
    lifetime.after(tickMs, beat);
  };
  if (tickMs > 0) lifetime.after(tickMs, beat);
  return server;
}
