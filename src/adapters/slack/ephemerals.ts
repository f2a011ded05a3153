// Messages that one person alone sees have no id to edit by. Slack hands out an address when somebody presses a button on
// one; for half an hour the message can be replaced through it, and every press be answered with a word.
import { webApi } from '@slack/bolt';
import type { SlackFetch } from './api-transport.ts';
import type { SlackLimits } from './limits.ts';

interface Known {
  readonly address: string;
  readonly at: number;
}

export class Ephemerals {
  readonly #post: SlackFetch;
  readonly #limits: Pick<SlackLimits, 'ephemeral' | 'ephemeralMs'>;
  readonly #known = new Map<string, Known>();

  constructor(post: SlackFetch, limits: Pick<SlackLimits, 'ephemeral' | 'ephemeralMs'>) {
    this.#post = post;
    this.#limits = limits;
  }

  remember(room: string, messageId: string, address: string): void {
    const key = `${room} ${messageId}`;
    this.#known.delete(key);
    this.#known.set(key, { address, at: performance.now() });
    const oldest = this.#known.keys().next().value;
    if (this.#known.size > this.#limits.ephemeral && oldest !== undefined) this.#known.delete(oldest);
  }

  addressOf(room: string, messageId: string): string | undefined {
    const known = this.#known.get(`${room} ${messageId}`);
    if (known === undefined || performance.now() - known.at > this.#limits.ephemeralMs) return undefined;
    return known.address;
  }

  replace(address: string, content: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#send(address, { replace_original: true, response_type: 'ephemeral', ...content });
  }

  /** A short word to the presser alone, beside the message. */
  say(address: string, text: string, thread: string | undefined): Promise<void> {
    return this.#send(address, {
      response_type: 'ephemeral',
      replace_original: false,
      text,
      ...(thread === undefined ? {} : { thread_ts: thread }),
    });
  }

  /** Rejects as the Web client does, so that failures are worded in one place. */
  async #send(address: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    let answer: Awaited<ReturnType<SlackFetch>>;
    try {
      answer = await this.#post(address, { method: 'POST', headers, body: JSON.stringify(body) });
    } catch (error) {
      throw new webApi.WebAPIRequestError(error instanceof Error ? error : new Error(String(error)));
    }
    if (answer.ok) return;
    if (answer.status === 429) {
      throw new webApi.WebAPIRateLimitedError(Number(answer.headers.get('retry-after')) || 1);
    }
    const refusal = errorName(await answer.text());
    if (refusal !== undefined) throw new webApi.WebAPIPlatformError({ ok: false, error: refusal });
    throw new webApi.WebAPIHTTPError(answer.status, answer.statusText, {});
  }
}

function errorName(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('error' in value)) return undefined;
    return typeof value.error === 'string' ? value.error : undefined;
  } catch {
    return undefined;
  }
}
