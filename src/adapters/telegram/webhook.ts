// The optional other way in: Telegram pushes updates to a small server here. Only with a secret, only on one path, and
// an update is answered with 200 once it is stored.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Update } from 'grammy/types';
import type { TelegramLimits } from './limits.ts';

export interface WebhookAddress {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly path: string;
  /** What Telegram must send along; CUTMAN_TELEGRAM_SECRET. */
  readonly secret: string | undefined;
  /** The public address to register with Telegram; without it the operator registers it. */
  readonly url?: string;
}

export type CheckedWebhook = WebhookAddress & { readonly secret: string };

/** Throws when there is no secret, or one that Telegram would not take. */
export function requireSecret(webhook: WebhookAddress): CheckedWebhook {
  const { secret } = webhook;
  if (secret === undefined || secret === '') {
    throw new Error(
      'the Telegram webhook needs a secret: set CUTMAN_TELEGRAM_SECRET, or remove chat.telegram.webhook',
    );
  }
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
    throw new Error('CUTMAN_TELEGRAM_SECRET takes 1 to 256 letters, digits, _ and -');
  }
  return { ...webhook, secret };
}

export class WebhookServer {
  readonly #webhook: CheckedWebhook;
  readonly #limits: TelegramLimits;
  readonly #take: (update: Update) => Promise<boolean>;
  readonly #server: Server;
  /** One at a time, in the order they came. */
  #last: Promise<unknown> = Promise.resolve();

  /** `take` answers `false` for an update that must come again. */
  constructor(webhook: CheckedWebhook, limits: TelegramLimits, take: (update: Update) => Promise<boolean>) {
    this.#webhook = webhook;
    this.#limits = limits;
    this.#take = take;
    this.#server = createServer({ requestTimeout: limits.webhookRequestMs }, (request, response) => {
      this.#handle(request, response).catch(() => request.socket.destroy());
    });
  }

  /** Rejects when the address cannot be bound. */
  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#webhook.port, this.#webhook.host, () => {
        this.#server.removeListener('error', reject);
        resolve();
      });
    });
  }

  get port(): number | undefined {
    return (this.#server.address() as AddressInfo | null)?.port;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await this.#last;
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = request.headers['x-telegram-bot-api-secret-token'];
    if (typeof given !== 'string' || !same(given, this.#webhook.secret))
      return refuse(request, response, 401);
    if (new URL(request.url ?? '/', 'http://webhook').pathname !== this.#webhook.path) {
      return refuse(request, response, 404);
    }
    if (request.method !== 'POST') return refuse(request, response, 405);
    const text = await readCapped(request, this.#limits.webhookBytes);
    if (text === undefined) return refuse(request, response, 413);
    const update = parseUpdate(text);
    if (update === undefined) return refuse(request, response, 400);
    const taken = this.#last.then(() => this.#take(update));
    this.#last = taken.catch(() => undefined);
    response.writeHead((await taken) ? 200 : 503).end();
  }
}

/** Takes as long for a near miss as for a far one, whatever the lengths. */
function same(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  // What is left of the body is not read; the connection ends with the answer.
  response.writeHead(status, { connection: 'close' }).end(() => request.socket.destroy());
}

async function readCapped(request: IncomingMessage, maximum: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maximum) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maximum) chunks.push(chunk);
      else resolve(undefined);
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the request was cut short')));
  });
}

function parseUpdate(text: string): Update | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isUpdate =
      typeof value === 'object' &&
      value !== null &&
      'update_id' in value &&
      Number.isSafeInteger(value.update_id);
    return isUpdate ? (value as Update) : undefined;
  } catch {
    return undefined;
  }
}
