// Pushes updates to the bot's own address when a webhook is set: one at a time, with the secret token, and
// again until the bot answers 2xx.
import type { Lifetime } from '../loopback/lifetime.ts';
import { post } from '../loopback/post.ts';
import { badRequest } from './api-error.ts';
import type { UpdateQueue } from './update-queue.ts';

export interface WebhookPush {
  readonly updateId: number;
  /** The answer's status, or why there was none. */
  readonly outcome: number | 'timeout' | 'connection-failed';
}

export interface WebhookTiming {
  /** How long the bot may take to answer, in milliseconds. */
  readonly answerMs: number;
  /** How long until a failed push is tried again, in milliseconds. */
  readonly retryMs: number;
}

export class Webhook {
  readonly #lifetime: Lifetime;
  readonly #queue: UpdateQueue;
  readonly #timing: WebhookTiming;
  readonly #now: () => number;
  readonly #execute: (method: string, params: Record<string, unknown>) => Promise<void>;
  readonly #onChange: () => void;
  readonly pushes: WebhookPush[] = [];
  #pushing = false;
  #lastError: { at: number; message: string } | undefined;
  url = '';
  #secret: string | undefined;

  constructor(
    lifetime: Lifetime,
    queue: UpdateQueue,
    timing: WebhookTiming,
    now: () => number,
    execute: (method: string, params: Record<string, unknown>) => Promise<void>,
    onChange: () => void,
  ) {
    this.#lifetime = lifetime;
    this.#queue = queue;
    this.#timing = timing;
    this.#now = now;
    this.#execute = execute;
    this.#onChange = onChange;
  }

  /** Plain http addresses are taken, as a Bot API server of one's own takes them. */
  set(url: string, secret: string | undefined): void {
    if (url !== '' && !URL.canParse(url)) throw badRequest('bad webhook: invalid webhook URL specified');
    if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
      throw badRequest('secret token contains unallowed characters');
    }
    this.url = url;
    this.#secret = secret;
    this.#lastError = undefined;
    void this.push();
  }

  info(): Record<string, unknown> {
    return {
      url: this.url,
      has_custom_certificate: false,
      pending_update_count: this.#queue.unconfirmed.length,
      ...(this.#lastError === undefined
        ? {}
        : { last_error_date: this.#lastError.at, last_error_message: this.#lastError.message }),
      ...(this.#queue.allowed.length > 0 ? { allowed_updates: this.#queue.allowed } : {}),
    };
  }

  /** Works the queue off, unless another call of this already does. */
  async push(): Promise<void> {
    if (this.#pushing) return;
    this.#pushing = true;
    try {
      while (this.url !== '' && !this.#lifetime.ended) {
        const update = this.#queue.unconfirmed[0];
        if (update === undefined) return;
        const result = await post(
          this.#lifetime,
          this.url,
          {
            'content-type': 'application/json',
            ...(this.#secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': this.#secret }),
          },
          JSON.stringify(update),
          this.#timing.answerMs,
        );
        const outcome = result.kind === 'answered' ? result.status : result.kind;
        this.pushes.push({ updateId: update.update_id, outcome });
        if (result.kind === 'answered' && result.status >= 200 && result.status < 300) {
          this.#queue.settle(update.update_id);
          await this.#answerInPlace(result.body);
        } else {
          this.#lastError = { at: Math.floor(this.#now() / 1000), message: wordFailure(outcome) };
          await this.#lifetime.sleep(this.#timing.retryMs);
        }
        this.#onChange();
      }
    } finally {
      this.#pushing = false;
    }
  }

  /** A bot may answer the push with one call, `{"method": "sendMessage", ...}`, whose result it never sees. */
  async #answerInPlace(body: string): Promise<void> {
    if (!body.startsWith('{')) return;
    const call = JSON.parse(body) as Record<string, unknown>;
    const { method, ...params } = call;
    if (typeof method === 'string') await this.#execute(method, params);
  }
}

function wordFailure(outcome: WebhookPush['outcome']): string {
  if (outcome === 'timeout') return 'Read timeout expired';
  if (outcome === 'connection-failed') return 'Connection refused';
  return `Wrong response from the webhook: ${outcome}`;
}
