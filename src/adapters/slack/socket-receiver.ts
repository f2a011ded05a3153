// Socket Mode by Bolt's own receiver, with a watch over it: whatever ends the socket, the next one is on its way, and a
// socket that does not come to life is replaced by a new receiver. Stopping is clean at any moment.
import { type App, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../ports/log.ts';
import type { SlackFetch } from './api-transport.ts';
import type { ConfirmGate } from './confirm-gate.ts';
import { ConnectionOpener } from './connection-opener.ts';
import type { ConnectionState } from './connection-state.ts';
import type { SlackLimits } from './limits.ts';
import type { Scrub } from './scrub.ts';
import { wordFailure } from './send-faults.ts';

export interface SocketParts {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly fetch: SlackFetch;
  readonly gate: ConfirmGate;
  readonly state: ConnectionState;
  readonly limits: SlackLimits;
  readonly logger: Logger;
  readonly log: Log;
  readonly scrub: Scrub;
}

interface Line {
  readonly receiver: SocketModeReceiver;
  readonly opener: ConnectionOpener;
  /** When it was last seen alive, or made. Milliseconds that never go back. */
  aliveAt: number;
  connected: boolean;
  ended: boolean;
}

type Client = SocketModeReceiver['client'];

export class SocketReceiver implements Receiver {
  readonly #parts: SocketParts;
  #line: Line | undefined;
  #watch: NodeJS.Timeout | undefined;

  constructor(parts: SocketParts) {
    this.#parts = parts;
  }

  init(app: App): void {
    this.#parts.gate.init(app);
  }

  /** Returns at once; connecting goes on behind it for as long as it takes. */
  async start(): Promise<void> {
    this.#line = this.#open();
    this.#watch = setInterval(() => this.#look(), this.#parts.limits.watchMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#watch);
    const line = this.#line;
    this.#line = undefined;
    if (line !== undefined) await this.#end(line);
  }

  #open(): Line {
    const { appToken, apiUrl, logger, limits, gate } = this.#parts;
    const opener = new ConnectionOpener(this.#parts);
    const receiver = new SocketModeReceiver({
      appToken,
      logger,
      clientPingTimeout: limits.reconnectMs,
      serverPingTimeout: limits.serverPingMs,
      installerOptions: {
        clientOptions: { slackApiUrl: apiUrl, fetch: opener.fetch, retryConfig: { retries: 0 } },
      },
      processEventErrorHandler: async () => false,
    });
    receiver.init(gate.asApp);
    const line: Line = { receiver, opener, aliveAt: performance.now(), connected: false, ended: false };
    this.#listen(line);
    receiver.start().catch((error: unknown) => this.#failed(error));
    return line;
  }

  #listen(line: Line): void {
    const { client } = line.receiver;
    const { state } = this.#parts;
    client.on('connected', () => {
      line.connected = true;
      if (!line.ended) state.become({ kind: 'connected' });
    });
    client.on('close', () => {
      line.aliveAt = performance.now();
      line.connected = false;
      if (!line.ended && state.kind === 'connected') state.become({ kind: 'reconnecting' });
    });
    client.on('connecting', () => {
      line.aliveAt = performance.now();
      // An address that arrived in the very moment of stopping: its socket ends as soon as it begins.
      if (line.ended) queueMicrotask(() => void this.#end(line));
    });
    tameMessages(client, (error) => this.#failed(error));
  }

  /** A socket that should long be there is given up. While Slack is asked for an address, that is said by the opener. */
  #look(): void {
    const { limits, log, state } = this.#parts;
    const line = this.#line;
    if (line === undefined || line.connected || line.opener.trying) return;
    if (performance.now() - line.aliveAt < limits.stuckMs) return;
    log.warn({}, 'a socket with Slack did not come to life; a new one is opened');
    state.become({ kind: 'unreachable', why: 'the socket does not open' });
    this.#line = this.#open();
    void this.#end(line);
  }

  async #end(line: Line): Promise<void> {
    const { client } = line.receiver;
    line.ended = true;
    line.opener.stop();
    // A start that still waits for its socket would be rejected with nothing, and nobody would hear it.
    client.removeAllListeners('disconnected');
    const gone = client.disconnect();
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<'enough'>((resolve) => {
      timer = setTimeout(resolve, this.#parts.limits.goodbyeMs, 'enough');
    });
    // Asked a second time, the client no longer waits for the other side's goodbye.
    const waited = await Promise.race([gone, enough]);
    clearTimeout(timer);
    forgetGoodbye(client);
    if (waited === 'enough') void client.disconnect();
    forgetGoodbye(client);
  }

  #failed(error: unknown): void {
    const { log, scrub } = this.#parts;
    log.warn({ reason: wordFailure(error, scrub) }, 'a socket with Slack failed');
  }
}

/**
 * Bolt's socket waits half a minute for the other side's goodbye, also when it never opened and has ended already; that
 * timer would keep the process alive. Bolt keeps it to itself.
 */
function forgetGoodbye(client: Client): void {
  const { websocket } = client as unknown as { websocket?: { closeHandshakeTimeout?: NodeJS.Timeout } };
  clearTimeout(websocket?.closeHandshakeTimeout);
}

/** Bolt's client reads messages in a listener whose rejection nobody hears: a message of no known shape would end the process. */
function tameMessages(client: Client, onFailure: (error: unknown) => void): void {
  const readers = client.listeners('ws_message') as ((...said: unknown[]) => unknown)[];
  client.removeAllListeners('ws_message');
  client.on('ws_message', (...said: unknown[]) => {
    for (const read of readers) Promise.resolve(read(...said)).catch(onFailure);
  });
}
