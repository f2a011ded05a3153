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
  /** How the server waits, and how long each request and each answer is under way; real time and no time unless told. */
  readonly pace?: Pace;
}

/** For runs in virtual time. */
export interface Pace {
  /** From the client to the venue, and the same again back, in milliseconds. */
  readonly oneWayMs: number;
  sleep(milliseconds: number): Promise<void>;
  /** From now until the answered function is called, a request that was sent waits for nothing but time. */
  rest(): () => void;
}

const TICK_MS = 1_000;

export async function startBinanceServer(options: BinanceServerOptions = {}): Promise<BinanceServer> {
  const { pace } = options;
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
    const { socket } = request;
    /** Time that passes while the request is on its way or at the venue; it may be given up meanwhile. */
    const pass = async (ms: number): Promise<void> => {
      if (pace === undefined || ms <= 0) return;
      const goOn = pace.rest();
      socket.once('close', goOn);
      await pace.sleep(ms);
      socket.off('close', goOn);
      goOn();
    };
    await pass(pace?.oneWayMs ?? 0);
    const read = await door.read(request);
    const fault = faults.take(read.method, read.credentials.params);
    if (fault?.kind === 'late') {
      late.push({ at: venue.now() + fault.ms, run: () => door.run(read) });
      const due = (): void => {
        runLate();
        changes.notify();
      };
      if (pace === undefined) lifetime.after(fault.ms, due);
      else void pace.sleep(fault.ms).then(due);
      if (fault.connection === 'cut') socket.destroy();
      else if (pace !== undefined) socket.once('close', pace.rest());
      return;
    }
    const isHeld = fault?.kind === 'delay' && pace !== undefined;
    if (isHeld) await pass(fault.ms);
    const outcome = await runUnderFault(isHeld ? undefined : fault, lifetime, async () => door.run(read));
    if (read.log.status === undefined && outcome.kind === 'answer') read.log.status = outcome.answer.status;
    changes.notify();
    if (outcome.kind === 'hang' && pace !== undefined) socket.once('close', pace.rest());
    else await pass(pace?.oneWayMs ?? 0);
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
