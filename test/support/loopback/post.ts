// Sends one POST to the program under test, the way a chat platform pushes to a request address: a fresh
// connection every time, a deadline, and never an exception.
import { request as httpRequest } from 'node:http';
import type { Lifetime } from './lifetime.ts';

export type PostResult =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; readonly headers: Headers }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'connection-failed'; readonly reason: string };

/** Posts `body` and waits at most `deadlineMs` for the whole answer. */
export function post(
  lifetime: Lifetime,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
  deadlineMs: number,
): Promise<PostResult> {
  return new Promise((resolve) => {
    let settled = false;
    let cancelDeadline: () => void = () => undefined;
    const settle = (result: PostResult) => {
      if (settled) return;
      settled = true;
      cancelDeadline();
      request.destroy();
      resolve(result);
    };
    const bytes = Buffer.from(body);
    const request = httpRequest(
      url,
      {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': bytes.length, connection: 'close' },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => settle({ kind: 'connection-failed', reason: error.message }));
        response.on('end', () => {
          const answered = new Headers();
          for (const [name, value] of Object.entries(response.headers)) {
            if (value !== undefined) answered.set(name, String(value));
          }
          const text = Buffer.concat(chunks).toString('utf8');
          settle({ kind: 'answered', status: response.statusCode ?? 0, body: text, headers: answered });
        });
      },
    );
    cancelDeadline = lifetime.after(
      deadlineMs,
      () => settle({ kind: 'timeout' }),
      () => settle({ kind: 'connection-failed', reason: 'the server ended' }),
    );
    request.on('error', (error) => settle({ kind: 'connection-failed', reason: error.message }));
    request.end(bytes);
  });
}
