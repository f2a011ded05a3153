// Delivers to the app's request address, signed the way Slack signs (v0, HMAC-SHA256 over time stamp and body).
import { createHmac } from 'node:crypto';
import type { Lifetime } from '../loopback/lifetime.ts';
import { type PostResult, post } from '../loopback/post.ts';
import type { DeliveryKind, Envelope, Forgery, Outcome, RetryMark, Transport } from './delivery.ts';

/** `v0=` and the signature of a body at a time, in Unix seconds. */
export function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** The body of each kind, as Slack writes it. */
function encode(envelope: Envelope): { contentType: string; body: string } {
  const { kind, payload } = envelope;
  if (kind === 'events_api') return { contentType: 'application/json', body: JSON.stringify(payload) };
  const fields: [string, string][] =
    kind === 'slash_commands'
      ? Object.entries(payload).map(([name, value]) => [name, String(value)])
      : [['payload', JSON.stringify(payload)]];
  return {
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(fields).toString(),
  };
}

function readAck(result: PostResult & { kind: 'answered' }): unknown {
  if (!(result.headers.get('content-type') ?? '').includes('json')) return result.body;
  try {
    return JSON.parse(result.body);
  } catch {
    return result.body;
  }
}

export interface HttpTransportOptions {
  readonly lifetime: Lifetime;
  readonly secret: string;
  readonly now: () => number;
  readonly urlOf: (kind: DeliveryKind) => string;
}

/** The headers of a signed request; a forgery bends them. */
export function signedHeaders(
  options: Pick<HttpTransportOptions, 'secret' | 'now'>,
  contentType: string,
  body: string,
  forgery: Forgery,
  retry: RetryMark,
): Record<string, string> {
  const timestamp = Math.floor(options.now() / 1000) + (forgery.skewSeconds ?? 0);
  const signature =
    forgery.signature === undefined
      ? sign(forgery.secret ?? options.secret, timestamp, body)
      : forgery.signature;
  return {
    'content-type': contentType,
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': String(timestamp),
    ...(signature === null ? {} : { 'x-slack-signature': signature }),
    ...(retry.num > 0
      ? { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason ?? 'unknown_error' }
      : {}),
  };
}

export function httpTransport(options: HttpTransportOptions): Transport {
  return async (envelope, retry, ackMs, forgery): Promise<Outcome> => {
    const { contentType, body } = encode(envelope);
    const headers = signedHeaders(options, contentType, body, forgery, retry);
    const result = await post(options.lifetime, options.urlOf(envelope.kind), headers, body, ackMs);
    switch (result.kind) {
      case 'timeout':
        return { kind: 'http_timeout' };
      case 'connection-failed':
        return { kind: 'connection_failed', reason: result.reason };
      case 'answered': {
        const { status } = result;
        if (status >= 200 && status < 300) return { kind: 'acknowledged', status, body: readAck(result) };
        return { kind: 'http_error', status, noRetry: result.headers.get('x-slack-no-retry') === '1' };
      }
      default:
        return result satisfies never;
    }
  };
}
