// Receiving by webhook: binds the server at once, then makes itself known to Telegram however long that takes.
import type { Api } from 'grammy';
import { ASKED_UPDATES, judgeFailure, retryMostMs } from './api-answers.ts';
import type { ConnectionState } from './connection-state.ts';
import type { Inbox } from './inbox.ts';
import type { TelegramLimits } from './limits.ts';
import { RetryPause } from './retry-pause.ts';
import type { Scrub } from './scrub.ts';
import { type CheckedWebhook, WebhookServer } from './webhook.ts';

export interface PushedParts {
  readonly api: Api;
  readonly webhook: CheckedWebhook;
  readonly inbox: Inbox;
  readonly state: ConnectionState;
  readonly limits: TelegramLimits;
  readonly scrub: Scrub;
  readonly onConnected: () => void;
}

export class Pushed {
  readonly #parts: PushedParts;
  readonly #server: WebhookServer;
  readonly #stop = new AbortController();
  readonly #pause: RetryPause;
  #running: Promise<void> = Promise.resolve();
  #botName: string | undefined;

  constructor(parts: PushedParts) {
    this.#parts = parts;
    this.#pause = new RetryPause(parts.limits.retryFirstMs, this.#stop.signal);
    this.#server = new WebhookServer(parts.webhook, parts.limits, async (update) => {
      // Before the bot knows its name it cannot tell which commands are meant for it: Telegram sends them again.
      if (this.#botName === undefined || this.#stop.signal.aborted) return false;
      const stored = await parts.inbox.take(update, this.#botName);
      parts.state.become(stored ? { kind: 'connected' } : { kind: 'not-stored' });
      return stored;
    });
  }

  /** The port that is bound; undefined while it is not. */
  get port(): number | undefined {
    return this.#server.port;
  }

  /** Rejects when the address cannot be bound: that is a mistake in the configuration. */
  async start(): Promise<void> {
    await this.#server.listen();
    this.#running = this.#introduce();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#server.close();
    await this.#running;
  }

  /** Registers, then looks after it: without polls nothing else would show that Telegram is gone. */
  async #introduce(): Promise<void> {
    const { state, scrub, limits, onConnected } = this.#parts;
    while (!this.#stop.signal.aborted) {
      try {
        const isFirst = this.#botName === undefined;
        const registered = await this.#register();
        if (!registered) state.become({ kind: 'not-registered' });
        else if (state.kind !== 'not-stored') state.become({ kind: 'connected' });
        if (isFirst) onConnected();
        this.#pause.reset();
        await this.#pause.wait(limits.webhookCheckMs, limits.webhookCheckMs);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        const { connection, retryAfterMs } = judgeFailure(error, scrub);
        state.become(connection);
        await this.#pause.wait(retryMostMs(connection, limits), retryAfterMs).catch(() => undefined);
      }
    }
  }

  /** Whether Telegram pushes for this bot now. */
  async #register(): Promise<boolean> {
    const { api, webhook } = this.#parts;
    const stopping = this.#stop.signal as unknown as Parameters<Api['getMe']>[0];
    const me = await api.getMe(stopping);
    const registered = (await api.getWebhookInfo(stopping)).url;
    const { url, secret } = webhook;
    // The first time always: the secret may be a new one.
    if (url !== undefined && (registered !== url || this.#botName === undefined)) {
      // One at a time keeps the order in which people wrote.
      const options = { secret_token: secret, allowed_updates: ASKED_UPDATES, max_connections: 1 };
      await api.setWebhook(url, options, stopping);
    }
    this.#botName = me.username;
    return url !== undefined || registered !== '';
  }
}
