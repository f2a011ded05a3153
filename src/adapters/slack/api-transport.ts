// Carries the calls of Slack's Web client over node:http with sockets of its own: an answer that is cut short fails at once,
// every call ends in time, and close() leaves no socket behind.
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { webApi } from '@slack/bolt';

export type SlackFetch = NonNullable<webApi.WebClientOptions['fetch']>;
type Init = NonNullable<Parameters<SlackFetch>[1]>;
type Answer = Awaited<ReturnType<SlackFetch>>;

export class CallTimedOut extends Error {}

export interface TransportLimits {
  readonly responseBytes: number;
  readonly floodMs: number;
}

export class ApiTransport {
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });
  readonly #open = new Set<ClientRequest>();
  readonly #limits: TransportLimits;
  #closed = false;

  constructor(limits: TransportLimits) {
    this.#limits = limits;
  }

  /** In the shape that the Web client calls. Each call fails after `timeoutMs`. */
  fetchWithin(timeoutMs: number): SlackFetch {
    return async (url, init = {}) => this.#call(String(url), await encode(init), timeoutMs);
  }

  close(): void {
    this.#closed = true;
    for (const request of this.#open) request.destroy(new Error('the connection was closed'));
    this.#http.destroy();
    this.#https.destroy();
  }

  #call(url: string, { method, headers, body }: Encoded, timeoutMs: number): Promise<Answer> {
    if (this.#closed) return Promise.reject(new Error('the connection was closed'));
    return new Promise((resolve, reject) => {
      const secure = url.startsWith('https:');
      const send = secure ? httpsRequest : httpRequest;
      const request = send(url, { method, headers, agent: secure ? this.#https : this.#http });
      const timer = setTimeout(() => request.destroy(new CallTimedOut('no answer in time')), timeoutMs);
      let answering = false;
      this.#open.add(request);
      request.once('close', () => {
        clearTimeout(timer);
        this.#open.delete(request);
        // Once an answer has begun, reading it ends the call.
        if (!answering) reject(new Error('the connection was closed'));
      });
      request.once('error', reject);
      request.once('response', (response) => {
        answering = true;
        readBody(response, this.#limits.responseBytes).then(
          (bytes) => resolve(toAnswer(url, response, bytes, this.#limits.floodMs)),
          (error: unknown) => {
            reject(error);
            request.destroy();
          },
        );
      });
      request.end(body);
    });
  }
}

interface Encoded {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

async function encode({ method = 'GET', headers = {}, body }: Init): Promise<Encoded> {
  if (body instanceof FormData) {
    const form = new Response(body);
    const bytes = Buffer.from(await form.arrayBuffer());
    const type = form.headers.get('content-type') ?? 'multipart/form-data';
    return { method, headers: { ...headers, ...lengthOf(bytes), 'content-type': type }, body: bytes };
  }
  const bytes = Buffer.from(body ?? '');
  return { method, headers: { ...headers, ...lengthOf(bytes) }, body: bytes };
}

const lengthOf = (bytes: Buffer): Record<string, string> => ({ 'content-length': String(bytes.length) });

function toAnswer(url: string, response: IncomingMessage, bytes: Buffer, floodMs: number): Answer {
  const status = response.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  if (status === 429 && !(Number.parseInt(headers.get('retry-after') ?? '', 10) >= 0)) {
    headers.set('retry-after', String(Math.ceil(floodMs / 1000)));
  }
  const text = bytes.toString('utf8');
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: response.statusMessage ?? '',
    url,
    headers,
    text: async () => text,
    json: async () => JSON.parse(text),
    arrayBuffer: async () => new Uint8Array(bytes).buffer,
  };
}

function readBody(response: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maximumBytes) reject(new Error('the answer is too long'));
      else chunks.push(chunk);
    });
    response.once('error', reject);
    response.once('end', () => resolve(Buffer.concat(chunks)));
    response.once('close', () => {
      if (!response.complete) reject(new Error('the answer was cut short'));
    });
  });
}
