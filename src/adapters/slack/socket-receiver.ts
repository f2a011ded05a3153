// Socket Mode by Bolt's own receiver, with the next socket opened here: at once after a goodbye, slower while sockets do not
// come to life. Bolt's own way waits as long as a pong may take, gives up for good on some answers, and leaves rejections
// that nobody hears. Stopping is clean at any moment.
import { type App, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../ports/log.ts';
import type { SlackFetch } from './api-transport.ts';
import type { ConfirmGate } from './confirm-gate.ts';
import { ConnectionOpener } from './connection-opener.ts';
import type { ConnectionState } from './connection-state.ts';
import type { SlackLimits } from './limits.ts';
import { RetryPause } from './retry-pause.ts';
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

type Client = SocketModeReceiver['client'];

export class SocketReceiver implements Receiver {
  readonly #parts: SocketParts;
  readonly #opener: ConnectionOpener;
  readonly #receiver: SocketModeReceiver;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #unborn: NodeJS.Timeout | undefined;

  constructor(parts: SocketParts) {
    const { appToken, apiUrl, logger, limits } = parts;
    this.#parts = parts;
    this.#opener = new ConnectionOpener(parts);
    this.#receiver = new SocketModeReceiver({
      appToken,
      logger,
      autoReconnectEnabled: false,
      clientPingTimeout: limits.pongMs,
      serverPingTimeout: limits.serverPingMs,
      installerOptions: {
        clientOptions: { slackApiUrl: apiUrl, fetch: this.#opener.fetch, retryConfig: { retries: 0 } },
      },
      processEventErrorHandler: async () => false,
    });
    this.#listen(this.#receiver.client);
  }

  init(app: App): void {
    this.#parts.gate.init(app);
    this.#receiver.init(this.#parts.gate.asApp);
  }

  /** Returns at once; connecting goes on behind it for as long as it takes. */
  async start(): Promise<void> {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#opener.stop();
    await this.#end();
    await this.#running;
    clearTimeout(this.#unborn);
  }

  async #run(): Promise<void> {
    const { limits, state } = this.#parts;
    const { signal } = this.#stopping;
    let pause = new RetryPause(limits.reconnectMs, signal);
    while (!signal.aborted) {
      const lived = await this.#liveOnce();
      if (signal.aborted) return;
      if (lived) pause = new RetryPause(limits.reconnectMs, signal);
      else state.become({ kind: 'unreachable', why: 'the socket does not open' });
      await pause.wait(limits.retryMostMs).catch(() => undefined);
    }
  }

  /** One socket from asking for its address to its end. Answers whether it ever came to life. */
  #liveOnce(): Promise<boolean> {
    const { client } = this.#receiver;
    return new Promise((resolve) => {
      let lived = false;
      client.once('disconnected', () => resolve(lived));
      client.start().then(
        () => {
          lived = true;
        },
        (error: unknown) => {
          if (error !== undefined) this.#failed(error);
          resolve(lived);
        },
      );
    });
  }

  #listen(client: Client): void {
    const { state, limits, log } = this.#parts;
    client.on('connecting', () => {
      clearTimeout(this.#unborn);
      // An address that arrived in the very moment of stopping: its socket ends as soon as it begins.
      if (this.#stopping.signal.aborted) queueMicrotask(() => void this.#end());
      this.#unborn = setTimeout(() => {
        log.warn({}, 'a socket with Slack did not come to life; the next one is opened');
        void this.#end();
      }, limits.helloMs);
    });
    client.on('connected', () => {
      clearTimeout(this.#unborn);
      state.become({ kind: 'connected' });
    });
    client.on('close', () => {
      clearTimeout(this.#unborn);
      if (state.kind === 'connected') state.become({ kind: 'reconnecting' });
    });
    tameMessages(client, (error) => this.#failed(error));
  }

  /** Says goodbye, and after a moment no longer waits for the other side's. */
  async #end(): Promise<void> {
    const { client } = this.#receiver;
    const gone = client.disconnect();
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<'enough'>((resolve) => {
      timer = setTimeout(resolve, this.#parts.limits.goodbyeMs, 'enough');
    });
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
