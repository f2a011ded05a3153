// Carries grammY's calls over node:http with sockets of its own. grammY's default does not notice an answer that was cut
// short and waits for its whole timeout; here a cut answer fails at once, and close() leaves no socket behind.
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { ApiClientOptions } from 'grammy';

type GrammyFetch = NonNullable<ApiClientOptions['fetch']>;

/** What grammY hands to fetch; its abort signal is a polyfill of the platform's. */
interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
  readonly signal?: {
    readonly aborted: boolean;
    addEventListener(kind: 'abort', listener: () => void): void;
    removeEventListener(kind: 'abort', listener: () => void): void;
  };
}

/** The answer was no JSON: a proxy's page or half a body. grammY puts both fields into its own error. */
class UnreadableAnswer extends Error {
  readonly status: number;
  readonly statusText: string;

  constructor(status: number, statusText: string) {
    super('the answer is not JSON');
    this.status = status;
    this.statusText = statusText;
  }
}

export class ApiTransport {
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;
  readonly #open = new Set<ClientRequest>();
  readonly #maximumBytes: number;
  #closed = false;

  /** Sockets that nobody used for `idleSocketMs` are closed before the other side does it under the next call. */
  constructor(maximumBytes: number, idleSocketMs: number) {
    this.#maximumBytes = maximumBytes;
    this.#http = new HttpAgent({ keepAlive: true, timeout: idleSocketMs });
    this.#https = new HttpsAgent({ keepAlive: true, timeout: idleSocketMs });
  }

  /** In the shape that grammY calls; of the answer it reads `json()` alone. */
  get fetch(): GrammyFetch {
    const call = (url: unknown, options: CallOptions = {}): Promise<unknown> =>
      this.#call(String(url), options);
    return call as unknown as GrammyFetch;
  }

  close(): void {
    this.#closed = true;
    for (const request of this.#open) request.destroy(new Error('the connection was closed'));
    this.#http.destroy();
    this.#https.destroy();
  }

  #call(url: string, { method = 'GET', headers = {}, body, signal }: CallOptions): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error('the connection was closed'));
    if (signal?.aborted) return Promise.reject(new Error('the call was aborted'));
    return new Promise((resolve, reject) => {
      const secure = url.startsWith('https:');
      const send = secure ? httpsRequest : httpRequest;
      const request = send(url, { method, headers, agent: secure ? this.#https : this.#http });
      const abort = (): void => void request.destroy(new Error('the call was aborted'));
      let answered = false;
      this.#open.add(request);
      signal?.addEventListener('abort', abort);
      request.once('close', () => {
        this.#open.delete(request);
        signal?.removeEventListener('abort', abort);
        if (!answered) reject(new Error('the connection was closed'));
      });
      request.once('error', reject);
      request.once('response', (response) => {
        answered = true;
        readText(response, this.#maximumBytes).then(
          (text) => resolve({ json: () => parse(text, response) }),
          (error: unknown) => {
            request.destroy();
            reject(error);
          },
        );
      });
      if (body instanceof Readable) {
        body.once('error', (error) => request.destroy(error));
        body.pipe(request);
      } else request.end(body);
    });
  }
}

async function parse(text: string, response: IncomingMessage): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'ok' in value) return value;
  } catch {
    // Told below, without the text: a proxy's page may repeat the address, and the token is in it.
  }
  throw new UnreadableAnswer(response.statusCode ?? 0, response.statusMessage ?? '');
}

function readText(response: IncomingMessage, maximumBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maximumBytes) reject(new Error('the answer is too long'));
      else chunks.push(chunk);
    });
    response.once('error', reject);
    response.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    response.once('close', () => reject(new Error('the answer was cut short')));
  });
}
